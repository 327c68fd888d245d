"""Send what is due: line it up, claim and call in its turn, keep what came of it."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Literal

from bot.asking.attempt import Attempt, in_words
from bot.asking.reminding import after_sending
from bot.effects import Scene
from bot.messages.drawing import DrawnMessage, kind_of
from bot.messages.sent_again import REPEATED_AFTER
from bot.services import Services
from bot.wire.outcomes import Gone, Moved, Outcome, Refused, Sent, TryLater, Unknown
from storage import asks, chats, customers, deliveries, invitations
from storage.ask_states import may
from storage.asks import Ending
from storage.deliveries import ASKS, AT_MOST_ONCE, Delivery, State
from storage.errors import StorageError
from storage.invitations import Invitation
from storage.transaction import Transaction

_log = logging.getLogger(__name__)

AT_ONCE = 25  # questions in hand: most of them wait for their turn, and nothing of that is stored
MORE_ALERTS = 10  # which find room also when so many questions wait
LONGEST_WAIT_S = 300.0  # between attempts while Telegram cannot be reached
KEEP_AGAIN_S, LONGEST_KEEP_S = 1.0, 5.0  # between tries while nothing can be kept
_NOT_BEGUN = "its call had not begun"


async def deliver_due(services: Services, now: datetime) -> bool:
    """Line up one handful of what is due, one message in a chat; True if there was anything."""
    sending = services.sending
    room = AT_ONCE + MORE_ALERTS - len(sending)
    if room <= 0 or services.outbox.is_stopping:
        return False
    busy = [*sending, *services.outbox.held_chats()]
    due = await services.database.read(
        lambda tx: deliveries.due(tx, now=now, limit=room, busy=busy)
    )
    before = len(sending)
    for delivery in due:
        full = len(sending) >= AT_ONCE and delivery.kind != "alert"
        if delivery.chat_id not in sending and not full:
            _begin(services, delivery)
    return len(sending) > before


def _begin(services: Services, delivery: Delivery) -> None:
    task = asyncio.create_task(_send(services, delivery), name=f"send-{delivery.id}")
    services.sending[delivery.chat_id] = task
    task.add_done_callback(partial(_ended, services, delivery.chat_id))


def _ended(services: Services, chat_id: int, task: asyncio.Task[None]) -> None:
    services.sending.pop(chat_id, None)
    services.wake()
    if not task.cancelled() and task.exception() is not None:
        _log.error("a delivery broke off: its lease will run out", exc_info=task.exception())


async def _send(services: Services, delivery: Delivery) -> None:
    """Send one message; one that cannot even be drawn is given up and holds up no other."""
    try:
        pause_s = KEEP_AGAIN_S
        while not await _is_past(services, delivery):
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, LONGEST_KEEP_S)
    except Exception as error:  # noqa: BLE001 - it is noted with the message
        _log.exception("a message cannot be made id=%d", delivery.id)
        reason = Refused(type(error).__name__)
        await _keep(services, delivery, reason, expected="planned")


async def _is_past(services: Services, delivery: Delivery) -> bool:
    """Send a message; False if the database is waited for: nothing has ended, nobody is woken."""
    try:
        await _send_drawn(services, delivery)
    except StorageError as error:
        _log.warning("a message waits for the database id=%d error=%s", delivery.id, error)
        return False
    return True


async def _send_drawn(services: Services, delivery: Delivery) -> None:
    write = services.messages[kind_of(delivery)].write
    made = await write(services, delivery) if write is not None else None
    outcome = await _tried(services, delivery, made)
    if made is not None and made.png is not None and isinstance(outcome, Refused):
        await _keep(services, delivery, TryLater(0.0, outcome.description), at_once=True)
        outcome = await _tried(services, delivery, in_words(made))
    if isinstance(outcome, Moved):
        services.chat_moves[delivery.chat_id] = outcome.chat_id
    if outcome is not None:
        await _keep(services, delivery, outcome)


async def _tried(
    services: Services, delivery: Delivery, made: DrawnMessage | None
) -> Outcome | None:
    """Claim and call when the turn has come; None if nothing is to be noted."""
    attempt = Attempt(services, delivery, made)
    try:
        bulk = delivery.kind in ASKS
        return await services.outbox.send_claimed(delivery.chat_id, attempt.claim, bulk=bulk)
    finally:
        if attempt.in_doubt:
            await _keep(services, delivery, TryLater(0.0, _NOT_BEGUN))


async def _keep(
    services: Services,
    delivery: Delivery,
    outcome: Outcome,
    *,
    expected: State = "claimed",
    at_once: bool = False,
) -> None:
    """Note what became of a message, however long the database cannot be written."""

    async def unit(tx: Transaction) -> None:
        await _keep_in(services, tx, delivery, outcome, expected=expected, at_once=at_once)

    while True:
        try:
            await services.database.write(unit)
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
    at_once: bool,
) -> None:
    """Note an outcome, unless a press has meanwhile proved that the message arrived."""
    fresh = await deliveries.get(tx, delivery.id)
    if fresh.state != expected:
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
            await _settled(scene, delivery)
        case TryLater(seconds, reason):
            pause_s = 0.0 if at_once else max(seconds, _pause_s(fresh))
            again_at = now + timedelta(seconds=pause_s)
            await deliveries.postpone(tx, delivery.id, due_at=again_at, error=reason)
            await _move(scene, delivery, "release")
        case Moved(chat_id):
            await chats.record_move(tx, old_id=delivery.chat_id, new_id=chat_id)
            await deliveries.postpone(tx, delivery.id, due_at=now)
            await deliveries.move(tx, delivery.id, chat_id=chat_id)
            await _move(scene, delivery, "release")
        case Unknown(reason) if delivery.kind not in AT_MOST_ONCE:
            await _repeat(scene, fresh, reason)
        case _:
            await _end(scene, delivery, outcome)


async def _repeat(scene: Scene, delivery: Delivery, reason: str) -> None:
    """Plan a message to staff anew that may not have arrived; better doubled than missed."""
    again = delivery.repeats
    if again < len(REPEATED_AFTER):
        at = scene.now + REPEATED_AFTER[again]
        await deliveries.repeat(scene.tx, delivery.id, due_at=at, error=reason)
        return
    told = f"sent {again + 1} times, and nobody knows whether it came: {reason}"
    _log.error("delivery failed id=%d reason=%s", delivery.id, told)
    await deliveries.settle(scene.tx, delivery.id, state="failed", error=told)


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
    await _settled(scene, delivery)


async def _settled(scene: Scene, delivery: Delivery) -> None:
    settled = scene.services.messages[kind_of(delivery)].settled
    if settled is not None:
        await settled(scene, delivery)


async def _asked_by(tx: Transaction, delivery: Delivery) -> Invitation | None:
    """Find the ask that a message carries; alerts and reminders only speak of one."""
    if delivery.invitation_id is None or delivery.kind in {"alert", "reminder", "reply"}:
        return None
    return await invitations.get(tx, delivery.invitation_id)


async def _arrive(scene: Scene, delivery: Delivery) -> None:
    """Note that the question has arrived; whatever ended it meanwhile lets it be drawn anew."""
    ask = await _asked_by(scene.tx, delivery)
    if ask is not None and ask.asked_at is not None:
        await asks.deliver(scene.tx, ask, at=scene.now, zone=scene.zone)


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
    """Call what was claimed and never heard of again unknown; what is for staff is repeated."""
    in_hand = list(services.sending)

    async def unit(tx: Transaction) -> int:
        lost = await deliveries.lost_leases(tx, now=now, in_hand=in_hand)
        for delivery in lost:
            stopped = Unknown("the bot stopped while sending")
            await _keep_in(services, tx, delivery, stopped, at_once=False)
        return len(lost)

    return await services.database.write(unit) > 0


async def give_up_all_claimed(services: Services) -> None:
    """At a start whoever had claimed a message is gone, whatever its lease says."""
    await give_up_lost(services, datetime.max.replace(tzinfo=UTC))
