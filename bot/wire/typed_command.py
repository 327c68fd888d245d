"""A command as it was typed: the word after the slash, whatever follows it."""

import re
import unicodedata

from bot.wire.raw import Raw, number, parts, words

# Where Telegram marks no command (another alphabet, a full-width slash) the first word may be one.
_UNSEEN = r"\s\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"  # follows a command without a space
_COMMAND = re.compile(
    rf"[{_UNSEEN}]*[/／](?P<word>[^\W{_HAN}]{{1,64}})(?:[@＠](?P<addressee>[^\W{_HAN}]+))?"
    rf"(?=[{_HAN}]|(?![\w/@<>]))"
)
_BETWEEN = re.compile(rf"[{_UNSEEN}.,;:!?…。，、；：！？–—]+")


def read_command(message: Raw, *, username: str) -> tuple[str | None, str]:
    """Read `/word@bot rest` at the start of a message; another bot's command is none of ours."""
    text = words(message, "text") or words(message, "caption") or ""
    found = _COMMAND.fullmatch(text, 0, _marked(message)) or _COMMAND.match(text)
    if found is None:
        return None, ""
    word, addressee = (_plain(found[name] or "") for name in ("word", "addressee"))
    if addressee and addressee != username.lower():
        return "", ""
    rest = text[found.end() :]
    between = _BETWEEN.match(rest)
    return word, rest[between.end() if between else 0 :].strip()


def _plain(word: str) -> str:
    """Write a word without capitals and full-width letters."""
    return unicodedata.normalize("NFKC", word).lower()


def _marked(message: Raw) -> int:
    """Tell how many characters at the start Telegram marks as a command; they are plain letters."""
    for entity in (*parts(message, "entities"), *parts(message, "caption_entities")):
        if entity.get("type") == "bot_command" and number(entity, "offset") == 0:
            return number(entity, "length") or 0
    return 0
