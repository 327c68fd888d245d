"""The picture of a summary: score, change, how it came about, how it is spread, who was asked."""

from collections.abc import Iterable, Sequence

from bot.pictures.curve import Stop, curve
from bot.pictures.paper import Drawing, Part, framed, note
from bot.pictures.rangebar import range_bar
from bot.reports.points import Point
from bot.reports.responses.rate_words import caution
from bot.reports.segments import versions
from bot.reports.summary.asks_bar import asks_bar
from bot.reports.summary.distribution import distribution
from bot.reports.summary.headline import headline
from bot.reports.summary.origins import why_no_asks
from bot.reports.summary.panels import panel
from bot.reports.summary.results import Block, Summary
from bot.reports.titles import MOST_PANELS, more, subtitle
from bot.text.query import Query
from bot.words import dates, figures
from bot.words.few_answers import few_notes
from bot.words.voice import Voice
from metrics.periods import Period


def summary_chart(voice: Voice, summary: Summary) -> Drawing:
    """Draw one survey in full, or a small panel for each of several."""
    blocks, query = summary.blocks, summary.query
    if len(blocks) == 1:
        return one_survey(voice, blocks[0], query)
    parts = [panel(voice, block, query.period) for block in blocks[:MOST_PANELS]]
    return under_title(voice, query, blocks, parts, left=len(blocks) - MOST_PANELS)


def one_survey(voice: Voice, block: Block, query: Query) -> Drawing:
    """Draw everything that is known of one survey."""
    parts = _parts(voice, block, query.period)
    dots = [point.people for point in _shown(block)]
    broken = any(point.other_question for point in _shown(block))
    return under_title(voice, query, [block], parts, dots=dots, broken=broken)


def _parts(voice: Voice, block: Block, period: Period) -> list[Part]:
    parts = [headline(voice, block, period)]
    if _shown(block):
        stops = [_stop(voice, point) for point in _shown(block)]
        parts.append(curve(voice, block.metric, block.points, stops))
    elif block.measure is not None:
        parts.append(range_bar(voice, block.measure))
    if block.people:
        parts.append(distribution(voice, block.metric, block.points, block.tally))
    if block.asks is not None and not block.hidden:
        why_none = why_no_asks(voice, block.imported, answers=block.answers)
        parts.append(asks_bar(voice, block.asks, why_none=why_none))
        said = caution(voice, block.rates)
        parts += [note(said)] if said else []
    return parts


def _shown(block: Block) -> Sequence[Point]:
    """Choose the points worth a line: from the first answer, or the last before a new question."""
    points = block.trend
    if sum(point.measure is not None for point in points) < 2:
        return ()
    starts = [at for at, point in enumerate(points) if point.people or point.other_question]
    first = starts[0]
    while points[first].other_question and points[first + 1].other_question:
        first += 1
    return points[first:]


def _stop(voice: Voice, point: Point) -> Stop:
    return Stop(dates.span(voice, point.period), point.measure, broken=point.other_question)


def under_title(
    voice: Voice,
    query: Query,
    blocks: Sequence[Block],
    parts: Sequence[Part],
    *,
    left: int = 0,
    dots: Iterable[int] = (),
    broken: bool = False,
) -> Drawing:
    """Stack parts under the metric, and the survey where there is one, with small print below.

    So many surveys are `left` out. `dots` are the numbers of answers behind what is drawn,
    `broken` says that dashes mark a change of the question.
    """
    title = figures.title(voice, query.command)
    if len(blocks) == 1:
        metric = figures.title(voice, blocks[0].metric)
        title = voice.plain("chart.title", metric=metric, survey=blocks[0].survey)
    footer = [*more(voice, left), *_small_print(voice, blocks, query.period)]
    return framed(
        parts,
        title=title,
        subtitle=subtitle(voice, query),
        footer=[*footer, *_signs(voice, blocks, dots=dots, broken=broken)],
    )


def _small_print(voice: Voice, blocks: Sequence[Block], period: Period) -> list[str]:
    """Give the zone, the version of the question, and say what is left out."""
    lines = [period.zone.key]
    if len(blocks) == 1 and blocks[0].versions:
        names = versions(voice, blocks[0].versions)
        lines = [voice.plain("chart.zone_and_question", zone=period.zone.key, versions=names)]
    if any(block.left_out for block in blocks):
        lines.append(voice.plain("chart.left_out"))
    return lines


def _signs(
    voice: Voice, blocks: Sequence[Block], *, dots: Iterable[int], broken: bool
) -> list[str]:
    """Say what the signs mean."""
    lines = [voice.plain("chart.other_question")] if broken else []
    lines += few_notes(voice, dots, hollow=True)
    if any(block.measure is not None for block in blocks):
        lines.append(voice.plain("chart.chance_only"))
    return lines
