"""Rows of a breakdown: a name, a dot with its interval, the value and how many are behind it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.pictures import paper
from bot.pictures.axis import Axis
from bot.pictures.frame import ACCENT, BAND, EARLIER, GRID, INK, SMALL, SOFT, WIDTH, Part
from bot.pictures.lettering import cut, width
from metrics.intervals import Interval

MOST_ROWS = 25
_STEP = 32
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


def rows_chart(rows: Sequence[Row], heads: Heads, *, axis: Axis, ticks: Sequence[str]) -> Part:
    """Draw the rows below their heads; the reference line is the whole.

    `axis` says which values are shown; where it lies follows from the words beside it.
    """
    left, right, value_x = _columns(rows, heads)
    axis = Axis(axis.low, axis.high, left, right)
    bottom = _HEAD + _STEP * len(rows)
    return paper.sheet(
        bottom + (24 if ticks else 0),
        [
            *_grid(axis, ticks, bottom),
            *_whole(axis, heads, bottom),
            *_heads(heads, rows),
            *_names(rows),
            *_values(rows, axis),
            *_numbers(rows, value_x),
        ],
    )


def _columns(rows: Sequence[Row], heads: Heads) -> tuple[float, float, float]:
    """Tell where the plot begins and ends, and where values end that are set to the right."""
    names = max(width(text, SMALL) for text in [heads.name, *(row.name for row in rows)])
    numbers = max(width(text, SMALL) for text in [heads.number, *(row.number for row in rows)])
    values = max(width(row.said, SMALL) for row in rows)
    value_x = WIDTH - numbers - _AIR
    return min(names, _NAME) + _AIR + 6, value_x - values - _AIR, value_x


def _y(at: int) -> float:
    return _HEAD + _STEP * (at + 0.5)


def _grid(axis: Axis, labels: Sequence[str], bottom: float) -> list[paper.Layer | None]:
    ticks = list(zip(axis.ticks(len(labels) or 1), labels, strict=False))
    rules: list[paper.Mark] = [
        {"x": axis.at(value), "x2": axis.at(value), "y": _HEAD, "y2": bottom, "color": GRID}
        for value, _ in ticks
    ]
    texts: list[paper.Mark] = []
    free = 0.0
    for value, label in ticks:
        half = width(label, SMALL) / 2
        if axis.at(value) - half >= free:
            texts.append({"x": axis.at(value), "y": bottom + 20, "text": label, "value": value})
            free = axis.at(value) + half + 8
    return [paper.rules(rules), paper.words(texts, color=SOFT, align="center")]


def _whole(axis: Axis, heads: Heads, bottom: float) -> list[paper.Layer | None]:
    if heads.value is None:
        return []
    x = axis.at(heads.value)
    half = width(heads.whole, SMALL) / 2
    middle = min(max(x, axis.start + half), axis.end - half)
    line: paper.Mark = {"x": x, "x2": x, "y": _HEAD - 6, "y2": bottom, "color": EARLIER}
    text: paper.Mark = {"x": middle, "y": 16, "text": heads.whole, "value": heads.value}
    return [
        paper.rules([line], thick=2, dash=(5, 4)),
        paper.words([text], color=SOFT, align="center"),
    ]


def _heads(heads: Heads, rows: Sequence[Row]) -> list[paper.Layer | None]:
    room = _NAME if any(row.value is not None for row in rows) else WIDTH / 2
    name: paper.Mark = {"x": 0, "y": 16, "text": cut(heads.name, SMALL, room)}
    number: paper.Mark = {"x": WIDTH, "y": 16, "text": heads.number}
    return [paper.words([name], color=SOFT), paper.words([number], color=SOFT, align="right")]


def _names(rows: Sequence[Row]) -> list[paper.Layer | None]:
    marks: list[paper.Mark] = [
        {
            "x": 0,
            "y": _y(at) + 6,
            "text": cut(row.name, SMALL, _NAME),
            "color": SOFT if row.value is None or row.few else INK,
        }
        for at, row in enumerate(rows)
    ]
    return [paper.words(marks)]


def _values(rows: Sequence[Row], axis: Axis) -> list[paper.Layer | None]:
    spans: list[paper.Mark] = []
    dots: list[paper.Mark] = []
    for at, row in enumerate(rows):
        if row.value is None or row.interval is None:
            continue
        ends = {"low": row.interval.low, "high": row.interval.high}
        place = {"x": axis.at(row.interval.low), "x2": axis.at(row.interval.high)}
        spans.append({**place, "y": _y(at), "y2": _y(at), "color": BAND, **ends})
        look = {"color": ACCENT, "fill": "#ffffff" if row.few else ACCENT, "name": row.name}
        dots.append({"x": axis.at(row.value), "y": _y(at), "value": row.value, **look})
    return [paper.rules(spans, thick=8), paper.dots(dots)]


def _numbers(rows: Sequence[Row], value_x: float) -> list[paper.Layer | None]:
    values: list[paper.Mark] = [
        {"x": value_x, "y": _y(at) + 6, "text": row.said, "color": SOFT if row.few else INK}
        for at, row in enumerate(rows)
        if row.said
    ]
    numbers: list[paper.Mark] = [
        {"x": WIDTH, "y": _y(at) + 6, "text": row.number} for at, row in enumerate(rows)
    ]
    return [
        paper.words(values, align="right"),
        paper.words(numbers, color=SOFT, align="right"),
    ]
