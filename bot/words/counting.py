"""What the parts of a picture say: ready-made sentences without markup."""

import html

from bot.words.voice import Voice


def count(voice: Voice, key: str, n: int, **values: object) -> str:
    """Say how many as plain text."""
    return html.unescape(voice.count(key, n, **values))
