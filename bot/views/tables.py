"""Aligned columns that fit a telephone, and cutting text to what a message holds."""

import html
import unicodedata
from collections.abc import Sequence

COLUMNS = 34  # what a narrow telephone shows of monospace text
MOST_ROWS = 40
MOST_UNITS = 4000  # a message holds 4096 UTF-16 units
_SHORTEST_KEY = 6


def table(rows: Sequence[Sequence[str]]) -> str:
    """Lay rows out as <pre>: the first column is cut to fit, the others keep to the right."""
    widths = [max(_width(cell) for cell in column) for column in zip(*rows, strict=True)]
    room = max(_SHORTEST_KEY, COLUMNS - sum(widths[1:]) - len(widths[1:]))
    widths[0] = min(widths[0], room)
    return (
        f"<pre>{html.escape(chr(10).join(_line(row, widths) for row in rows), quote=False)}</pre>"
    )


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    key = _cut(row[0], widths[0])
    cells = [key + " " * (widths[0] - _width(key))]
    pairs = zip(row[1:], widths[1:], strict=True)
    cells += [" " * (width - _width(cell)) + cell for cell, width in pairs]
    return " ".join(cells).rstrip()


def _width(text: str) -> int:
    return sum(_cell_width(letter) for letter in text)


def _cell_width(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def _cut(text: str, width: int) -> str:
    text = " ".join(text.split())
    if _width(text) <= width:
        return text
    while _width(text) > width - 1:
        text = text[:-1]
    return f"{text}…"


def units(text: str) -> int:
    """Count as Telegram does: UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def shorten(text: str, most: int) -> str:
    """Cut a text to so many UTF-16 units, and show that it was cut."""
    if units(text) <= most:
        return text
    kept = text.encode("utf-16-le")[: (most - 1) * 2].decode("utf-16-le", errors="ignore")
    return f"{kept.rstrip()}…"


def fitting(parts: Sequence[str], *, joint: str = "\n\n") -> tuple[str, int]:
    """Join as many parts as one message holds, and tell how many were left out."""
    kept: list[str] = []
    for part in parts:
        if kept and units(joint.join([*kept, part])) > MOST_UNITS:
            break
        kept.append(part)
    return joint.join(kept), len(parts) - len(kept)
