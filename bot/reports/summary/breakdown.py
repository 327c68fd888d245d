"""The picture of a summary cut by a dimension: a row for each part, or a line over time."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.pictures.axis import axis_for, axis_words, tick_label
from bot.pictures.curve import Stop, curve
from bot.pictures.paper import Drawing, Part, heading, note
from bot.pictures.rows import MOST_ROWS, Heads, Row, fitting, rows_chart
from bot.reports.segments import segment_label
from bot.reports.steps import unit_of
from bot.reports.summary.chart import under_title
from bot.reports.summary.headline import headline
from bot.reports.summary.reason_words import reason_parts
from bot.reports.summary.results import Block, Breakdown, Segment, Summary
from bot.reports.titles import MOST_PANELS
from bot.text.query import Query
from bot.words import figures
from bot.words.counting import count
from bot.words.voice import Voice
from metrics.calendar_units import Unit
from metrics.catalogue import METRICS
from metrics.measure import Measure
from metrics.periods import Period
from metrics.small_numbers import level

_TICKS = 3


def breakdown_chart(voice: Voice, summary: Summary, *, today: date) -> Drawing:
    """Draw the parts of each survey's answers, three surveys at most."""
    blocks, query = summary.blocks[:MOST_PANELS], summary.query
    parts = [part for block in blocks for part in _of(voice, block, query, len(blocks), today)]
    left = len(summary.blocks) - MOST_PANELS
    return under_title(voice, query, blocks, parts, left=left, dots=_dots(blocks))


def _dots(blocks: Sequence[Block]) -> list[int]:
    cuts = [block.breakdown for block in blocks if block.breakdown is not None]
    parts = [segment.people for cut in cuts for segment in cut.segments]
    return parts + [each.people for cut in cuts for each in cut.mentions]


def _of(voice: Voice, block: Block, query: Query, shared: int, today: date) -> list[Part]:
    head = (
        heading(voice.named("survey", block.survey))
        if shared > 1
        else headline(voice, block, query.period)
    )
    cut = block.breakdown
    if cut is None:
        return [head]
    if block.reasons is not None:
        heads = [head] if block.reasons.chosen is None or shared > 1 else []
        return [*heads, *reason_parts(voice, block, cut, most=MOST_ROWS // shared)]
    if (unit := unit_of(cut.by)) and cut.segments:
        return [head, _line(voice, block, cut, _steps(unit, cut, query.period, today))]
    names = [segment_label(voice, cut.by, each.key) for each in cut.segments]
    most = min(MOST_ROWS // shared, fitting(names, shared=shared))
    rows = [_rows(voice, block, cut, most)] if cut.segments else []
    return [head, *rows, *_notes(voice, cut, most)]


def _rows(voice: Voice, block: Block, cut: Breakdown, most: int) -> Part:
    segments = cut.segments[:most]
    measures = [_comparable(block, segment) for segment in segments]
    axis = axis_for(block.metric, block.points, [*measures, block.measure], start=0, end=1)
    ticks = {value: tick_label(voice, block.metric, value) for value in axis.ticks(_TICKS)}
    rows = [_row(voice, cut.by, *pair) for pair in zip(segments, measures, strict=True)]
    any_score = any(measure is not None for measure in measures)
    whole = block.measure if any_score else None
    heads = Heads(
        name=voice.plain(f"staff.by.{cut.by}"),
        number=voice.plain("chart.number"),
        whole=voice.plain("chart.whole", score=figures.score(voice, whole)) if whole else "",
        value=whole.value if whole else None,
        unit=axis_words(voice, block.metric, block.points, axis),
    )
    return rows_chart(rows, heads, axis=axis, ticks=ticks if any_score else {})


def _comparable(block: Block, segment: Segment) -> Measure | None:
    """Give the score of a part, unless it is a mean on a longer or shorter scale."""
    found = segment.measure
    if found is None or METRICS[found.metric].kind != "mean" or found.points == block.points:
        return found
    return None


def _row(voice: Voice, by: str, segment: Segment, measure: Measure | None) -> Row:
    name = segment_label(voice, by, segment.key)
    number = voice.number(segment.answers)
    if measure is None:
        return Row(name, number)
    said, few = figures.score(voice, measure), level(segment.people).interval == "words"
    return Row(name, number, value=measure.value, interval=measure.interval, said=said, few=few)


def _notes(voice: Voice, cut: Breakdown, most: int) -> list[Part]:
    """Say how many rows are not drawn, and why some cannot be shown."""
    left = len(cut.segments) - most
    said = [count(voice, "chart.more_rows", left)] if left > 0 else []
    if cut.hidden:
        said.append(voice.plain("staff.by.hidden"))
    elif not cut.segments:
        said.append(voice.plain("staff.by.nothing"))
    elif cut.by == "language":
        said.append(voice.plain("staff.by.peoples"))
    return [note(text) for text in said]


def _line(voice: Voice, block: Block, cut: Breakdown, steps: Sequence[str]) -> Part:
    """Draw a line over every step from the first answer on, those without answers included."""
    found = {segment.key: segment.measure for segment in cut.segments}
    stops = [Stop(segment_label(voice, cut.by, key), found.get(key)) for key in steps]
    return curve(voice, block.metric, block.points, stops, height=230)


def _steps(unit: Unit, cut: Breakdown, period: Period, today: date) -> list[str]:
    first, newest = (date.fromisoformat(cut.segments[end].key) for end in (0, -1))
    last = max(min(today, period.last), newest)
    drawn = replace(period, since=first, until=last + timedelta(days=1))
    return [piece.since.isoformat() for piece in drawn.split(unit)]
