"""Aligned columns that fit a telephone, and cutting text to what a message holds."""

import html
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.words.row_names import LINES, told_apart
from bot.words.seen import seen

COLUMNS = 34  # what a narrow telephone shows of monospace text
MOST_ROWS = 40
MOST_UNITS = 4000  # a message holds 4096 UTF-16 units
_SHORTEST_KEY = 10
_SHORTEST_HEAD = 3
_MOST_EXTRA = 6  # cells that a column may grow by to line up exactly
_WIDE_SPACE = "\u3000"


def table(rows: Sequence[Sequence[str]], *, headed: bool = True, most: int = LINES) -> str:
    """Lay rows out as <pre>, the first of them as heads if any; all columns but one keep right.

    Where a telephone is too narrow the heads shrink first; then a name goes on in a second line,
    up to `most`. No two rows read alike.
    """
    columns = [[*column] for column in zip(*rows, strict=True)][1:]
    if headed:
        _shrink_heads(columns, longest=max(cells(" ".join(row[0].split())) for row in rows))
    others = [_Column.of(column) for column in columns]
    if sum(each.cells + 1 for each in others) > COLUMNS - _SHORTEST_KEY:
        others = [_Column.of(column, most=0) for column in columns]  # as narrow as they can be
    room = max(_SHORTEST_KEY, COLUMNS - sum(each.cells + 1 for each in others))
    keys = told_apart([row[0] for row in rows], room, cells, most=most)
    first = _Column.of([line for lines in keys for line in lines], most=room)
    lines = [
        line
        for key, *values in zip(keys, *columns, strict=True)
        for line in _lines(first, key, zip(others, values, strict=True))
    ]
    return f"<pre>{html.escape(seen(chr(10).join(lines)), quote=False)}</pre>"


def _shrink_heads(columns: Sequence[list[str]], *, longest: int) -> None:
    """Cut the heads of columns as far as the longest name needs the room."""
    missing = longest + sum(1 + max(map(cells, column)) for column in columns) - COLUMNS
    for column in sorted(columns, key=lambda each: -cells(each[0])):
        body = max([_SHORTEST_HEAD, *map(cells, column[1:])])
        over = cells(column[0]) - body
        if missing > 0 and over > 0:
            column[0] = _cut(column[0], max(body, cells(column[0]) - missing))
            missing -= over


def _lines(
    first: "_Column", key: Sequence[str], cells_of: Iterable[tuple["_Column", str]]
) -> list[str]:
    """Write one row: its figures beside the first line of its name."""
    figures = [column.right(cell) for column, cell in cells_of]
    return [" ".join([first.left(key[0]), *figures]).rstrip(), *key[1:]]


@dataclass(frozen=True)
class _Column:
    """How many wide and narrow letters every cell of a column is filled up to.

    Wide ones are made up for by the ideographic space, as wide as they are in any font.
    """

    wide: int
    narrow: int

    @classmethod
    def of(cls, column: Sequence[str], *, most: int | None = None) -> "_Column":
        wide, narrow = max(_wide(cell) for cell in column), max(_narrow(cell) for cell in column)
        widest = max(cells(cell) for cell in column)
        exact = 2 * wide + narrow <= (widest + _MOST_EXTRA if most is None else most)
        return cls(wide, narrow) if exact else cls(0, widest)

    @property
    def cells(self) -> int:
        return 2 * self.wide + self.narrow

    def left(self, cell: str) -> str:
        return cell + self._filling(cell)

    def right(self, cell: str) -> str:
        return self._filling(cell) + cell

    def _filling(self, cell: str) -> str:
        if not self.wide:
            return " " * (self.narrow - cells(cell))
        return _WIDE_SPACE * (self.wide - _wide(cell)) + " " * (self.narrow - _narrow(cell))


def cells(text: str) -> int:
    """Tell how wide a text is, in halves of a square."""
    return sum(_cell_width(letter) for letter in text)


def _wide(text: str) -> int:
    return sum(_cell_width(letter) == 2 for letter in text)


def _narrow(text: str) -> int:
    return sum(_cell_width(letter) == 1 for letter in text)


def _cell_width(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def _cut(text: str, width: int) -> str:
    text = " ".join(text.split())
    if cells(text) <= width:
        return text
    while cells(text) > width - 1:
        text = text[:-1]
    return f"{text}…"


def units(text: str) -> int:
    """Count as Telegram does: in UTF-16, where a face takes two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


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
