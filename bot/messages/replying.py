"""Carrying out a reply after the commit: the toast first, then the message as it stands now."""

import asyncio

from bot.effects import Reply
from bot.messages.drawing import redraw
from bot.services import Services
from bot.surveys.question import Screen
from storage import deliveries
from storage.database import Transaction


async def perform(services: Services, reply: Reply) -> None:
    """Answer the press, draw the messages anew, say what is to be said."""
    if reply.moved is not None:
        old, new = reply.moved
        services.chat_moves[old] = new
    async with asyncio.TaskGroup() as group:
        if reply.query_id is not None:
            group.create_task(services.outbox.answer_tap(reply.query_id, reply.toast))
        if reply.redraw is not None:
            group.create_task(_redraw_all(services, reply.redraw))
        if reply.chat_id is not None and reply.screen is not None:
            group.create_task(_say(services, reply, reply.chat_id, reply.screen))


async def _redraw_all(services: Services, invitation_id: int) -> None:
    async def unit(tx: Transaction) -> list[int]:
        messages = await deliveries.of_invitation(tx, invitation_id)
        return [each.id for each in messages if each.kind != "alert"]

    for delivery_id in await services.database.read(unit):
        await redraw(services, delivery_id)


async def _say(services: Services, reply: Reply, chat_id: int, screen: Screen) -> None:
    outbox = services.outbox
    if reply.edit is not None:
        await outbox.edit_text(chat_id, reply.edit, screen.text, screen.keyboard)
        return
    await outbox.send_text(
        chat_id, screen.text, screen.keyboard, kind="reply", reply_to=reply.reply_to
    )
