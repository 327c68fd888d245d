"""Two periods beside each other: how the scores are spread in each, and the difference."""

from bot.pictures.axis import Axis
from bot.pictures.frame import ACCENT, BAD, BAND, EARLIER, GOOD, GRID, INK, SMALL, SOFT, WIDTH
from bot.pictures.lettering import cut, width
from bot.pictures.paper import Bar, Dot, Drawing, Mark, Part, Rule, Text, centred
from bot.reports.summary.chart import under_title
from bot.reports.summary.distribution import band_word, colours, score_name
from bot.reports.summary.headline import headline
from bot.reports.summary.results import Block
from bot.text.query import Query
from bot.words import dates, figures
from bot.words.voice import Voice
from metrics.catalogue import METRICS, Scale, scale_of
from metrics.measure import Change, Measure
from metrics.rounding import whole_shares
from metrics.tally import banded

_BARS = 120
_THICK = 14


def comparison_chart(voice: Voice, block: Block, query: Query) -> Drawing | None:
    """Draw what a block says of two periods; None where they cannot be compared."""
    other, after = block.comparison, block.measure
    if other is None or after is None or other.change is None or other.measure is None:
        return None
    names = (dates.span(voice, other.period), dates.span(voice, query.period))
    parts = [
        headline(voice, block, query.period),
        difference(voice, after, other.change),
        spread(voice, other.measure, after, names),
    ]
    return under_title(voice, query, [block], parts)


def difference(voice: Voice, measure: Measure, change: Change) -> Part:
    """Draw the interval of a difference against zero."""
    ends = change.interval
    reach = 1.15 * max(abs(ends.low), abs(ends.high), abs(change.difference))
    axis = Axis(-reach, reach, 0, WIDTH)
    low, high, y = axis.at(ends.low), axis.at(ends.high), 66.0
    said = voice.plain("chart.range", **figures.change_bounds(voice, measure, change))
    about = {"low": ends.low, "high": ends.high}
    return Part(
        104,
        [
            Text(0, 16, voice.plain("chart.difference"), SOFT),
            Rule(0, y, WIDTH, y, GRID, thick=2),
            Bar(low, y - _THICK / 2, high, y + _THICK / 2, BAND, 4, about),
            Rule(WIDTH / 2, 50, WIDTH / 2, 82, INK, thick=2),
            Dot(axis.at(change.difference), y, ACCENT, 6.1, about={"value": change.difference}),
            Text(centred(said, (low + high) / 2), 44, said, align="center"),
            Text(WIDTH / 2, 100, "0", SOFT, align="center"),
        ],
    )


def spread(voice: Voice, before: Measure, after: Measure, names: tuple[str, str]) -> Part:
    """Draw the share of each score in both periods, the earlier one hollow and to the left."""
    scale = scale_of(after.metric, after.points)
    bottom = 34.0 + _BARS
    return Part(
        bottom + 40 + 28 * len(scale.bands),
        [
            *_pairs(scale, before, after, bottom),
            Rule(0, bottom, WIDTH, bottom, EARLIER),
            *_scores(voice, after, scale, bottom + 22),
            *_names(names),
            *_bands(voice, scale, before, after, bottom + 48),
        ],
    )


def _pairs(scale: Scale, before: Measure, after: Measure, bottom: float) -> list[Mark]:
    most = max(
        *(n / before.answers for n in before.tally.values()),
        *(n / after.answers for n in after.tally.values()),
    )
    step = WIDTH / scale.points
    wide = min(step * 0.4, 44.0)
    colors = colours(scale)
    marks: list[Mark] = []
    for at, score in enumerate(scale.scores):
        middle = step * (at + 0.5)
        for side, found in ((-1, before), (0, after)):
            share = found.tally[score] / found.answers
            x, top = middle + side * wide, bottom - _BARS * share / most
            about = {"score": score, "value": share}
            if share and side:
                marks.append(Bar(x, top, x + wide, bottom, EARLIER, about=about, hollow=True))
            elif share:
                marks.append(Bar(x, top, x + wide, bottom, colors[score], about=about))
    return marks


def _scores(voice: Voice, measure: Measure, scale: Scale, y: float) -> list[Mark]:
    step = WIDTH / scale.points
    return [
        Text(step * (at + 0.5), y, score_name(voice, measure.metric, score), SOFT, align="center")
        for at, score in enumerate(scale.scores)
    ]


def _names(names: tuple[str, str]) -> list[Mark]:
    """Say which bars are whose: the hollow ones are of the earlier period."""
    earlier, now = (cut(name, SMALL, WIDTH / 2 - 50) for name in names)
    x = round(width(earlier, SMALL) + 50, 2)
    return [
        Bar(1, 4, 14, 17, EARLIER, hollow=True),
        Text(22, 16, earlier),
        Bar(x, 3, x + 14, 17, GOOD),
        Bar(x + 7, 3, x + 14, 17, BAD),
        Text(x + 22, 16, now),
    ]


def _bands(voice: Voice, scale: Scale, before: Measure, after: Measure, top: float) -> list[Mark]:
    """Set the shares of each band beside each other, the best band first."""
    colors = colours(scale)
    earlier, now = banded(before.tally, scale), banded(after.tally, scale)
    kept = -1 if METRICS[after.metric].kind == "share" else None
    percents = [
        dict(zip(each, whole_shares([*each.values()], kept=kept), strict=True))
        for each in (earlier, now)
    ]
    marks: list[Mark] = []
    for at, band in enumerate(reversed(scale.bands)):
        y = top + 28 * at
        marks.append(Bar(0, y + 3, 14, y + 17, colors[band.first], round_ends=3))
        marks.append(Text(22, y + 16, band_word(voice, after.metric, band)))
        marks.append(Text(WIDTH * 0.82, y + 16, "→", SOFT))
        for x, each, tone in ((WIDTH * 0.74, percents[0], SOFT), (WIDTH, percents[1], INK)):
            number, about = voice.number(each[band.name]), {"value": each[band.name]}
            text = voice.plain("staff.figure.percent", number=number)
            marks.append(Text(x, y + 16, text, tone, align="right", about=about))
    return marks
