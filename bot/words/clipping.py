"""Telegram's HTML cut to what one message holds, its tags closed again."""

import html
import re

from bot.words.tables import units

CAPTION, MESSAGE = 1024, 4096  # UTF-16 units, tags not counted: core.telegram.org/bots/api
_CUT = "…"
_PIECE = re.compile(r"<(?P<end>/?)(?P<tag>[a-z-]+)[^<>]*>|&#?\w+;|.", re.DOTALL | re.IGNORECASE)


def clipped(markup: str, most: int) -> str:
    """Give the markup as it is, or the longest start of it with a sign that something is missing.

    Words that nobody escaped may hold a lone `<`: it counts as what it looks like.
    """
    if units(html.unescape(markup)) <= most:
        return markup  # the tags counted along: short enough in any case
    kept: list[str] = []
    whole: list[str] = []
    left = most - len(_CUT)
    for piece in _PIECE.finditer(markup):
        whole.append(piece[0])
        most -= _length(piece)
        if most < 0:
            return "".join([*kept, _CUT, *(f"</{tag}>" for tag in reversed(_open(kept)))])
        left -= _length(piece)
        if left >= 0 and len(kept) == len(whole) - 1:
            kept.append(piece[0])
    return markup


def _length(piece: re.Match[str]) -> int:
    return 0 if piece["tag"] else units(html.unescape(piece[0]))


def _open(pieces: list[str]) -> list[str]:
    opened: list[str] = []
    for piece in map(_PIECE.match, pieces):
        if piece is None or not piece["tag"]:
            continue
        if not piece["end"]:
            opened.append(piece["tag"])
        elif opened:
            opened.pop()
    return opened
