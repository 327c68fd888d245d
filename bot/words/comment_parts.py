"""How the messages of one comment read together."""

from collections.abc import Iterable

from bot.words.voice import Voice


def parts_text(voice: Voice, parts: Iterable[tuple[str | None, str | None]]) -> str:
    """Join the messages of a comment, (words, medium); what was sent along is marked."""
    lines: list[str] = []
    for body, media in parts:
        mark = [voice.plain(f"comments.media.{media}")] if media else []
        lines.append(" ".join([*mark, *([body] if body else [])]))
    return "\n".join(line for line in lines if line)
