"""What became of the asks of a period, and how often each gate said no."""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import datetime

from bot.reports import reading as reports_reading
from bot.reports.points import Asks, Rates
from bot.reports.responses.aging import rates, within
from bot.reports.responses.results import Cohort, Responses, SurveyAsks
from bot.reports.understanding import surveys_of
from bot.services import Services
from bot.text.query import CUTS, Query
from metrics.periods import Period
from storage import departures, tallies, versions
from storage.tallies import ASKS, AskTally, SkipTally
from storage.transaction import Transaction

_FATES = ("delivered", "answered", "expired", "withdrawn", "cannot_say")


async def responses(services: Services, query: Query) -> Responses:
    """Answer /responses for one survey or for all."""
    offered = surveys_of(services)
    chosen = [query.survey] if query.survey is not None else offered

    async def read(tx: Transaction) -> list[Cohort]:
        now = services.clock()
        cohorts = [await _cohort(tx, query, survey, now=now) for survey in chosen]
        if query.filters and not any(cohort.asked for cohort in cohorts):
            await reports_reading.refuse_unknown_values(tx, query, chosen)
        return cohorts

    cohorts = await services.database.study(read)
    kept = [each for each in cohorts if each.asked or each.skipped] or cohorts[:1]
    return Responses(query, kept, offered)


async def asks_of(
    tx: Transaction,
    query: Query,
    survey: str,
    *,
    period: Period,
    numbers: Container[int],
    now: datetime,
) -> Asks | None:
    """Count the asks of some versions delivered in a period; a reason is known of answers only.

    None of an anonymous survey either: what became of its asks would tell who has answered.
    """
    if "reason" in query.filters or await _unnamed(tx, survey, numbers):
        return None
    rows = await reports_reading.asks(tx, survey, period=period, filters=query.filters)
    counted = [row for row in rows if row.version in numbers]
    return Asks(**_totals(counted, _FATES), within=within(counted, period=period, now=now))


async def _unnamed(tx: Transaction, survey: str, numbers: Container[int]) -> bool:
    """Tell whether one of some versions of a survey is anonymous."""
    own = await versions.of_survey(tx, survey)
    return any(each.anonymous for each in own if each.number in numbers)


def _totals(rows: Sequence[AskTally], names: Iterable[str]) -> dict[str, int]:
    return {name: sum(getattr(row, name) for row in rows) for name in names}


async def rates_of(
    tx: Transaction,
    query: Query,
    survey: str,
    asks: Asks | None,
    *,
    numbers: Container[int],
    now: datetime,
) -> Rates | None:
    """Set the rate of a period beside that of the one that it is compared with."""
    earlier = query.against or query.period.previous()
    before = await asks_of(tx, query, survey, period=earlier, numbers=numbers, now=now)
    return rates(asks, before, period=query.period, earlier=earlier)


async def _cohort(tx: Transaction, query: Query, survey: str, *, now: datetime) -> Cohort:
    rows = _of_version(
        await reports_reading.asks(tx, survey, period=query.period, filters=query.filters), query
    )
    spared = await _spared(tx, query, survey)
    given, commented = await _commented(tx, query, survey)
    numbers = {row.version for row in rows}
    return Cohort(
        survey=survey,
        anonymous=await _unnamed(tx, survey, numbers),
        given=given,
        commented=commented,
        skipped=await _skipped(tx, query, survey),
        rows=await _rows(tx, query, survey, whole=rows, spared=spared, now=now)
        if query.by
        else None,
        rates=await _rates(tx, query, survey, rows, now=now) if query.by is None else None,
        annoyed=await _annoyed(tx, query, survey),
        coverage=spared is not None,
        **_totals(rows, ASKS),
    )


async def _rates(
    tx: Transaction, query: Query, survey: str, rows: Sequence[AskTally], *, now: datetime
) -> Rates | None:
    numbers = {row.version for row in rows}
    asks = await asks_of(tx, query, survey, period=query.period, numbers=numbers, now=now)
    return await rates_of(tx, query, survey, asks, numbers=numbers, now=now)


async def _commented(tx: Transaction, query: Query, survey: str) -> tuple[int, int]:
    """Count the answers of these days and those of them that say something; 0 of anonymous ones."""
    rows = await reports_reading.scores(tx, survey, period=query.period, filters=query.filters)
    counted = [row for row in rows if query.version in (None, row.version)]
    commented = sum(row.comments for row in counted)
    return sum(sum(row.scores.values()) for row in counted), commented


async def _annoyed(tx: Transaction, query: Query, survey: str) -> dict[str, int] | None:
    """Count who left within a day of an ask; it is kept for a survey as a whole."""
    if query.filters or query.by is not None or query.version is not None:
        return None
    period = query.period
    return await departures.annoyed(tx, survey=survey, since=period.since, until=period.until)


async def _spared(tx: Transaction, query: Query, survey: str) -> dict[str, int] | None:
    """Count, for each agent, the asks that staff said no to; kept for no further filter."""
    if query.by != "agent" or query.filters.keys() - {"agent"} or query.version is not None:
        return None
    named = query.filters.get("agent")
    found = await _skips(tx, query, survey, dimension="agent", value=named)
    return {row.value: row.count for row in found if row.gate == "staff"}


def _of_version(rows: Sequence[AskTally], query: Query) -> list[AskTally]:
    return [row for row in rows if query.version in (None, row.version)]


async def _rows(
    tx: Transaction,
    query: Query,
    survey: str,
    *,
    whole: Sequence[AskTally],
    spared: Mapping[str, int] | None,
    now: datetime,
) -> list[SurveyAsks]:
    by, cut = query.by or "", whole
    if by in CUTS:
        found = await reports_reading.asks(
            tx, survey, period=query.period, filters=query.filters, by=by
        )
        cut = _of_version(found, query)
    spared = spared or {}
    groups: dict[str, list[AskTally]] = {key: [] for key in spared}
    for row in cut:
        groups.setdefault(reports_reading.group(by, row), []).append(row)
    return [
        SurveyAsks(
            key,
            **_totals(groups[key], ("delivered", "answered")),
            spared=spared.get(key, 0),
            within=within(groups[key], period=query.period, now=now),
        )
        for key in reports_reading.ordered(by, groups)
    ]


async def _skipped(tx: Transaction, query: Query, survey: str) -> dict[str, int] | None:
    """Count the decisions not to ask; they are kept for one filter and for no version."""
    if len(query.filters) > 1 or query.version is not None:
        return None
    dimension, value = next(iter(query.filters.items()), ("total", None))
    counts: Counter[str] = Counter()
    for row in await _skips(tx, query, survey, dimension=dimension, value=value):
        counts[row.gate] += row.count
    return counts


async def _skips(
    tx: Transaction, query: Query, survey: str, *, dimension: str, value: str | None
) -> list[SkipTally]:
    since, until = query.period.since, query.period.until
    return await tallies.skips(
        tx, survey=survey, dimension=dimension, since=since, until=until, value=value
    )
