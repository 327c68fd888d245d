"""What a message about a changed figure holds: counts of the days that are compared."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import repeat
from typing import Any

from bot.reports.contacts.reading import Days
from bot.services import Services
from bot.surveys.question import Screen
from bot.watch.bodies import Body, Span, days_of, period_of, span_of
from bot.watch.figure_words import FigureMoved, Replied, Told, Wait, contacts_screen, replies_screen
from bot.watch.standing import WEEK, Seen, Standing, standings
from bot.watch.weekly_figures import CONTACTS, days_between, replies_between
from bot.words.voice import Voice
from metrics.contact_ratio import ContactRatio, contact_change, contact_ratio
from metrics.first_response import Quantile, first_response
from metrics.intervals import Interval
from storage.database import Transaction

_ONE_DAY = timedelta(days=1)

Counts = tuple[int, int]  # contacts, orders


async def figure_body(
    services: Services, tx: Transaction, seen: Seen, told: Sequence[Standing], *, today: date
) -> Body:
    """Put together what the message about the first of these says, the others named in it."""
    lead, *others = told
    assert lead.excursion is not None  # noqa: S101 - what is told of has left what is usual
    is_ratio = seen.name == CONTACTS
    span = span_of(lead, until=today if is_ratio else today + _ONE_DAY)
    body: Body = {
        "watch": seen.name,
        "id": lead.watch.id,
        "direction": lead.excursion.direction,
        "usual": days_of(span.usual),
        "since": days_of(span.since),
    }
    if is_ratio:
        return {**body, **await _contacts(services, tx, span, lead)}
    channel = lead.watch.value
    return {
        **body,
        "channel": channel,
        "before": await _waits(services, tx, span.usual, channel),
        "after": await _waits(services, tx, span.since, channel),
        "also": [each.watch.value for each in others],
        "alone": _is_alone(seen, lead, today=today),
    }


def _is_alone(seen: Seen, lead: Standing, *, today: date) -> bool:
    """Tell whether there are other channels, and none of them has left what is usual."""
    known = [each for each in standings(seen, today=today) if each.baseline is not None]
    rest = [each for each in known if each.watch.id != lead.watch.id]
    return bool(rest) and all(each.excursion is None for each in rest)


async def _contacts(services: Services, tx: Transaction, span: Span, lead: Standing) -> Body:
    usual = await days_between(services, tx, *span.usual, by="channel")
    since = await days_between(services, tx, *span.since, by="channel")
    return {
        "before": _counts(usual),
        "after": _counts(since),
        "moved": _moved(usual, since, lead),
    }


def _counts(days: Days, channel: str | None = None) -> Counts:
    contacts = sum(
        each.gross
        for counted in days.contacts.values()
        for each in counted
        if channel in (None, each.value)
    )
    return contacts, sum(days.orders.values())


def _moved(usual: Days, since: Days, lead: Standing) -> tuple[str, Counts, Counts] | None:
    """Choose the channel that clearly moved most the same way; one channel is the whole again."""
    channels = {each.value for counted in usual.contacts.values() for each in counted}
    channels |= {each.value for counted in since.contacts.values() for each in counted}
    found: list[tuple[float, str, Counts, Counts]] = []
    for channel in sorted(channels - {""}) if len(channels) > 1 else ():
        counts = _counts(usual, channel), _counts(since, channel)
        before, after = (_ratio(each) for each in counts)
        change = contact_change(before, after) if before and after else None
        if change is None or before is None or after is None:
            continue
        if lead.excursion is not None and change.verdict == lead.excursion.direction:
            found.append((abs(after.rate - before.rate), channel, *counts))
    return max(found)[1:] if found else None


async def _waits(
    services: Services, tx: Transaction, days: tuple[date, date], channel: str
) -> Body | None:
    """Sum up the replies of some days, read week by week."""
    found, (since, until) = Counter[int](), days
    while since < until:
        end = min(since + WEEK, until)
        read = await replies_between(services, tx, since, end, channel=channel)
        found.update(read.get(channel, {}))
        since = end
    summed = first_response(each for pair in found.items() for each in repeat(*pair))
    if summed is None or summed.median is None or summed.ninetieth is None:
        return None
    ends = summed.median.interval
    return {
        "replies": summed.replied,
        "median": summed.median.seconds,
        "ninetieth": summed.ninetieth.seconds,
        "ends": [ends.low, ends.high] if ends else None,
    }


def figure_screen(services: Services, voice: Voice, body: Mapping[str, Any]) -> Screen:
    """Draw a message about a changed figure."""
    told = Told(
        watch=body["id"],
        direction=body["direction"],
        usual=period_of(services, body["usual"]),
        since=period_of(services, body["since"]),
        taken=body.get("by"),
    )
    before, after = body["before"], body["after"]
    if body["watch"] == CONTACTS:
        moved = body["moved"]
        channel = FigureMoved(moved[0], _ratio(moved[1]), _ratio(moved[2])) if moved else None
        return contacts_screen(voice, told, _ratio(before), _ratio(after), moved=channel)
    replies = Replied(body["channel"], _wait(before), _wait(after), body["also"], body["alone"])
    return replies_screen(voice, told, replies)


def _wait(stored: Mapping[str, Any] | None) -> Wait | None:
    if stored is None:
        return None
    ends = Interval(*stored["ends"]) if stored["ends"] else None
    return Wait(stored["replies"], Quantile(stored["median"], ends), stored["ninetieth"])


def _ratio(counts: Sequence[int]) -> ContactRatio | None:
    contacts, orders = counts
    return contact_ratio(contacts=contacts, orders=orders)
