"""Figures watched beside surveys: contacts for each order, first replies by channel, by week."""

import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from bot.reports.contacts.reading import (
    ContactsAsked,
    Days,
    contacts_on,
    known_days,
    orders_of,
)
from bot.reports.first_response.reading import counted_waits, hours_of, read_waits
from bot.services import Services
from bot.watch.standing import WEEK, Place, Seen, Weeks, needed
from metrics.calendar_units import first_day
from metrics.contact_ratio import contact_group, enough_contacts
from metrics.control import Subgroup
from metrics.first_response import enough_replies, reply_group
from metrics.periods import Period
from storage import watches
from storage.transaction import Transaction
from storage.watches import Watch

CONTACTS, REPLIES = "/contacts", "/frt"  # no survey can be called like a command
FIGURES = (CONTACTS, REPLIES)
LONGEST = 72 * WEEK  # 20 to learn from, and a year to follow
_ONE_DAY = timedelta(days=1)
_LATE = WEEK  # so long after a week its interactions may still be told of

Replies = Mapping[str, Counter[int]]  # by channel: how many took so many seconds


async def look_at_figure(
    services: Services, tx: Transaction, name: str, *, today: date
) -> Seen | None:
    """Read the weeks of a figure; None while nothing is known and nothing is watched."""
    watched = await watches.of_survey(tx, name)
    since = needed(watched, first_day("week", today), longest=LONGEST)
    read = _contacts if name == CONTACTS else _replies
    seen = await read(services, tx, watched, since=since, today=today)
    return seen if seen.weeks or watched else None


async def _contacts(
    services: Services, tx: Transaction, watched: list[Watch], *, since: date, today: date
) -> Seen:
    question = _fingerprint(sorted(services.config.reports.contacts))
    orders = await orders_of(tx, Period(since, today, services.zone, "")) if since < today else {}
    weeks: dict[date, Subgroup] = {}
    for monday in sorted({first_day("week", day) for day in orders}):
        days = [day for day in orders if first_day("week", day) == monday]
        counted = await _contacts_of_week(services, tx, (question, monday), days, today=today)
        whole = sum(orders[day] for day in days)
        group = contact_group(contacts=sum(counted[day] for day in days), orders=whole)
        if group is not None:
            weeks[monday] = group
    judged = _judged(weeks, orders, today=today)
    places: dict[Place, Weeks] = {("total", ""): judged} if judged else {}
    return Seen(CONTACTS, places, watched, question, enough_contacts, since)


async def _contacts_of_week(
    services: Services,
    tx: Transaction,
    week: tuple[int, date],
    days: Sequence[date],
    *,
    today: date,
) -> Mapping[date, int]:
    """Count the contacts of some days of a week; those of a finished one are counted once."""
    kept = services.contacted.get(week, {})
    lacking = [day for day in days if day not in kept]
    if lacking:
        asked = ContactsAsked(services.config.reports.contacts, today)
        found = await contacts_on(tx, asked, lacking, zone=services.zone)
        kept = {**kept, **{day: sum(each.gross for each in found[day]) for day in lacking}}
    if _is_finished(week[1], today):
        services.contacted[week] = kept
    return kept


def _is_finished(monday: date, today: date) -> bool:
    return monday + WEEK + _LATE <= today


async def days_between(
    services: Services, tx: Transaction, since: date, until: date, *, by: str = ""
) -> Days:
    """Read contacts and orders of the days that are over; of the last one orders may still come."""
    if since >= until:
        return Days({}, [], {})
    period = Period(since, until, services.zone, "")
    return await known_days(
        tx, ContactsAsked(services.config.reports.contacts, until), period, by=by
    )


def _judged(weeks: Weeks, orders: Iterable[date], *, today: date) -> Weeks:
    """Leave the last week out until its orders have come: half a week is no week.

    They have if those of its last day, or of a later one, are known; or if nobody waits any more.
    """
    newest, this_week = max(orders, default=date.min), first_day("week", today)
    return {
        monday: group
        for monday, group in weeks.items()
        if monday == this_week or newest - monday >= WEEK - _ONE_DAY or _is_finished(monday, today)
    }


async def _replies(
    services: Services, tx: Transaction, watched: list[Watch], *, since: date, today: date
) -> Seen:
    weeks: dict[Place, dict[date, Subgroup]] = {}
    question, monday = _fingerprint(services.config.reports.office), since
    while monday <= today:
        groups = services.finished.get((question, monday))
        if groups is None:
            groups = await _reply_groups(services, tx, monday, min(monday + WEEK, today + _ONE_DAY))
        if _is_finished(monday, today):
            services.finished[question, monday] = groups
        for channel, group in groups.items():
            weeks.setdefault(("total", channel), {})[monday] = group
        monday += WEEK
    return Seen(REPLIES, weeks, watched, question, enough_replies, since)


async def _reply_groups(
    services: Services, tx: Transaction, since: date, until: date
) -> Mapping[str, Subgroup]:
    """Read one week of replies by channel, those channels that have enough of them."""
    found = await replies_between(services, tx, since, until)
    groups = {channel: reply_group(replies) for channel, replies in found.items() if channel}
    return {channel: group for channel, group in groups.items() if group is not None}


async def replies_between(
    services: Services, tx: Transaction, since: date, until: date, *, channel: str | None = None
) -> Replies:
    """Read the replies of some days, in office hours where they are set."""
    zone = services.zone
    hours = hours_of(services.config.reports.office, zone)
    filters = {"channel": channel} if channel else {}
    period = Period(since, until, zone, "")
    rows = await read_waits(tx, period, filters=filters, hours=hours, by="channel")
    found: dict[str, Counter[int]] = {}
    for row in counted_waits(rows, hours):
        if row.seconds is not None:
            found.setdefault(row.value, Counter())[row.seconds] += row.count
    return found


def _fingerprint(settings: object) -> int:
    """Give a number that changes with what is counted."""
    return zlib.crc32(repr(settings).encode())
