"""A command as it was typed: the word after the slash, whatever follows it."""

import re

from bot.wire.raw import Raw, number, parts, words

# Where Telegram marks no command (another alphabet, a full-width slash) the first word may be one.
_UNSEEN = r"\s\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
_COMMAND = re.compile(rf"[{_UNSEEN}]*[/／](?P<word>\w{{1,64}})(?:@(?P<addressee>\w+))?(?![\w/@<>])")
_MARKS = ".,;:!?…。，、；：！？–—"


def read_command(message: Raw, *, username: str) -> tuple[str | None, str]:
    """Read `/word@bot rest` at the start of a message; another bot's command is none of ours."""
    text = words(message, "text") or words(message, "caption") or ""
    found = _COMMAND.fullmatch(text, 0, _marked(message)) or _COMMAND.match(text)
    if found is None:
        return None, ""
    addressee = found["addressee"]
    if addressee and addressee.lower() != username.lower():
        return "", ""
    return found["word"].lower(), text[found.end() :].lstrip(_MARKS).strip()


def _marked(message: Raw) -> int:
    """Tell how many characters at the start Telegram marks as a command; they are plain letters."""
    for entity in (*parts(message, "entities"), *parts(message, "caption_entities")):
        if entity.get("type") == "bot_command" and number(entity, "offset") == 0:
            return number(entity, "length") or 0
    return 0
