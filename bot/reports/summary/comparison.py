"""Two periods beside each other: how the scores are spread in each, and the difference."""

from bot.pictures import paper
from bot.pictures.axis import Axis
from bot.pictures.frame import (
    ACCENT,
    BAD,
    BAND,
    EARLIER,
    GOOD,
    GRID,
    INK,
    SMALL,
    SOFT,
    WIDTH,
    Part,
    framed,
)
from bot.pictures.lettering import cut, width
from bot.reports.summary.chart import small_print, subtitle, title
from bot.reports.summary.distribution import band_word, colours, score_name
from bot.reports.summary.headline import headline
from bot.reports.summary.results import Block, Comparison
from bot.text.query import Query
from bot.words import dates, figures
from bot.words.voice import Spec, Voice
from metrics.catalogue import Scale, scale_of
from metrics.measure import Change, Measure
from metrics.tally import banded

_BARS = 120
_THICK = 14


def comparison_chart(
    voice: Voice, block: Block, other: Comparison, after: Measure, query: Query
) -> Spec | None:
    """Draw what a block says of two periods; None where they cannot be compared."""
    if other.change is None or other.measure is None:
        return None
    names = (dates.span(voice, other.period), dates.span(voice, query.period))
    return framed(
        [
            headline(voice, block, query.period),
            difference(voice, after, other.change),
            spread(voice, other.measure, after, names),
        ],
        title=title(voice, block),
        subtitle=subtitle(voice, query),
        footer=small_print(voice, [block], query.period),
    )


def difference(voice: Voice, measure: Measure, change: Change) -> Part:
    """Draw the interval of a difference against zero."""
    ends = change.interval
    reach = 1.15 * max(abs(ends.low), abs(ends.high), abs(change.difference))
    axis = Axis(-reach, reach, 0, WIDTH)
    middle = 66.0
    span: paper.Mark = {
        "x": axis.at(ends.low),
        "x2": axis.at(ends.high),
        "low": ends.low,
        "high": ends.high,
        "y": middle - _THICK / 2,
        "y2": middle + _THICK / 2,
        "color": BAND,
    }
    dot: paper.Mark = {"x": axis.at(change.difference), "y": middle, "value": change.difference}
    zero: paper.Mark = {"x": WIDTH / 2, "x2": WIDTH / 2, "y": 50, "y2": 82, "color": INK}
    whole: paper.Mark = {"x": 0, "x2": WIDTH, "y": middle, "y2": middle, "color": GRID}
    said = voice.plain("chart.range", **figures.change_bounds(voice, measure, change))
    half = width(said, SMALL) / 2
    place = min(max((axis.at(ends.low) + axis.at(ends.high)) / 2, half), WIDTH - half)
    texts: list[paper.Mark] = [
        {"x": place, "y": 44, "text": said},
        {"x": WIDTH / 2, "y": 100, "text": "0", "color": SOFT},
    ]
    name: paper.Mark = {"x": 0, "y": 16, "text": voice.plain("chart.difference")}
    return paper.sheet(
        104,
        [
            paper.words([name], color=SOFT),
            paper.rules([whole], thick=2),
            paper.bars([span], round_ends=4),
            paper.rules([zero], thick=2),
            paper.dots([{**dot, "color": ACCENT, "fill": ACCENT}], size=150),
            paper.words(texts, align="center"),
        ],
    )


def spread(voice: Voice, before: Measure, after: Measure, names: tuple[str, str]) -> Part:
    """Draw the share of each score in both periods, the earlier one hollow and to the left."""
    scale = scale_of(after.metric, after.points)
    top = 34.0
    bottom = top + _BARS
    return paper.sheet(
        bottom + 40 + 28 * len(scale.bands),
        [
            *_pairs(scale, before, after, bottom),
            paper.rules([{"x": 0, "x2": WIDTH, "y": bottom, "y2": bottom, "color": EARLIER}]),
            _scores(voice, after, scale, bottom + 22),
            *_names(names),
            *_bands(voice, scale, before, after, bottom + 48),
        ],
    )


def _pairs(
    scale: Scale, before: Measure, after: Measure, bottom: float
) -> list[paper.Layer | None]:
    most = max(
        *(n / before.people for n in before.tally.values()),
        *(n / after.people for n in after.tally.values()),
    )
    step = WIDTH / scale.points
    wide = min(step * 0.4, 44.0)
    colors = colours(scale)
    marks: list[paper.Mark] = []
    hollow: list[paper.Mark] = []
    for at, score in enumerate(scale.scores):
        middle = step * (at + 0.5)
        for side, found, color in ((-1, before, EARLIER), (0, after, colors[score])):
            share = found.tally[score] / found.people
            x = middle + side * wide
            place = {"x": x, "x2": x + wide, "y": bottom - _BARS * share / most, "y2": bottom}
            mark: paper.Mark = {**place, "color": color, "score": score, "value": share}
            if share:
                (hollow if side else marks).append(mark)
    return [paper.frames(hollow), paper.bars(marks)]


def _scores(voice: Voice, measure: Measure, scale: Scale, y: float) -> paper.Layer | None:
    step = WIDTH / scale.points
    marks: list[paper.Mark] = [
        {"x": step * (at + 0.5), "y": y, "text": score_name(voice, measure.metric, score)}
        for at, score in enumerate(scale.scores)
    ]
    return paper.words(marks, color=SOFT, align="center")


def _names(names: tuple[str, str]) -> list[paper.Layer | None]:
    """Say which bars are whose: the hollow ones are of the earlier period."""
    earlier, now = (cut(name, SMALL, WIDTH / 2 - 50) for name in names)
    x = round(width(earlier, SMALL) + 50, 2)
    keys: list[paper.Mark] = [
        {"x": x, "x2": x + 14, "y": 3, "y2": 17, "color": GOOD},
        {"x": x + 7, "x2": x + 14, "y": 3, "y2": 17, "color": BAD},
    ]
    texts: list[paper.Mark] = [
        {"x": 22, "y": 16, "text": earlier},
        {"x": x + 22, "y": 16, "text": now},
    ]
    earlier_key: paper.Mark = {"x": 1, "x2": 14, "y": 4, "y2": 17, "color": EARLIER}
    return [paper.frames([earlier_key]), paper.bars(keys), paper.words(texts)]


def _bands(
    voice: Voice, scale: Scale, before: Measure, after: Measure, top: float
) -> list[paper.Layer | None]:
    """Set the shares of each band beside each other, the best band first."""
    colors = colours(scale)
    earlier, now = banded(before.tally, scale), banded(after.tally, scale)
    keys: list[paper.Mark] = []
    texts: list[paper.Mark] = []
    numbers: list[paper.Mark] = []
    for at, band in enumerate(reversed(scale.bands)):
        y = top + 28 * at
        color = colors[band.first]
        keys.append({"x": 0, "x2": 14, "y": y + 3, "y2": y + 17, "color": color})
        texts.append({"x": 22, "y": y + 16, "text": band_word(voice, after.metric, band)})
        pair = (
            (0.74, earlier[band.name] / before.people, SOFT),
            (1.0, now[band.name] / after.people, INK),
        )
        for place, share, tone in pair:
            text = figures.share(voice, share)
            numbers.append(
                {"x": WIDTH * place, "y": y + 16, "text": text, "color": tone, "value": share}
            )
        arrow: paper.Mark = {"x": WIDTH * 0.82, "y": y + 16, "text": "→", "color": SOFT}
        texts.append(arrow)
    return [paper.bars(keys, round_ends=3), paper.words(texts), paper.words(numbers, align="right")]
