"""A score over time: a line with its interval as a band, broken where there is nothing to join."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.pictures.axis import Axis, across, axis_for, axis_words, feet, grid, tick_label
from bot.pictures.frame import ACCENT, BAND, EARLIER, LINE, SMALL, SOFT, WIDTH
from bot.pictures.lettering import wrapped
from bot.pictures.paper import Area, Dot, Facts, Line, Mark, Part, Rule, Spot, stacked
from bot.words.voice import Voice
from metrics.intervals import Interval
from metrics.measure import Measure
from metrics.small_numbers import level

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
    axis = axis_for(metric, points, [stop.measure for stop in stops], start=bottom - 2, end=10)
    places = across(len(stops))
    runs = runs_of(map(_score, stops), places, axis)
    unit = wrapped(axis_words(voice, metric, points, axis), SMALL, WIDTH)
    return Part(
        height + LINE * len(unit),
        [
            *stacked(unit, y=height + 16, color=SOFT),
            *grid(axis, {value: tick_label(voice, metric, value) for value in axis.ticks()}),
            *_breaks(stops, places, bottom),
            *joined(runs),
            *_dots(runs),
            *feet([stop.label for stop in stops], places, height - 6, apart=_APART),
        ],
    )


def joined(
    runs: Sequence[Sequence[Spot]], *, color: str = ACCENT, shade: str = BAND, thick: float = 3
) -> list[Mark]:
    """Join the spots of each run over their band; one that stands alone has a bar instead."""
    lines = [run for run in runs if len(run) > 1]
    alone = [spot for run in runs if len(run) == 1 for spot in run]
    return [
        *(Area(run, shade) for run in lines),
        *(Rule(spot.x, spot.top, spot.x, spot.foot, shade, thick=6) for spot in alone),
        *(Line(run, color, thick) for run in lines),
    ]


def runs_of(
    scores: Iterable[tuple[float, Interval, Facts] | None], places: Sequence[float], axis: Axis
) -> list[list[Spot]]:
    """Place values with their intervals; a run goes on until there is a gap."""
    runs: list[list[Spot]] = [[]]
    for x, found in zip(places, scores, strict=True):
        if found is None:
            runs.append([])
            continue
        value, ends, about = found
        about = {**about, "value": value, "low": ends.low, "high": ends.high, "run": len(runs) - 1}
        runs[-1].append(Spot(x, axis.at(value), axis.at(ends.high), axis.at(ends.low), about))
    return [run for run in runs if run]


def _score(stop: Stop) -> tuple[float, Interval, Facts] | None:
    found = stop.measure
    if found is None:
        return None
    return found.value, found.interval, {"label": stop.label, "people": found.people}


def _dots(runs: Sequence[Sequence[Spot]]) -> list[Mark]:
    """Draw a dot for each score; of very many only for the last, and those that stand alone."""
    spots = [spot for run in runs for spot in run]
    if len(spots) > _MOST_DOTS:
        spots = [spot for run in runs for spot in run if len(run) == 1 or spot is spots[-1]]
    marks: list[Mark] = []
    for spot in spots:
        few = level(int(spot.about["people"])).interval == "words"
        marks.append(Dot(spot.x, spot.y, ACCENT, 4.7, hollow=few, about=spot.about))
    return marks


def _breaks(stops: Sequence[Stop], places: Sequence[float], bottom: float) -> list[Mark]:
    """Mark where the question changed: between the last of the old and the first of the new."""
    step = places[1] - places[0] if len(places) > 1 else 0.0
    changed = [
        places[at] + step / 2
        for at, (one, other) in enumerate(pairwise(stops))
        if one.broken and not other.broken
    ]
    return [Rule(x, 0, x, bottom, EARLIER, thick=2, dash=(4, 5)) for x in changed]
