"""What the gates must know about a person, read in one go."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from bot.asking.supplying import collected, quota_reached_at
from bot.gates.facts import Facts, Occasion, PastAsk, Rules
from storage import bindings, counted_asks, invitations, talks
from storage.counted_asks import CountedAsk
from storage.customers import Customer
from storage.interactions import Circumstances, Interaction
from storage.invitations import Invitation
from storage.transaction import Transaction

REMEMBERED = timedelta(days=5 * 365)  # how long it is known that questions were ignored
Reason = Literal["ended", "opened", "reminder"]  # of the ask: an interaction, a link, silence
NOTHING_TOLD = Occasion()
_DENIED = frozenset({"", "0", "false", "no"})


@dataclass(frozen=True)
class Matter:
    """What is decided about: a question to a person, and the interaction that led to it."""

    customer: Customer
    survey: str
    rules: Rules
    closed_at: datetime | None
    occasion: Occasion = NOTHING_TOLD
    chosen: str | None = None  # the survey that was chosen for the interaction
    own: Invitation | None = None  # the ask itself, where there is one already


async def facts_about(tx: Transaction, matter: Matter, reason: Reason, *, now: datetime) -> Facts:
    """Read the facts for one decision."""
    customer, rules, own = matter.customer, matter.rules, matter.own
    kind = _kind(own, reason)
    since = now - max(2 * rules.horizon, REMEMBERED)
    counted = await counted_asks.of_customer(tx, customer.id, since=since)
    return Facts(
        person=str(customer.id),
        survey=matter.survey,
        closed_at=matter.closed_at,
        opted_out=await _has_stopped(tx, customer),
        unreachable=customer.unreachable_at is not None,
        asked_already=own is not None and await _asked_already(tx, own),
        chosen=matter.chosen,
        asks=[_past(each) for each in counted if own is None or _is_past(each, own, kind)],
        again=own is not None and own.again,
        present=reason == "opened",
        occasion=matter.occasion,
        quota_reached_at=await quota_reached_at(tx, matter.survey, rules),
        collected=await collected(tx, matter.survey, rules, now=now),
        talking=await _is_talking(tx, customer, now),
        reminder=reason == "reminder",
        zone=zone_named(customer.timezone),
    )


async def _has_stopped(tx: Transaction, customer: Customer) -> bool:
    """Tell whether they never want to be asked; of a name alone, who opened its newest link."""
    if customer.opted_out_at is not None or customer.telegram_id is not None:
        return customer.opted_out_at is not None
    return await bindings.has_opener_stopped(tx, customer.id)


async def _is_talking(tx: Transaction, customer: Customer, now: datetime) -> bool:
    if customer.talk_case is None:
        return False
    return await talks.going_on(tx, customer.id, now=now) is not None


def zone_named(timezone: str | None) -> ZoneInfo | None:
    """Give the zone of a name, if there is one."""
    return ZoneInfo(timezone) if timezone is not None else None


def occasion_of(told: Interaction | Circumstances, *, reopened: bool = False) -> Occasion:
    """Tell the gates what they look at in an interaction."""
    lasted = told.closed_at - told.opened_at if told.opened_at is not None else None
    return Occasion(_holding(told.tags), told.messages, lasted, reopened)


def stored_occasion(kept: Circumstances) -> Occasion:
    """Tell the gates the same about an interaction that was kept."""
    return occasion_of(kept, reopened=kept.reopened_at is not None)


def _holding(tags: Mapping[str, str]) -> frozenset[str]:
    """Name the tags that hold: all but those whose value denies them."""
    return frozenset(name for name, value in tags.items() if value.strip().lower() not in _DENIED)


def _kind(own: Invitation | None, reason: Reason) -> str:
    if reason == "reminder":
        return "reminder"
    return "again" if own is not None and own.again else "ask"


def _is_past(ask: CountedAsk, own: Invitation, kind: str) -> bool:
    """Count the question that was put off or is to be recalled, not the message decided about."""
    return ask.invitation_id != own.id or ask.kind != kind


def _past(ask: CountedAsk) -> PastAsk:
    put_off = ask.again and ask.kind != "again"
    ignored = ask.state == "expired" and not put_off and ask.kind != "reminder"
    return PastAsk(
        survey=ask.survey,
        at=ask.counted_at,
        answered_at=ask.answered_at,
        expired=ignored,  # "later" is not ignoring, and a question is ignored once
        anonymous=ask.anonymous,
    )


async def _asked_already(tx: Transaction, own: Invitation) -> bool:
    """Tell whether this interaction was asked about, by this question or another."""
    if own.asked_at is not None:
        return True
    if own.interaction_id is None:
        return False
    others = await invitations.of_interaction(tx, own.interaction_id)
    return any(each.asked_at is not None for each in others if each.id != own.id)
