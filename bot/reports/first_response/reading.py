"""/frt: how long customers waited for a first reply, from the times that interactions carry."""

import asyncio
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import repeat
from zoneinfo import ZoneInfo

from bot.reports.ended import refuse_unseen, span
from bot.reports.first_response.results import EDGES, Waited, WaitedBefore, Waiting
from bot.reports.reading import ordered
from bot.reports.steps import unit_of
from bot.services import Services
from bot.settings.cadence import WEEK
from bot.settings.reporting import Office, Reports
from bot.text.query import Query
from bot.words.tables import MOST_ROWS
from metrics.first_response import clearly_slowest, first_response, median_change
from metrics.looks import sureness
from metrics.office_hours import OfficeHours, office_seconds
from metrics.periods import Period
from storage import occasions
from storage.occasions import Wait, Waits
from storage.transaction import Transaction

Found = Sequence[Waits] | Sequence[Wait]


@dataclass(frozen=True)
class _Read:
    """What was read of one report, and of the period `other`; `hours` in which time passes."""

    whole: Found
    pieces: Mapping[str, Found]
    other: Period
    earlier: Found
    hours: OfficeHours | None
    left_out: int
    first: datetime | None = None  # the first interaction on record


async def waiting(services: Services, query: Query) -> Waiting:
    """Sum up the waits of a period; the arithmetic leaves the event loop alone."""
    office = services.config.reports.office
    other = query.against or query.period.previous()
    hours = hours_of(office, query.period.zone)

    unit = unit_of(query.by)
    cut = "" if unit else query.by or "channel"  # one channel may lag behind the others

    async def read(tx: Transaction) -> _Read:
        read_some = partial(read_waits, tx, filters=query.filters, hours=hours)
        whole = await read_some(query.period, by=cut)
        if not whole and query.filters:
            await refuse_unseen(tx, query)
        pieces = query.period.split(unit) if unit else ()
        kept = pieces[-MOST_ROWS:]
        by_piece = {piece.since.isoformat(): await read_some(piece) for piece in kept}
        earlier = await read_some(other) if query.by is None else []
        left, first = len(pieces) - len(kept), await occasions.first_at(tx)
        return _Read(whole, by_piece, other, earlier, hours, left, first)

    found = await services.database.study(read)
    return await asyncio.to_thread(_summed, query, found, services.config.reports)


def hours_of(office: Office | None, zone: ZoneInfo) -> OfficeHours | None:
    """Give the hours in which waiting times pass; None if they always do."""
    if office is None:
        return None
    days = frozenset(WEEK.index(day) for day in office.days)
    return OfficeHours(office.opens, office.closes, zone, days)


async def read_waits(
    tx: Transaction,
    period: Period,
    *,
    filters: Mapping[str, str],
    hours: OfficeHours | None,
    by: str = "",
) -> Found:
    """Read how long the interactions of a period waited; one by one where hours matter."""
    if hours is None:
        return await occasions.waits(tx, span(period), filters=filters, by=by)
    return await occasions.waits_one_by_one(tx, span(period), filters=filters, by=by)


def _summed(query: Query, found: _Read, settings: Reports) -> Waiting:
    hours = found.hours
    counted = counted_waits(found.whole, hours)
    target = settings.first_reply_target
    whole = _waited("", counted, target)
    groups = _by_value(counted)
    if unit_of(query.by):
        groups = {key: counted_waits(rows, hours) for key, rows in found.pieces.items() if rows}
    rows = [_waited(key, groups[key]) for key in ordered(query.by or "", groups)]
    plain = query.by is None
    before = _waited("", counted_waits(found.earlier, hours))
    return Waiting(
        query,
        whole,
        rows=rows,
        slowest=_slowest(query, rows) if plain and "channel" not in query.filters else None,
        earlier=_earlier(query, whole, before, found.other) if plain else None,
        office=settings.office,
        left_out=found.left_out,
        target=target,
        records_begin=_records_begin(found) if plain else None,
    )


def _records_begin(found: _Read) -> date | None:
    """Tell when the records began, if that was inside the period before."""
    begun = found.first.astimezone(found.other.zone).date() if found.first else None
    return begun if begun and found.other.since < begun < found.other.until else None


def counted_waits(rows: Found, hours: OfficeHours | None) -> list[Waits]:
    """Give the waits in seconds of those hours."""
    return [row if isinstance(row, Waits) else _on_the_clock(row, hours) for row in rows]


def _on_the_clock(row: Wait, hours: OfficeHours | None) -> Waits:
    if row.opened_at is None or row.first_reply_at is None or hours is None:
        return Waits(row.value, row.opened_at is None, None, 1)
    seconds = office_seconds(hours, row.opened_at, row.first_reply_at)
    return Waits(row.value, untimed=False, seconds=int(seconds), count=1)


def _by_value(rows: Sequence[Waits]) -> dict[str, list[Waits]]:
    groups: dict[str, list[Waits]] = {}
    for row in rows:
        groups.setdefault(row.value, []).append(row)
    return groups


def _waited(key: str, rows: Sequence[Waits], target: timedelta | None = None) -> Waited:
    seconds: list[float] = []
    bins = [0] * (len(EDGES) + 1)
    unanswered = untimed = within = 0
    most = target.total_seconds() if target else -1.0
    for row in rows:
        if row.untimed:
            untimed += row.count
        elif row.seconds is None:
            unanswered += row.count
        else:
            seconds.extend(repeat(float(row.seconds), row.count))
            bins[bisect_right(EDGES, row.seconds)] += row.count
            within += row.count if row.seconds <= most else 0
    found = first_response(seconds, unanswered=unanswered)
    return Waited(key, found, untimed, tuple(bins), within)


def _slowest(query: Query, rows: Sequence[Waited]) -> Waited | None:
    groups = {row.key: row.response for row in rows if row.response}
    found = clearly_slowest(groups, confidence=sureness(query.period.days))
    return next((row for row in rows if row.key == found), None)


def _earlier(query: Query, now: Waited, before: Waited, period: Period) -> WaitedBefore:
    median = before.response.median if before.response else None
    found = WaitedBefore(period, before.replied, median)
    if before.response is None or now.response is None:
        return found
    confidence = sureness(min(period.days, query.period.days))
    change = median_change(before.response, now.response, confidence=confidence)
    return replace(found, interval=change.interval, verdict=change.verdict) if change else found
