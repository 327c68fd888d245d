"""From a staff command to results: which surveys, which question versions, what may be shown."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from bot.errors import Refusal
from bot.reports import privacy
from bot.reports import reading as reports_reading
from bot.reports.each_survey import read_each
from bot.reports.measured import not_measured
from bot.reports.responses.reading import asks_of, rates_of
from bot.reports.series import QuestionLine, lately, series
from bot.reports.summary.measuring import CountedBlock, judged, measured
from bot.reports.summary.named_again import Offers
from bot.reports.summary.reasoned import asks_for_reasons, read_reasons
from bot.reports.summary.results import Block, Summary
from bot.reports.themes.tone import HeardTone, diverged, heard
from bot.reports.understanding import surveys_of
from bot.services import Services
from bot.surveys.lineage import History, Shown
from bot.surveys.questionnaire import offered_reasons
from bot.text.query import CUTS, Query
from metrics.periods import Period
from metrics.small_numbers import is_hidden
from metrics.tally import people
from metrics.tone import Divergence
from storage import breakdowns
from storage.tallies import ScoreTally
from storage.transaction import Transaction

_COMMENTED = ("csat", "ces", "stars")  # asked about one visit, and so are the comments


async def summarise(services: Services, query: Query) -> Summary:
    """Answer a summary command for every survey with its metric."""
    offered = surveys_of(services, query.command)
    chosen = _chosen(services, query, offered)
    offers = {name: offered_reasons(services.config.surveys.get(name)) for name in chosen}
    read_one = partial(_counted, query, offers, services.clock())
    read = await read_each(services, query, chosen, read_one, has=lambda c: _has_something(c.block))
    blocks = judged(query, [measured(query, each) for each in read])
    if len(blocks) == 1:
        blocks = [replace(blocks[0], soured=await _soured(services, query, blocks[0]))]
    current = services.config.surveys
    kept = [each for each in blocks if each.survey in current or _has_something(each)] or blocks
    return Summary(query, kept, tuple(offered))


async def _soured(services: Services, query: Query, block: Block) -> Divergence | None:
    """Set the comments beside those of as many days before, of one survey without filters."""
    if block.metric not in _COMMENTED or block.anonymous or block.measure is None:
        return None
    if query.filters or query.by or query.against is not None or query.version is not None:
        return None
    shown = Shown(block.metric, block.points, anonymous=False, numbers=block.versions)
    since, until = query.period.since, query.period.until

    async def read(tx: Transaction) -> HeardTone | None:
        return await heard(services, tx, block.survey, shown, since=since, until=until)

    found = await services.database.study(read)
    return await asyncio.to_thread(diverged, services.config, found) if found else None


def _chosen(services: Services, query: Query, offered: Sequence[str]) -> Sequence[str]:
    if query.survey is None:
        if not offered:
            raise not_measured(services.config, query.command, query)
        return offered
    if query.survey not in offered:
        metric = services.versions[query.survey].metric
        example = f"/{metric} {query.period.code} survey={query.survey}"
        raise Refusal("staff.other_metric", survey=query.survey, example=example)
    return [query.survey]


def _has_something(block: Block) -> bool:
    asked = block.asks is not None and block.asks.delivered > 0
    return asked or block.people > 0 or block.left_out > 0 or block.hidden


async def _counted(
    query: Query,
    offers: Mapping[str, Offers],
    now: datetime,
    tx: Transaction,
    history: History,
    survey: str,
) -> CountedBlock:
    rows = await reports_reading.scores(tx, survey, period=query.period, filters=query.filters)
    shown = history.shown(survey, rows, wanted=query.version)
    block = Block(
        survey=survey,
        metric=shown.metric,
        points=shown.points,
        tally=reports_reading.whole(rows, numbers=shown.numbers),
        anonymous=shown.anonymous,
        versions=shown.numbers,
    )
    if query.version is None and query.by != "version":
        block = _left_out(rows, block)
    if shown.anonymous:
        privacy.refuse_narrow(query, survey)
        block = replace(block, counted_on=await privacy.counted_on(tx, survey))
        if is_hidden(block.people, anonymous=True):
            return CountedBlock(replace(block, tally={}, hidden=True))
    known = partial(reports_reading.repeats, tx, survey, filters=query.filters, shown=shown)
    block = replace(block, repeats=await known(period=query.period))
    if asks_for_reasons(query):
        counts = await read_reasons(tx, query, survey, offers[survey], shown)
        return CountedBlock(block, reasons=counts)
    if query.by is not None:
        points = history.points(survey, metric=block.metric)
        alike = shown if query.by != "version" else replace(shown, numbers=tuple(points))
        repeats = await reports_reading.repeats_by(
            tx, survey, period=query.period, filters=query.filters, shown=alike, by=query.by
        )
        return CountedBlock(block, await _cut(tx, query, survey, rows), points, repeats=repeats)
    line = QuestionLine(history, survey, shown, query.filters, _led_here(query))
    numbers = shown.numbers
    asks = await asks_of(tx, query, survey, period=query.period, numbers=numbers, now=now)
    rates = await rates_of(tx, query, survey, asks, numbers=numbers, now=now)
    earlier = query.against or query.period.previous()
    before = await reports_reading.scores(tx, survey, period=earlier, filters=query.filters)
    return CountedBlock(
        replace(block, asks=asks, rates=rates, imported=await _imported(tx, query, block)),
        earlier=(earlier, before, await known(period=earlier)),
        line=await series(tx, line),
    )


async def _cut(
    tx: Transaction, query: Query, survey: str, rows: Sequence[ScoreTally]
) -> Sequence[ScoreTally]:
    """Read the counts of each row of a breakdown; those by time and version are there already."""
    if query.by not in CUTS:
        return rows
    return await reports_reading.scores(
        tx, survey, period=query.period, filters=query.filters, by=query.by
    )


async def _imported(tx: Transaction, query: Query, block: Block) -> int:
    """Count the imported ones of the answers; of anonymous ones nobody knows."""
    if block.anonymous or not block.people:
        return 0
    start, end = query.period.start(), query.period.end()
    found = await breakdowns.imported_where(
        tx, survey=block.survey, start=start, end=end, filters=query.filters
    )
    return sum(n for version, n in found.items() if version in block.versions)


def _led_here(query: Query) -> Sequence[Period]:
    """List the periods before, where a picture shows them and the daily counts have them."""
    return () if query.plain or len(query.filters) > 1 else lately(query.period)


def _left_out(rows: Sequence[ScoreTally], block: Block) -> Block:
    others = {row.version for row in rows if row.scores} - set(block.versions)
    left = people(reports_reading.whole(rows, numbers=others))
    return replace(block, left_out=left, left_versions=tuple(sorted(others)))
