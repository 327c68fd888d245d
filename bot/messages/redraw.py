"""Repeat edits until every message shows the stored state, also after a restart."""

import asyncio
import logging
from datetime import datetime
from functools import partial

from bot.messages.drawing import redraw
from bot.services import Services
from bot.wire.calling import Kind
from storage import deliveries, invitations, revisions
from storage.errors import StorageError
from storage.transaction import Transaction

_log = logging.getLogger(__name__)

AT_ONCE = 25


async def redraw_stale(services: Services, _now: datetime) -> bool:
    """Begin to edit a handful of messages, one in a chat; each that ends wakes the next round."""
    under_way = services.redrawing
    room = AT_ONCE - len(under_way)
    if room <= 0:
        return False
    stale = await services.database.read(
        lambda tx: revisions.stale(tx, limit=room, busy=list(under_way))
    )
    for delivery_id, chat_id in stale:
        if chat_id in under_way:  # a board of this chat has begun while this was read
            continue
        task = asyncio.create_task(_redraw(services, delivery_id), name=f"redraw-{delivery_id}")
        under_way[chat_id] = task
        task.add_done_callback(partial(_ended, services, chat_id))
    return False


async def _redraw(services: Services, delivery_id: int) -> bool:
    """Edit one message; True if the next may be tried at once."""
    try:
        kind = await services.database.read(lambda tx: _kind(tx, delivery_id))
        return await redraw(services, delivery_id, kind=kind)
    except StorageError as error:
        _log.warning("an edit waits for the database: %s", error)
    except Exception:  # noqa: BLE001 - one message's fault is not the others'
        _log.exception("a message cannot be drawn: it stays as it is id=%d", delivery_id)
        await services.database.write(lambda tx: _give_up(tx, delivery_id))
    return False


async def _kind(tx: Transaction, delivery_id: int) -> Kind:
    """Tell whether somebody pressed for this edit and waits, or nobody did."""
    delivery = await deliveries.get(tx, delivery_id)
    if delivery.kind == "alert" or delivery.invitation_id is None:
        return "begun"
    invitation = await invitations.get(tx, delivery.invitation_id)
    prompts = invitation.state == "answered" and invitation.comment_until is not None
    return "reply" if prompts else "begun"


async def _give_up(tx: Transaction, delivery_id: int) -> None:
    delivery = await deliveries.get(tx, delivery_id)
    await revisions.mark_shown(
        tx, delivery_id, message_id=delivery.message_id, revision=delivery.revision
    )


def _ended(services: Services, chat_id: int, task: asyncio.Task[bool]) -> None:
    services.redrawing.pop(chat_id, None)
    if task.cancelled():
        return
    if task.exception() is not None:
        _log.error("an edit failed", exc_info=task.exception())
    elif task.result():
        services.wake()
