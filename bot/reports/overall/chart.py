"""NPS, CSAT and CES, each on its own scale, with the index below them."""

from bot.pictures import paper
from bot.pictures.axis import Axis, limits, tick_label
from bot.pictures.frame import (
    ACCENT,
    BAND,
    BODY,
    GRID,
    LARGE,
    LINE,
    SMALL,
    SOFT,
    WIDTH,
    Part,
    framed,
)
from bot.pictures.lettering import cut, width, wrapped
from bot.reports.overall.results import Overall
from bot.reports.summary.results import Block
from bot.words import dates, figures
from bot.words.voice import Spec, Voice
from metrics.intervals import Interval
from metrics.small_numbers import level

_MOST_ROWS = 8
_TRACK = 10.0


def overall_chart(voice: Voice, found: Overall) -> Spec:
    """Draw a row for each survey on its own scale, and the index on 0-100."""
    blocks = [block for of_metric in found.blocks.values() for block in of_metric]
    parts = [_row(voice, block) for block in blocks[:_MOST_ROWS]]
    index = found.index
    if index is not None and index.value is not None and index.interval and len(index.parts) > 1:
        value, low, high = (
            figures.number(voice, each)
            for each in (index.value, index.interval.low, index.interval.high)
        )
        parts.append(
            _scale(
                voice.plain("chart.overall.index"),
                value,
                _range(voice, low, high),
                _placed(Axis(0, 100, 0, WIDTH), index.value, index.interval, ends=("0", "100")),
            )
        )
    return framed(
        parts,
        title=voice.plain("chart.overall.title"),
        subtitle=[dates.span(voice, found.query.period)],
        footer=[voice.plain("staff.overall.reading")],
    )


def _range(voice: Voice, low: str, high: str) -> str:
    return voice.plain("chart.range", low=low, high=high)


def _row(voice: Voice, block: Block) -> Part:
    name = f"{figures.title(voice, block.metric)} · {block.survey}"
    measure = block.measure
    if measure is None:
        key = "hidden" if block.hidden else "few" if block.people else "none"
        lines = wrapped(voice.plain(f"chart.quiet.{key}"), SMALL, WIDTH)
        words: list[paper.Mark] = [
            {"x": 0, "y": 40 + LINE * at, "text": line} for at, line in enumerate(lines)
        ]
        head: paper.Mark = {"x": 0, "y": 16, "text": cut(name, BODY, WIDTH)}
        height = 24 + LINE * len(lines)
        return paper.sheet(height, [paper.words([head], size=BODY), paper.words(words, color=SOFT)])
    low, high = limits(block.metric, block.points)
    ends = figures.bounds(voice, measure)
    axis = Axis(low, high, 0, WIDTH)
    labels = (tick_label(voice, block.metric, low), tick_label(voice, block.metric, high))
    few = level(block.people).interval == "words"
    marks = _placed(axis, measure.value, measure.interval, ends=labels, few=few)
    return _scale(name, figures.score(voice, measure), _range(voice, **ends), marks)


def _placed(
    axis: Axis, value: float, interval: Interval, *, ends: tuple[str, str], few: bool = False
) -> list[paper.Layer | None]:
    y, y2 = 40.0, 40.0 + _TRACK
    whole: paper.Mark = {"x": 0, "x2": WIDTH, "y": y, "y2": y2, "color": GRID}
    band: paper.Mark = {
        "x": axis.at(interval.low),
        "x2": axis.at(interval.high),
        "y": y,
        "y2": y2,
        "color": BAND,
        "low": interval.low,
        "high": interval.high,
    }
    dot: paper.Mark = {
        "x": axis.at(value),
        "y": y + _TRACK / 2,
        "color": ACCENT,
        "fill": "#ffffff" if few else ACCENT,
        "value": value,
    }
    return [
        paper.bars([whole, band], round_ends=5),
        paper.dots([dot], size=140),
        paper.words([{"x": 0, "y": 72, "text": ends[0]}], color=SOFT),
        paper.words([{"x": WIDTH, "y": 72, "text": ends[1]}], color=SOFT, align="right"),
    ]


def _scale(name: str, value: str, spread: str, marks: list[paper.Layer | None]) -> Part:
    right = f"{value}   "
    room = WIDTH - width(spread, SMALL) - width(right, LARGE) - 12
    place = WIDTH - width(spread, SMALL) - 10
    return paper.sheet(
        76,
        [
            paper.words([{"x": 0, "y": 24, "text": cut(name, BODY, room)}], size=BODY),
            paper.words([{"x": place, "y": 24, "text": value}], size=LARGE, align="right"),
            paper.words([{"x": WIDTH, "y": 24, "text": spread}], color=SOFT, align="right"),
            *marks,
        ],
    )
