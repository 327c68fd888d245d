"""Send what is due: claim it, commit, call Telegram, keep what came of it."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Literal

from bot.asking.claiming import Claimed, claim, claim_due
from bot.asking.reminding import after_sending
from bot.effects import Scene
from bot.messages.drawing import DrawnMessage, kind_of
from bot.services import Services
from bot.wire.outcomes import Gone, Moved, Outcome, Refused, Sent, TryLater, Unknown
from storage import asks, chats, customers, deliveries, invitations
from storage.ask_states import may
from storage.asks import Ending
from storage.deliveries import Delivery, State
from storage.errors import StorageError
from storage.invitations import Invitation
from storage.transaction import Transaction

_log = logging.getLogger(__name__)

AT_ONCE = 25  # as many as may leave in a second, so that no claim waits long for its turn
LONGEST_WAIT_S = 300.0  # between attempts while Telegram cannot be reached
KEEP_AGAIN_S = 1.0


async def deliver_due(services: Services, now: datetime) -> bool:
    """Claim one handful of what is due and send it, without waiting; True if there was anything."""
    room = AT_ONCE - len(services.sending)
    if room <= 0:
        return False
    claimed = await _claim(services, now, limit=room)
    for drawing in claimed.drawings:
        chat_id = drawing.delivery.chat_id
        task = asyncio.create_task(_send(services, drawing), name=f"send-{drawing.delivery.id}")
        services.sending[chat_id] = task
        task.add_done_callback(partial(_ended, services, chat_id))
    return claimed.looked_at > 0


def _ended(services: Services, chat_id: int, task: asyncio.Task[None]) -> None:
    services.sending.pop(chat_id, None)
    services.wake()
    if not task.cancelled() and task.exception() is not None:
        _log.error("a delivery broke off: its lease will run out", exc_info=task.exception())


async def _claim(services: Services, now: datetime, *, limit: int) -> Claimed:
    busy = list(services.sending)
    try:
        return await services.database.write(
            lambda tx: claim_due(Scene(tx, services, now), limit=limit, busy=busy)
        )
    except StorageError:
        raise
    except Exception:  # noqa: BLE001 - one message's fault is not the others'
        _log.exception("a handful could not be claimed: one by one")
        due = await services.database.read(
            lambda tx: deliveries.due(tx, now=now, limit=limit, busy=busy)
        )
        drawings = await _claim_one(services, due[0], now) if due else []
        return Claimed(drawings, len(due))


async def _claim_one(services: Services, delivery: Delivery, now: datetime) -> list[DrawnMessage]:
    """Claim a single message; one that cannot even be drawn is given up and holds up no other."""
    try:
        drawing = await services.database.write(
            lambda tx: claim(Scene(tx, services, now), delivery)
        )
    except StorageError:
        raise
    except Exception as error:  # noqa: BLE001 - it is noted with the message
        _log.exception("a message cannot be made id=%d", delivery.id)
        reason = type(error).__name__
        await services.database.write(
            lambda tx: _keep_in(services, tx, delivery, Refused(reason), expected="planned")
        )
        return []
    return [drawing] if drawing else []


async def _send(services: Services, drawing: DrawnMessage) -> None:
    delivery = drawing.delivery
    write = services.messages[kind_of(delivery)].write
    if write is not None:
        drawing = await write(services, delivery)
    outcome = await _sent(services, drawing)
    if isinstance(outcome, Moved):
        services.chat_moves[delivery.chat_id] = outcome.chat_id
    await _keep(services, delivery, outcome)


async def _sent(services: Services, drawing: DrawnMessage) -> Outcome:
    delivery, screen = drawing.delivery, drawing.screen
    bulk = delivery.kind in {"ask", "again", "reminder"}
    if drawing.png is not None:
        outcome = await services.outbox.send_photo(
            delivery.chat_id,
            drawing.png,
            screen.text,
            screen.keyboard,
            kind="begun",
            thread_id=delivery.thread_id,
        )
        if not isinstance(outcome, Refused):
            return outcome
    return await services.outbox.send_text(
        delivery.chat_id,
        screen.text,
        screen.keyboard,
        kind="bulk" if bulk else "begun",
        thread_id=delivery.thread_id,
        wanted=partial(_is_wanted, services, delivery) if bulk else None,
    )


async def _is_wanted(services: Services, delivery: Delivery) -> bool:
    """Tell whether a question may still be sent: who said stop while it waited is not asked."""
    if delivery.invitation_id is None:
        return True
    invitation = await services.database.read(
        lambda tx: invitations.get(tx, delivery.invitation_id or 0)
    )
    return invitation.state == ("sent" if delivery.kind == "reminder" else "claimed")


async def _keep(services: Services, delivery: Delivery, outcome: Outcome) -> None:
    """Note what became of a message, however long the database cannot be written."""
    while True:
        try:
            await services.database.write(lambda tx: _keep_in(services, tx, delivery, outcome))
        except StorageError as error:
            _log.warning("a delivery waits to be noted id=%d error=%s", delivery.id, error)
            await asyncio.sleep(KEEP_AGAIN_S)
        else:
            return


async def _keep_in(
    services: Services,
    tx: Transaction,
    delivery: Delivery,
    outcome: Outcome,
    *,
    expected: State = "claimed",
) -> None:
    """Note an outcome, unless a press has meanwhile proved that the message arrived."""
    if (await deliveries.get(tx, delivery.id)).state != expected:
        return
    now = services.clock()
    scene = Scene(tx, services, now)
    match outcome:
        case Sent(message_id):
            await deliveries.mark_sent(
                tx, delivery.id, chat_id=delivery.chat_id, message_id=message_id, now=now
            )
            await _arrive(scene, delivery)
            await after_sending(scene, delivery)
        case TryLater(seconds, reason):
            again_at = now + timedelta(seconds=max(seconds, _pause_s(delivery)))
            await deliveries.postpone(tx, delivery.id, due_at=again_at, error=reason)
            await _move(scene, delivery, "release")
        case Moved(chat_id):
            await chats.record_move(tx, old_id=delivery.chat_id, new_id=chat_id)
            await deliveries.postpone(tx, delivery.id, due_at=now)
            await deliveries.move(tx, delivery.id, chat_id=chat_id)
            await _move(scene, delivery, "release")
        case _:
            await _end(scene, delivery, outcome)


def _pause_s(delivery: Delivery) -> float:
    """Come back soon at first, then less and less often, and never give up."""
    return min(LONGEST_WAIT_S, 2.0 ** min(delivery.attempts - 1, 10))


async def _end(scene: Scene, delivery: Delivery, outcome: Outcome) -> None:
    """Note that a message is not tried again on its own."""
    tx, now = scene.tx, scene.now
    how: Ending = "fail"
    reason = str(outcome)
    match outcome:
        case Gone(reason):
            how = "block"
            if delivery.customer_id is not None:
                await customers.mark_unreachable(tx, delivery.customer_id, at=now)
            end = scene.services.messages[kind_of(delivery)].end
            if end is not None:
                await end(tx, delivery, reason, now)
        case Unknown(reason):
            how = "lose"
        case Refused(reason):
            _log.warning("delivery failed id=%d reason=%s", delivery.id, reason)
        case _:
            _log.error("delivery ended in a way that no message does id=%d", delivery.id)
    await deliveries.settle(
        tx, delivery.id, state="unknown" if how == "lose" else "failed", error=reason
    )
    await _move(scene, delivery, how)


async def _asked_by(tx: Transaction, delivery: Delivery) -> Invitation | None:
    """Find the ask that a message carries; alerts and reminders only speak of one."""
    if delivery.invitation_id is None or delivery.kind in {"alert", "reminder"}:
        return None
    return await invitations.get(tx, delivery.invitation_id)


async def _arrive(scene: Scene, delivery: Delivery) -> None:
    """Note that the question has arrived; one that was over by then is drawn so."""
    ask = await _asked_by(scene.tx, delivery)
    if ask is None or ask.asked_at is None:
        return
    ask = await asks.deliver(scene.tx, ask, at=scene.now, zone=scene.zone)
    if ask.state != "sent":
        await deliveries.touch(scene.tx, ask.id)


async def _move(scene: Scene, delivery: Delivery, verb: Ending | Literal["release"]) -> None:
    """Move the ask with its message, unless the person was quicker and has moved it on."""
    ask = await _asked_by(scene.tx, delivery)
    if ask is None or not may(ask.state, verb):
        return
    if verb == "release":
        await asks.release(scene.tx, ask, zone=scene.zone)
    else:
        await asks.end(scene.tx, ask, verb, zone=scene.zone)


async def give_up_lost(services: Services, now: datetime) -> bool:
    """Call what was claimed and never heard of again unknown: it is not sent a second time."""
    in_hand = list(services.sending)

    async def unit(tx: Transaction) -> int:
        lost = await deliveries.lost_leases(tx, now=now, in_hand=in_hand)
        for delivery in lost:
            await _keep_in(services, tx, delivery, Unknown("the bot stopped while sending"))
        return len(lost)

    return await services.database.write(unit) > 0


async def give_up_all_claimed(services: Services) -> None:
    """At a start whoever had claimed a message is gone, whatever its lease says."""
    await give_up_lost(services, datetime.max.replace(tzinfo=UTC))
