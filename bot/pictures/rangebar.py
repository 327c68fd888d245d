"""One score on the whole of its scale, with its interval: where there is no past to draw."""

from bot.pictures.axis import Axis, limits, tick_label
from bot.pictures.frame import ACCENT, BAND, GRID, SOFT, WIDTH
from bot.pictures.paper import Align, Bar, Dot, Mark, Part, Text
from bot.words.voice import Voice
from metrics.intervals import Interval
from metrics.measure import Measure
from metrics.small_numbers import level


def range_bar(voice: Voice, measure: Measure) -> Part:
    """Draw the scale, the interval on it and the score in it."""
    axis = Axis(*limits(measure.metric, measure.points), 0, WIDTH)
    few = level(measure.people).interval == "words"
    return Part(
        50,
        [
            *track(axis, measure.value, measure.interval, y=9, thick=14, few=few),
            *_ends(voice, measure.metric, axis),
        ],
    )


def track(
    axis: Axis, value: float, ends: Interval, *, y: float, thick: float, few: bool = False
) -> list[Mark]:
    """Draw a scale from its top at y, an interval on it and the value in it."""
    low, high, end = axis.at(ends.low), axis.at(ends.high), int(thick / 2)
    about = {"low": ends.low, "high": ends.high}
    return [
        Bar(axis.start, y, axis.end, y + thick, GRID, end),
        Bar(low, y, high, y + thick, BAND, end, about),
        Dot(axis.at(value), y + thick / 2, ACCENT, 6, hollow=few, about={"value": value}),
    ]


def _ends(voice: Voice, metric: str, axis: Axis) -> list[Mark]:
    places: list[tuple[float, Align]] = [(axis.low, "left"), (axis.high, "right")]
    places += [(0, "center")] if axis.low < 0 < axis.high else []
    marks: list[Mark] = []
    for value, align in places:
        x, label, about = axis.at(value), tick_label(voice, metric, value), {"value": value}
        marks.append(Text(x, 46, label, SOFT, align=align, about=about))
    return marks
