"""What the gates must know about a person, read in one go."""

from datetime import datetime, timedelta

from bot.gates.facts import Facts, PastAsk, Rules
from storage import deliveries, invitations
from storage.customers import Customer
from storage.database import Transaction
from storage.deliveries import CountedAsk
from storage.invitations import Invitation
from storage.moments import from_micros

REMEMBERED = timedelta(days=5 * 365)  # how long it is known that questions were ignored


async def facts_about(
    tx: Transaction,
    customer: Customer,
    *,
    survey: str,
    rules: Rules,
    closed_at: datetime | None,
    now: datetime,
    chosen: str | None = None,
    own: Invitation | None = None,
    present: bool = False,
) -> Facts:
    """Read the facts for one decision; `own` is the invitation that is decided about."""
    since = now - max(2 * rules.horizon, REMEMBERED)
    counted = await deliveries.counted(tx, customer.id, since=since)
    return Facts(
        person=str(customer.id),
        survey=survey,
        closed_at=closed_at,
        opted_out=customer.opted_out_at is not None,
        unreachable=customer.unreachable_at is not None,
        asked_already=own is not None and await _asked_already(tx, own),
        chosen=chosen,
        asks=[_past(each) for each in counted if own is None or _is_past(each, own)],
        again=own is not None and bool(own.again),
        present=present,
    )


def _is_past(ask: CountedAsk, own: Invitation) -> bool:
    """Count the question that was put off, not the message that is decided about."""
    return ask.invitation_id != own.id or (bool(own.again) and ask.kind == "ask")


def _past(ask: CountedAsk) -> PastAsk:
    put_off = bool(ask.again) and ask.kind == "ask"
    return PastAsk(
        survey=ask.survey,
        at=from_micros(ask.counted_at),
        answered_at=from_micros(ask.answered_at) if ask.answered_at is not None else None,
        expired=ask.state == "expired" and not put_off,  # "later" is not ignoring
    )


async def _asked_already(tx: Transaction, own: Invitation) -> bool:
    """Tell whether this interaction was asked about, by this question or another."""
    if own.asked_at is not None:
        return True
    if own.interaction_id is None:
        return False
    others = await invitations.of_interaction(tx, own.interaction_id)
    return any(each.asked_at is not None for each in others if each.id != own.id)
