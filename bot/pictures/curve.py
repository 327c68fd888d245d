"""A score over time: a line with its interval as a band, broken where there is nothing to join."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.pictures import paper
from bot.pictures.axis import Axis, axis_for, tick_label
from bot.pictures.frame import ACCENT, BAND, EARLIER, GRID, SMALL, SOFT, WIDTH, Part
from bot.pictures.lettering import width
from bot.words.voice import Voice
from metrics.measure import Measure
from metrics.small_numbers import level

_GUTTER = 62  # the labels of the values stand there
_INSET = 10
_FOOT = 28
_APART = 18  # between two labels below the line
_MOST_DOTS = 40  # more would be a caterpillar


@dataclass(frozen=True)
class Stop:
    """One period of the line; without a measure the line has a gap there."""

    label: str
    measure: Measure | None
    broken: bool = False  # another question was asked then: a mark says where


def curve(
    voice: Voice, metric: str, points: int, stops: Sequence[Stop], *, height: float = 134
) -> Part:
    """Draw the line; hollow dots are scores of few answers, dashes a change of the question."""
    bottom = height - _FOOT
    measures = [stop.measure for stop in stops]
    axis = axis_for(metric, points, measures, start=bottom - 2, end=10)
    across = _across(len(stops))
    known = _known(stops, axis, across)
    return paper.sheet(
        height,
        [
            *_grid(voice, metric, axis),
            *_breaks(stops, across, bottom),
            paper.areas([_strip(mark) for mark in known if _joined(mark, known)], color=BAND),
            paper.rules([_strip(mark) for mark in known if not _joined(mark, known)], thick=6),
            paper.lines(known, color=ACCENT),
            paper.dots(_dotted(known), size=90),
            _labels(stops, across, height - 6),
        ],
    )


def _across(count: int) -> list[float]:
    first, last = _GUTTER + _INSET, WIDTH - _INSET
    if count == 1:
        return [round((first + last) / 2, 2)]
    return [round(first + at * (last - first) / (count - 1), 2) for at in range(count)]


def _known(stops: Sequence[Stop], axis: Axis, across: Sequence[float]) -> list[paper.Mark]:
    """Place the scores; a run goes on until there is a gap or a change of the question."""
    marks: list[paper.Mark] = []
    run = 0
    for x, stop in zip(across, stops, strict=True):
        found = stop.measure
        if found is None:
            run += 1
            continue
        few = level(found.people).interval == "words"
        marks.append(
            {
                "x": x,
                "y": axis.at(found.value),
                "run": run,
                "label": stop.label,
                "value": found.value,
                "low": found.interval.low,
                "high": found.interval.high,
                "foot": axis.at(found.interval.low),
                "top": axis.at(found.interval.high),
                "people": found.people,
                "color": ACCENT,
                "fill": "#ffffff" if few else ACCENT,
            }
        )
    return marks


def _dotted(known: Sequence[paper.Mark]) -> Sequence[paper.Mark]:
    """Choose the scores that get a dot: of very many only the last, and those that stand alone."""
    if len(known) <= _MOST_DOTS:
        return known
    return [mark for mark in known if mark is known[-1] or not _joined(mark, known)]


def _joined(mark: paper.Mark, known: Sequence[paper.Mark]) -> bool:
    return sum(other["run"] == mark["run"] for other in known) > 1


def _strip(mark: paper.Mark) -> paper.Mark:
    """Give the place of the interval: of the band where scores are joined, else of a bar."""
    ends = {"y": mark["top"], "y2": mark["foot"], "low": mark["low"], "high": mark["high"]}
    return {"x": mark["x"], "x2": mark["x"], "run": mark["run"], "color": BAND, **ends}


def _grid(voice: Voice, metric: str, axis: Axis) -> list[paper.Layer | None]:
    ticks = [(value, axis.at(value)) for value in axis.ticks()]
    texts: list[paper.Mark] = [
        {"x": _GUTTER - 8, "y": y + 6, "text": tick_label(voice, metric, value), "value": value}
        for value, y in ticks
    ]
    rules: list[paper.Mark] = [
        {"x": _GUTTER, "x2": WIDTH, "y": y, "y2": y, "color": GRID} for _, y in ticks
    ]
    return [paper.rules(rules), paper.words(texts, color=SOFT, align="right")]


def _breaks(
    stops: Sequence[Stop], across: Sequence[float], bottom: float
) -> list[paper.Layer | None]:
    """Mark where the question changed: between the last of the old and the first of the new."""
    step = across[1] - across[0] if len(across) > 1 else 0.0
    places = [
        across[at] + step / 2
        for at, (one, other) in enumerate(pairwise(stops))
        if one.broken and not other.broken
    ]
    marks: list[paper.Mark] = [
        {"x": x, "x2": x, "y": 0.0, "y2": bottom, "color": EARLIER} for x in places
    ]
    return [paper.rules(marks, thick=2, dash=(4, 5))]


def _labels(stops: Sequence[Stop], across: Sequence[float], y: float) -> paper.Layer | None:
    """Label the first and the last, and as many between them as have room."""
    chosen: list[paper.Mark] = []
    taken: list[tuple[float, float]] = []
    order = sorted(range(len(stops)), key=lambda at: (at not in (0, len(stops) - 1), -at))
    for at in order:
        span = _span(stops[at].label, across[at])
        if all(span[1] + _APART <= low or high + _APART <= span[0] for low, high in taken):
            taken.append(span)
            chosen.append({"x": round(sum(span) / 2, 2), "y": y, "text": stops[at].label})
    chosen.sort(key=lambda mark: float(mark["x"]))
    return paper.words(chosen, color=SOFT, align="center")


def _span(label: str, x: float) -> tuple[float, float]:
    """Keep a label on the paper."""
    half = width(label, SMALL) / 2
    middle = min(max(x, half), WIDTH - half)
    return middle - half, middle + half
