"""/contacts: contacts for each 10,000 orders, on the days whose orders are known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.reports.contacts.results import Contacted, Rate
from bot.reports.ended import refuse_unseen, span
from bot.reports.reading import ordered
from bot.reports.segments import latest_or_first
from bot.reports.steps import step_for, unit_of
from bot.reports.understanding import today
from bot.services import Services
from bot.text.query import Query
from bot.words.tables import MOST_ROWS
from metrics.contact_ratio import (
    ContactChange,
    ContactRatio,
    contact_change,
    contact_ratio,
    known_orders,
)
from metrics.looks import sureness
from metrics.periods import Period
from storage import occasions, orders
from storage.occasions import Contacts
from storage.transaction import Transaction

_BY_DAY, _BY_WEEK = 45, 200  # the longest periods, in days, that are drawn in such steps


@dataclass(frozen=True)
class Days:
    """The days of a period whose orders are known, and the contacts on them."""

    orders: Mapping[date, int]
    missing: Sequence[date]
    contacts: Mapping[date, Sequence[Contacts]]


async def contacting(services: Services, query: Query) -> Contacted:
    """Set the contacts of a period beside its orders, and beside another period."""
    wanted = query.filters.get("touchpoint")
    touchpoints = (wanted,) if wanted else services.config.reports.contacts
    other = query.against or query.period.previous()
    by = "" if query.by is None or unit_of(query.by) else query.by
    tomorrow = today(services) + timedelta(days=1)

    async def read(tx: Transaction) -> tuple[Days, Days, Days]:
        asked = ContactsAsked(touchpoints, tomorrow, query.filters.get("channel"))
        whole = await known_days(tx, asked, query.period)
        if query.filters and not any(whole.contacts.values()):
            await refuse_unseen(tx, query)
        cut = await known_days(tx, asked, query.period, by=by) if by else whole
        return whole, cut, await known_days(tx, asked, other)

    whole, cut, earlier = await services.database.study(read)
    rows = _rows(query, cut)
    total, before = _rate("", whole), _rate("", earlier).gross
    return Contacted(
        query,
        touchpoints,
        total,
        known=len(whole.orders),
        missing=whole.missing,
        rows=latest_or_first(rows, query.by or "", MOST_ROWS),
        course=_course(query, whole),
        other=other,
        earlier=before,
        change=_change(before, total.gross, days=min(len(whole.orders), len(earlier.orders))),
        left_out=max(0, len(rows) - MOST_ROWS),
    )


def _change(
    before: ContactRatio | None, after: ContactRatio | None, *, days: int
) -> ContactChange | None:
    """Compare two rates so that it may be read again and again; `days` are those of the fewer."""
    if before is None or after is None:
        return None
    return contact_change(before, after, confidence=sureness(days))


@dataclass(frozen=True)
class ContactsAsked:
    """Which interactions are contacts, and the day before which days count."""

    touchpoints: Sequence[str]
    until: date
    channel: str | None = None


async def known_days(
    tx: Transaction, asked: ContactsAsked, period: Period, *, by: str = ""
) -> Days:
    """Read the days of a period whose orders are known, cut by one dimension if any."""
    begun = [piece.since for piece in period.split("day") if piece.since < asked.until]
    told = await orders_of(tx, period)
    known = {day: told[day] for day in begun if day in told}
    missing = [day for day in begun if day not in told]
    return Days(known, missing, await contacts_on(tx, asked, list(known), zone=period.zone, by=by))


async def orders_of(tx: Transaction, period: Period) -> Mapping[date, int]:
    """Read the orders of the days of a period on which they are known."""
    sources: dict[str, dict[date, int]] = {}
    for row in await orders.between(tx, since=period.since, until=period.until):
        sources.setdefault(row.source, {})[row.day] = row.orders
    return known_orders(list(sources.values()))


async def contacts_on(
    tx: Transaction, asked: ContactsAsked, days: Sequence[date], *, zone: ZoneInfo, by: str = ""
) -> Mapping[date, Sequence[Contacts]]:
    """Count the contacts of each of some days."""
    found = await occasions.contacts(
        tx,
        [span(Period(day, day + timedelta(days=1), zone, "")) for day in days],
        touchpoints=asked.touchpoints,
        channel=asked.channel,
        by=by,
    )
    by_day: dict[date, list[Contacts]] = {day: [] for day in days}
    for each in found:
        by_day[days[each.place]].append(each)
    return by_day


def _rows(query: Query, found: Days) -> list[Rate]:
    if query.by is None:
        return []
    if unit := unit_of(query.by):
        pieces = query.period.split(unit)
        days = {piece.since.isoformat(): _known(piece, found) for piece in pieces}
        return [_rate(key, found, days=known) for key, known in days.items() if known]
    values = {each.value for counted in found.contacts.values() for each in counted}
    return [_rate(key, found, value=key) for key in ordered(query.by, values)]


def _known(piece: Period, found: Days) -> list[date]:
    days = (piece.since + timedelta(days=at) for at in range(piece.days))
    return [day for day in days if day in found.orders]


def _rate(
    key: str, found: Days, *, days: Sequence[date] | None = None, value: str | None = None
) -> Rate:
    """Measure the contacts of some days, or of one value, against all orders of those days."""
    chosen = list(found.orders) if days is None else days
    counted = [
        each for day in chosen for each in found.contacts[day] if value in (None, each.value)
    ]
    whole = sum(found.orders[day] for day in chosen)
    gross, net = sum(each.gross for each in counted), sum(each.net for each in counted)
    return Rate(
        key,
        contact_ratio(contacts=gross, orders=whole),
        contact_ratio(contacts=net, orders=whole),
    )


def _course(query: Query, found: Days) -> list[tuple[Period, ContactRatio | None]]:
    """Give the ratio of each step that was named, else of each day, week or month."""
    unit = step_for(query, by_day=_BY_DAY, by_week=_BY_WEEK)
    pieces = [(piece, _known(piece, found)) for piece in query.period.split(unit)]
    return [(piece, _rate("", found, days=days).gross if days else None) for piece, days in pieces]
