"""Send what is due: claim it, commit, call Telegram, keep what came of it."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.context import Services
from bot.flows.asking import trace_of
from bot.flows.cadence import facts_about
from bot.flows.drawing import Drawing, draw
from bot.flows.surveys import rules_for, survey_of
from bot.gates.decide import Ask, Skip, decide
from bot.sending import Delivery as Outcome
from bot.sending import Gone, Moved, Refused, Sent, TryLater, Unknown
from storage import chats, customers, deliveries, interactions, invitations, versions
from storage.database import Transaction
from storage.deliveries import Delivery
from storage.invitations import Invitation
from storage.moments import from_micros, to_micros

_log = logging.getLogger(__name__)

AT_ONCE = 25  # as many as may leave in a second, so that no claim waits long for its turn
TRIES = 10


async def deliver_due(services: Services, now: datetime) -> bool:
    """Claim one handful of what is due and send it, without waiting; True if there was anything."""
    room = AT_ONCE - len(services.sending)
    if room <= 0:
        return False
    claimed = await services.database.write(lambda tx: _claim(services, tx, now, limit=room))
    for drawing in claimed.drawings:
        task = asyncio.create_task(_send(services, drawing), name=f"send-{drawing.delivery.id}")
        services.sending.add(task)
        task.add_done_callback(lambda done: _ended(services, done))
    return claimed.looked_at > 0


def _ended(services: Services, task: asyncio.Task[None]) -> None:
    services.sending.discard(task)
    services.wake()
    if not task.cancelled() and task.exception() is not None:
        _log.error("a delivery broke off: its lease will run out", exc_info=task.exception())


@dataclass(frozen=True)
class Claimed:
    """What was taken in hand, out of how many that were due."""

    drawings: list[Drawing]
    looked_at: int


async def _claim(services: Services, tx: Transaction, now: datetime, *, limit: int) -> Claimed:
    due = await deliveries.due(tx, now=now, limit=limit)
    drawings = []
    for delivery in due:
        if await _may_go(services, tx, delivery, now):
            await deliveries.claim(tx, delivery, now=now)
            drawings.append(await draw(services, tx, delivery, now))
    return Claimed(drawings, len(due))


async def _may_go(
    services: Services, tx: Transaction, delivery: Delivery, now: datetime
) -> bool:
    """Ask the gates once more, in the transaction that claims."""
    if delivery.kind not in {"ask", "again"} or delivery.invitation_id is None:
        return True
    invitation = await invitations.get(tx, delivery.invitation_id)
    if invitation.state != "planned":
        await deliveries.settle(tx, delivery.id, state="withdrawn")
        return False
    outcome = await _decide(services, tx, invitation, now)
    if isinstance(outcome, Skip):
        await _drop(services, tx, delivery, invitation, outcome, now)
        return False
    if outcome.at > now:
        await deliveries.postpone(tx, delivery.id, due_at=outcome.at)
        return False
    await invitations.change(
        tx,
        invitation,
        zone=services.config.business.zone,
        state="claimed",
        asked_at=invitation.asked_at or to_micros(now),
    )
    return True


async def _decide(
    services: Services, tx: Transaction, invitation: Invitation, now: datetime
) -> Ask | Skip:
    if invitation.test:
        return Ask(now, ())
    customer = await customers.get(tx, invitation.customer_id or 0)
    survey = survey_of(services.config, await versions.get(tx, invitation.version_id))
    rules = rules_for(services.config, survey)
    closed = (
        await interactions.closed_at(tx, invitation.interaction_id)
        if invitation.interaction_id is not None
        else None
    )
    facts = await facts_about(
        tx,
        customer,
        survey=invitation.survey,
        rules=rules,
        closed_at=from_micros(closed) if closed is not None else None,
        now=now,
        own=invitation.id,
        again=bool(invitation.again),
    )
    return decide(facts, rules, now=now)


async def _drop(
    services: Services,
    tx: Transaction,
    delivery: Delivery,
    invitation: Invitation,
    skip: Skip,
    now: datetime,
) -> None:
    await deliveries.settle(tx, delivery.id, state="withdrawn")
    asked_before = invitation.asked_at is not None
    await invitations.change(
        tx,
        invitation,
        zone=services.config.business.zone,
        state="withdrawn" if asked_before else "skipped",
        gate=skip.gate,
        until=to_micros(skip.until) if skip.until else None,
        trace=invitations.trace_text(trace_of(skip.trace)),
        decided_at=invitation.decided_at if asked_before else to_micros(now),
    )


async def _send(services: Services, drawing: Drawing) -> None:
    delivery, screen = drawing.delivery, drawing.screen
    bulk = delivery.kind in {"ask", "again", "reminder"}
    outcome = await services.outbox.send_text(
        delivery.chat_id,
        screen.text,
        screen.keyboard,
        kind="bulk" if bulk else "begun",
        thread_id=delivery.thread_id,
    )
    await services.database.write(lambda tx: keep_outcome(services, tx, delivery, outcome))


async def keep_outcome(
    services: Services, tx: Transaction, delivery: Delivery, outcome: Outcome
) -> None:
    """Note what became of a message that was claimed."""
    now = services.clock()
    match outcome:
        case Sent(message_id):
            await deliveries.mark_sent(
                tx, delivery.id, chat_id=delivery.chat_id, message_id=message_id, now=now
            )
            await _mark(services, tx, delivery, state="sent", delivered_at=to_micros(now))
        case Moved(chat_id):
            await chats.record_move(tx, old_id=delivery.chat_id, new_id=chat_id)
            await deliveries.postpone(tx, delivery.id, due_at=now)
            await deliveries.move(tx, delivery.id, chat_id=chat_id)
        case TryLater(seconds, reason) if delivery.attempts < TRIES:
            again_at = now + timedelta(seconds=max(seconds, 1.0))
            await deliveries.postpone(tx, delivery.id, due_at=again_at, error=reason)
            await _mark(services, tx, delivery, state="planned")
        case Gone(reason):
            await deliveries.settle(tx, delivery.id, state="failed", error=reason)
            await _mark(services, tx, delivery, state="unreachable")
            if delivery.customer_id is not None:
                await customers.mark_unreachable(tx, delivery.customer_id, at=now)
        case Unknown(reason):
            await deliveries.settle(tx, delivery.id, state="unknown", error=reason)
            await _mark(services, tx, delivery, state="unknown")
        case _:
            reason = outcome.description if isinstance(outcome, Refused) else str(outcome)
            _log.warning("delivery failed id=%d reason=%s", delivery.id, reason)
            await deliveries.settle(tx, delivery.id, state="failed", error=reason)
            await _mark(services, tx, delivery, state="failed")


async def _mark(
    services: Services,
    tx: Transaction,
    delivery: Delivery,
    *,
    state: str,
    delivered_at: int | None = None,
) -> None:
    """Move the invitation with its message, unless the person was quicker and has answered."""
    if delivery.invitation_id is None or delivery.kind == "alert":
        return
    invitation = await invitations.get(tx, delivery.invitation_id)
    known = invitation.delivered_at or delivered_at
    if invitation.state == "claimed":
        zone = services.config.business.zone
        await invitations.change(tx, invitation, zone=zone, state=state, delivered_at=known)
    elif invitation.state in {"withdrawn", "skipped", "expired"} and delivered_at is not None:
        await invitations.change(
            tx, invitation, zone=services.config.business.zone, delivered_at=known
        )
        await deliveries.touch(tx, invitation.id)


async def give_up_lost(services: Services, now: datetime) -> bool:
    """What was claimed and never heard of again is unknown: it is not sent a second time."""

    async def unit(tx: Transaction) -> int:
        lost = await deliveries.lost_leases(tx, now=now)
        for delivery in lost:
            outcome = Unknown("the bot stopped while sending")
            await keep_outcome(services, tx, delivery, outcome)
        return len(lost)

    return await services.database.write(unit) > 0
