"""NPS, CSAT and CES, each on its own scale, with the index below them."""

from bot.pictures.axis import Axis, limits, tick_label
from bot.pictures.frame import BODY, LARGE, LINE, SMALL, SOFT, WIDTH
from bot.pictures.lettering import cut, width, wrapped
from bot.pictures.paper import Drawing, Mark, Part, Text, framed, stacked
from bot.pictures.rangebar import track
from bot.reports.overall.results import Overall
from bot.reports.summary.headline import why_no_score
from bot.reports.summary.results import Block
from bot.words import dates, figures
from bot.words.few_answers import few_notes
from bot.words.voice import Voice
from metrics.intervals import Interval
from metrics.small_numbers import level

_MOST_ROWS = 8
_TRACK = 10.0


def overall_chart(voice: Voice, found: Overall) -> Drawing:
    """Draw a row for each survey on its own scale, and the index on 0-100."""
    blocks = [block for of_metric in found.blocks.values() for block in of_metric]
    parts = [_row(voice, block) for block in blocks[:_MOST_ROWS]]
    index = found.index
    if index is not None and index.value is not None and index.interval and len(index.parts) > 1:
        parts.append(_index(voice, index.value, index.interval))
    return framed(
        parts,
        title=voice.plain("chart.overall.title"),
        subtitle=[dates.span(voice, found.query.period)],
        footer=[
            *few_notes(voice, [block.people for block in blocks], hollow=True),
            voice.plain("staff.overall.reading"),
        ],
    )


def _index(voice: Voice, value: float, ends: Interval) -> Part:
    said, low, high = (figures.number(voice, each) for each in (value, ends.low, ends.high))
    spread = voice.plain("chart.range", low=low, high=high)
    marks = _placed(Axis(0, 100, 0, WIDTH), value, ends, ends=("0", "100"))
    return _scale(voice.plain("chart.overall.index"), said, spread, marks)


def _row(voice: Voice, block: Block) -> Part:
    name = f"{figures.title(voice, block.metric)} · {voice.named('survey', block.survey)}"
    measure = block.measure
    if measure is None:
        lines = wrapped(why_no_score(voice, block), SMALL, WIDTH)
        head = Text(0, 16, cut(name, BODY, WIDTH), size=BODY)
        return Part(24 + LINE * len(lines), [head, *stacked(lines, y=40, color=SOFT)])
    low, high = limits(block.metric, block.points)
    spread = voice.plain("chart.range", **figures.bounds(voice, measure))
    axis = Axis(low, high, 0, WIDTH)
    labels = (tick_label(voice, block.metric, low), tick_label(voice, block.metric, high))
    few = level(block.people).interval == "words"
    marks = _placed(axis, measure.value, measure.interval, ends=labels, few=few)
    return _scale(name, figures.score(voice, measure), spread, marks)


def _placed(
    axis: Axis, value: float, interval: Interval, *, ends: tuple[str, str], few: bool = False
) -> list[Mark]:
    return [
        *track(axis, value, interval, y=40, thick=_TRACK, few=few),
        Text(0, 72, ends[0], SOFT),
        Text(WIDTH, 72, ends[1], SOFT, align="right"),
    ]


def _scale(name: str, value: str, spread: str, marks: list[Mark]) -> Part:
    right = f"{value}   "
    room = WIDTH - width(spread, SMALL) - width(right, LARGE) - 12
    return Part(
        76,
        [
            Text(0, 24, cut(name, BODY, room), size=BODY),
            Text(WIDTH - width(spread, SMALL) - 10, 24, value, size=LARGE, align="right"),
            Text(WIDTH, 24, spread, SOFT, align="right"),
            *marks,
        ],
    )
