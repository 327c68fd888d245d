"""What a message about a changed figure holds: counts of the days that are compared."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import repeat
from typing import Any

from bot.reports.contacts.reading import Days
from bot.services import Services
from bot.surveys.question import Screen
from bot.watch.bodies import Body, Span, told_of
from bot.watch.figure_words import FigureMoved, Wait, contacts_screen, replies_screen
from bot.watch.standing import WEEK, Seen, Standing, standings
from bot.watch.weekly_figures import CONTACTS, days_between, replies_between
from bot.words.voice import Voice
from metrics.contact_ratio import ContactRatio, contact_change, contact_ratio
from metrics.first_response import first_response
from metrics.looks import MISTAKEN, sureness
from storage.transaction import Transaction

Counts = tuple[int, int]  # contacts, orders


async def figure_body(
    services: Services, tx: Transaction, seen: Seen, lead: Standing, span: Span, *, today: date
) -> Body:
    """Count what the message about a change of a figure says."""
    if seen.name == CONTACTS:
        return await _contacts(services, tx, span, lead)
    channel = lead.watch.value
    return {
        "channel": channel,
        "before": await _waits(services, tx, span.usual, channel),
        "after": await _waits(services, tx, span.since, channel),
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
    compared = sorted(channels - {""}) if len(channels) > 1 else []
    days = max(1, min(len(usual.orders), len(since.orders)))
    sure = sureness(days, mistaken=MISTAKEN / max(1, len(compared)))  # looked at day after day
    for channel in compared:
        counts = _counts(usual, channel), _counts(since, channel)
        before, after = (_ratio(each) for each in counts)
        if before is None or after is None:
            continue
        change = contact_change(before, after, confidence=sure)
        if change is not None and change.verdict == lead.direction:
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
    median, ends = summed.median.seconds, summed.median.interval
    shown = [ends.low, ends.high] if ends else None
    return vars(Wait(summed.replied, median, summed.ninetieth.seconds, shown))


def figure_screen(services: Services, voice: Voice, body: Mapping[str, Any]) -> Screen:
    """Draw a message about a changed figure."""
    told, before, after = told_of(services, body), body["before"], body["after"]
    if body["watch"] == CONTACTS:
        moved = body["moved"]
        channel = FigureMoved(moved[0], _ratio(moved[1]), _ratio(moved[2])) if moved else None
        return contacts_screen(voice, told, _ratio(before), _ratio(after), moved=channel)
    was, now = (Wait(**each) if each else None for each in (before, after))
    return replies_screen(voice, told, body["channel"], was, now, alone=body["alone"])


def _ratio(counts: Sequence[int]) -> ContactRatio | None:
    contacts, orders = counts
    return contact_ratio(contacts=contacts, orders=orders)
