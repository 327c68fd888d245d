"""Counts for one survey, period and set of filters: from the daily counts, or from the rows."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from bot.reports.steps import unit_of
from bot.reports.unseen_values import unknown_value
from bot.surveys.lineage import Shown
from bot.text.query import CUTS, Query
from metrics.calendar_units import first_day
from metrics.periods import Period
from metrics.repeats import NOBODY_TWICE, Repeats
from metrics.tally import Tally, merged
from storage import breakdowns, paired, tallies
from storage.paired import PairTally
from storage.tallies import AskTally, ScoreTally
from storage.transaction import Transaction


async def scores(
    tx: Transaction,
    survey: str,
    *,
    period: Period,
    filters: Mapping[str, str],
    by: str | None = None,
) -> list[ScoreTally]:
    """Count the scores of a period; anonymous ones are there by whole portions.

    Two dimensions at once are counted from the rows.
    """
    since, until, cut = period.since, period.until, by if by in CUTS else None
    cell = _cell(filters, cut)
    if cell is None:
        return await breakdowns.scores_where(
            tx, survey=survey, since=since, until=until, zone=period.zone, filters=filters, by=cut
        )
    dimension, value = cell
    return await tallies.scores(
        tx, survey=survey, dimension=dimension, since=since, until=until, value=value
    )


async def asks(
    tx: Transaction,
    survey: str,
    *,
    period: Period,
    filters: Mapping[str, str],
    by: str | None = None,
) -> list[AskTally]:
    """Read what became of the asks of a period, with the same filters."""
    since, until, cut = period.since, period.until, by if by in CUTS else None
    cell = _cell(filters, cut)
    if cell is None:
        return await breakdowns.asks_where(
            tx, survey=survey, since=since, until=until, zone=period.zone, filters=filters, by=cut
        )
    dimension, value = cell
    return await tallies.asks(
        tx, survey=survey, dimension=dimension, since=since, until=until, value=value
    )


async def repeats(
    tx: Transaction,
    survey: str,
    *,
    period: Period,
    filters: Mapping[str, str],
    shown: Shown,
) -> Repeats:
    """Read how often people repeat themselves among the answers of a period.

    Nothing is known of it where they are anonymous.
    """
    found = await _paired(tx, survey, period=period, filters=filters, shown=shown)
    return found.get(None, NOBODY_TWICE)


async def repeats_by(
    tx: Transaction,
    survey: str,
    *,
    period: Period,
    filters: Mapping[str, str],
    shown: Shown,
    by: str,
) -> Mapping[str, Repeats]:
    """Read the same for each row of a breakdown, keyed as `group` does; no row, no repeats.

    By weekday it is not known: nobody keeps pairs by it.
    """
    read = partial(_paired, tx, survey, filters=filters)
    if by in CUTS:
        cut = await read(period=period, shown=shown, by=by)
        return {key: each for key, each in cut.items() if key is not None}
    found: dict[str, Repeats] = {}
    if by == "version":
        for number in shown.numbers:
            one = await read(period=period, shown=replace(shown, numbers=(number,)))
            found[str(number)] = one.get(None, NOBODY_TWICE)
    if (unit := unit_of(by)) is not None:
        for piece in period.split(unit):
            one = await read(period=piece, shown=shown)
            found[first_day(unit, piece.since).isoformat()] = one.get(None, NOBODY_TWICE)
    return found


async def _paired(
    tx: Transaction,
    survey: str,
    *,
    period: Period,
    filters: Mapping[str, str],
    shown: Shown,
    by: str | None = None,
) -> dict[str | None, Repeats]:
    """Read pairs: all together, or by the values of a dimension."""
    if shown.anonymous:
        return {}
    since, until, cell, numbers = period.since, period.until, _cell(filters, by), shown.numbers
    if cell is None:
        rows = await paired.pairs_where(
            tx,
            survey=survey,
            since=since,
            until=until,
            zone=period.zone,
            filters=filters,
            versions=numbers,
            by=by,
        )
    else:
        dimension, value = cell
        rows = await paired.pairs(
            tx,
            survey=survey,
            dimension=dimension,
            since=since,
            until=until,
            versions=numbers,
            value=value,
        )
    return {row.value if by else None: as_repeats(row) for row in rows}


def as_repeats(row: PairTally) -> Repeats:
    """Take stored sums for what a measure is handed."""
    return Repeats(row.pairs, row.sums, row.products, row.previous, row.beyond)


def _cell(filters: Mapping[str, str], cut: str | None) -> tuple[str, str | None] | None:
    """Name the one dimension and value that the daily counts are kept for, if one is enough."""
    needed = {*filters, *([cut] if cut else [])}
    if not needed:
        return "total", None
    if len(needed) > 1:
        return None
    dimension = needed.pop()
    return dimension, filters.get(dimension)


async def values(tx: Transaction, survey: str, *, dimension: str, until: date) -> set[str]:
    """Read what has been seen of a dimension in the year before a day."""
    since = until - timedelta(days=365)
    span = tallies.scores(tx, survey=survey, dimension=dimension, since=since, until=until)
    asked = tallies.asks(tx, survey=survey, dimension=dimension, since=since, until=until)
    return {tally.value for tally in await span} | {tally.value for tally in await asked}


def whole(rows: Iterable[ScoreTally], *, numbers: Container[int]) -> Tally:
    """Add the counts of some versions up to one tally."""
    return merged(*(row.scores for row in rows if row.version in numbers))


def group(by: str, row: ScoreTally | AskTally) -> str:
    """Tell in which row of a breakdown a day's counts belong."""
    unit = unit_of(by)
    if unit is not None:
        return first_day(unit, row.day).isoformat()
    if by == "weekday":
        return str(row.day.isoweekday())
    return str(row.version) if by == "version" else row.value


def ordered(by: str, keys: Iterable[str]) -> list[str]:
    """Put the rows of a breakdown in order: time, version, else the alphabet; nothing said last."""
    if by == "version":
        return sorted(keys, key=int)
    return sorted(keys, key=lambda key: (not key, key.casefold(), key))


async def refuse_unknown_values(tx: Transaction, query: Query, surveys: Sequence[str]) -> None:
    """Refuse a filter on something that nobody has been seen to be for a year."""
    for key, value in query.filters.items():
        seen: set[str] = set()
        for survey in surveys:
            seen |= await values(tx, survey, dimension=key, until=query.period.until)
        if seen and value not in seen:
            raise unknown_value(query, key, value, seen=seen)
