"""Rows of a breakdown: a name, a dot with its interval, the value and how many are behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.pictures.axis import Axis
from bot.pictures.frame import ACCENT, BAND, EARLIER, GRID, INK, LINE, PADDING, SMALL, SOFT, WIDTH
from bot.pictures.lettering import cut, width, wrapped
from bot.pictures.paper import Dot, Facts, Mark, Part, Rule, Text, centred, stacked
from bot.words.row_names import LINES, told_apart
from metrics.intervals import Interval

MOST_ROWS = 25
_HIGHEST = 2 * (WIDTH + 2 * PADDING) - 330  # so that no picture is twice as high as it is wide
_STEP, _LINE = 32, 20
_HEAD = 30
_NAME = 168  # the widest a name may be
_AIR = 14


@dataclass(frozen=True)
class Row:
    """One row; without a value only the name and the number are written."""

    name: str
    number: str
    value: float | None = None
    interval: Interval | None = None
    said: str = ""
    few: bool = False  # the dot is hollow


@dataclass(frozen=True)
class Heads:
    """What stands over the columns, and the whole that the rows are part of."""

    name: str
    number: str
    whole: str = ""
    value: float | None = None
    unit: str = ""  # what the axis counts and where it is cut


def rows_chart(
    rows: Sequence[Row], heads: Heads, *, axis: Axis, ticks: Mapping[float, str]
) -> Part:
    """Draw the rows below their heads; the reference line is the whole.

    `axis` says which values are shown; where it lies follows from the words beside it.
    """
    left, right, value_x = _columns(rows, heads)
    axis = Axis(axis.low, axis.high, left, right)
    names = names_apart([row.name for row in rows], _room(rows))
    head = _HEAD if heads.name or heads.number or heads.whole else 4
    tops = tops_of(names, head)
    bottom = tops[-1]
    unit = wrapped(heads.unit, SMALL, WIDTH) if ticks else []
    foot = bottom + (24 if ticks else 0)
    return Part(
        foot + (LINE * len(unit) + 4 if unit else 0),
        [
            *stacked(unit, y=foot + 20, color=SOFT),
            *_grid(axis, ticks, head, bottom),
            *_whole(axis, heads, bottom),
            *_heads(heads, rows),
            *(
                mark
                for row, name, top, end in zip(rows, names, tops, tops[1:], strict=False)
                for mark in [
                    *name_lines(name, (top + end) / 2, SOFT if row.few else INK),
                    *_row(row, axis, (top + end) / 2, value_x),
                ]
            ),
        ],
    )


def names_apart(names: Sequence[str], room: float = _NAME, *, most: int = LINES) -> list[list[str]]:
    """Break the names of rows into lines that fit; no two come out alike."""
    return told_apart(names, room, lambda text: width(text, SMALL), most=most)


def fitting(
    names: Sequence[str], *, shared: int = 1, step: float = _STEP, besides: float = 0.0
) -> int:
    """Tell how many rows with such names there is room for.

    So many charts share it, and `besides` is how high more than a headline and small print is.
    """
    tops = tops_of(names_apart(names[:MOST_ROWS]), 0, step=step)
    return max(1, sum(top <= (_HIGHEST - besides) / shared for top in tops[1:])) if names else 0


def tops_of(names: Sequence[Sequence[str]], top: float, *, step: float = _STEP) -> list[float]:
    """Tell where each row begins, and where the last one ends."""
    found = [float(top)]
    for lines in names:
        found.append(found[-1] + step + _LINE * (len(lines) - 1))
    return found


def name_lines(lines: Sequence[str], y: float, color: str = INK) -> list[Mark]:
    """Write a name so that y is its middle."""
    first = y + 6 - _LINE * (len(lines) - 1) / 2
    return [Text(0, first + _LINE * at, line, color) for at, line in enumerate(lines)]


def _room(rows: Sequence[Row]) -> float:
    return _NAME if any(row.value is not None for row in rows) else WIDTH / 2


def _columns(rows: Sequence[Row], heads: Heads) -> tuple[float, float, float]:
    """Tell where the plot begins and ends, and where values end that are set to the right."""
    names = max(width(text, SMALL) for text in [heads.name, *(row.name for row in rows)])
    numbers = max(width(text, SMALL) for text in [heads.number, *(row.number for row in rows)])
    values = max(width(row.said, SMALL) for row in rows)
    value_x = WIDTH - numbers - _AIR
    return min(names, _NAME) + _AIR + 6, value_x - values - _AIR, value_x


def _grid(axis: Axis, ticks: Mapping[float, str], top: float, bottom: float) -> list[Mark]:
    marks: list[Mark] = [Rule(axis.at(value), top, axis.at(value), bottom, GRID) for value in ticks]
    free = 0.0
    for value, label in ticks.items():
        x, half = axis.at(value), width(label, SMALL) / 2
        if x - half >= free:
            about: Facts = {"value": value}
            marks.append(Text(x, bottom + 20, label, SOFT, align="center", about=about))
            free = x + half + 8
    return marks


def _whole(axis: Axis, heads: Heads, bottom: float) -> list[Mark]:
    if heads.value is None:
        return []
    x, about = axis.at(heads.value), {"value": heads.value}
    middle = centred(heads.whole, x, low=axis.start, high=axis.end)
    return [
        Rule(x, _HEAD - 6, x, bottom, EARLIER, thick=2, dash=(5, 4)),
        Text(middle, 16, heads.whole, SOFT, align="center", about=about),
    ]


def _heads(heads: Heads, rows: Sequence[Row]) -> list[Mark]:
    room = _room(rows)
    return [
        Text(0, 16, cut(heads.name, SMALL, room), SOFT),
        Text(WIDTH, 16, heads.number, SOFT, align="right"),
    ]


def _row(row: Row, axis: Axis, y: float, value_x: float) -> list[Mark]:
    soft = SOFT if row.few else INK
    marks: list[Mark] = [
        Text(WIDTH, y + 6, row.number, SOFT, align="right"),
    ]
    if row.value is not None and row.interval is not None:
        low, high = row.interval.low, row.interval.high
        about: Facts = {"value": row.value, "name": row.name}
        marks += [
            Rule(axis.at(low), y, axis.at(high), y, BAND, 8, about={"low": low, "high": high}),
            Dot(axis.at(row.value), y, ACCENT, hollow=row.few, about=about),
            Text(value_x, y + 6, row.said, soft, align="right"),
        ]
    return marks
