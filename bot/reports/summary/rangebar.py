"""One score on the whole of its scale, with its interval: where there is no past to draw."""

from bot.pictures import paper
from bot.pictures.axis import Axis, limits, tick_label
from bot.pictures.frame import ACCENT, BAND, GRID, SOFT, WIDTH, Part
from bot.words.voice import Voice
from metrics.measure import Measure
from metrics.small_numbers import level

_MIDDLE, _THICK = 16, 14


def range_bar(voice: Voice, measure: Measure) -> Part:
    """Draw the scale, the interval on it and the score in it."""
    low, high = limits(measure.metric, measure.points)
    axis = Axis(low, high, 0, WIDTH)
    y, y2 = _MIDDLE - _THICK / 2, _MIDDLE + _THICK / 2
    ends = measure.interval
    few = level(measure.people).interval == "words"
    dot: paper.Mark = {
        "x": axis.at(measure.value),
        "y": _MIDDLE,
        "value": measure.value,
        "color": ACCENT,
        "fill": "#ffffff" if few else ACCENT,
    }
    band: paper.Mark = {
        "x": axis.at(ends.low),
        "x2": axis.at(ends.high),
        "y": y,
        "y2": y2,
        "color": BAND,
        "low": ends.low,
        "high": ends.high,
    }
    whole: paper.Mark = {"x": 0, "x2": WIDTH, "y": y, "y2": y2, "color": GRID}
    return paper.sheet(
        50,
        [
            paper.bars([whole, band], round_ends=7),
            paper.dots([dot], size=150),
            *_ends(voice, measure.metric, axis),
        ],
    )


def _ends(voice: Voice, metric: str, axis: Axis) -> list[paper.Layer | None]:
    def mark(value: float, x: float) -> paper.Mark:
        return {"x": x, "y": 46, "text": tick_label(voice, metric, value), "value": value}

    middle = [mark(0, axis.at(0))] if axis.low < 0 < axis.high else []
    return [
        paper.words([mark(axis.low, 0)], color=SOFT),
        paper.words(middle, color=SOFT, align="center"),
        paper.words([mark(axis.high, WIDTH)], color=SOFT, align="right"),
    ]
