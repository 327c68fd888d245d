"""A message to staff that may have come twice, and what a press on either does.

A press on either acts, and the older names the newer.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

from bot.effects import Reply, Scene
from bot.messages.drawing import redraw
from bot.services import Services
from bot.wire.incoming import Tap
from bot.words.voice import Voice
from storage import deliveries
from storage.deliveries import Delivery

_SUPERGROUP = "-100"  # what their ids begin with; only messages in those have an address


async def other_copy(scene: Scene, tap: Tap, is_it: Callable[[Delivery], bool]) -> Delivery | None:
    """Find the message of which the pressed one is another copy, if it is one.

    A repeated message may have come before; what replies to somebody is no message that we began.
    """
    if tap.chat_id is None or tap.message_id is None or tap.reply_to is not None:
        return None
    place = {"chat_id": tap.chat_id, "message_id": tap.message_id}
    if await deliveries.find_by_message(scene.tx, **place) is not None:
        return None
    found = await deliveries.repeated(scene.tx, tap.chat_id)
    return next((each for each in found if is_it(each)), None)


async def pointed(scene: Scene, tap: Tap, copy: Delivery, reply: Reply) -> Reply:
    """Keep the newer copy true from now on, and turn the older one into a line that names it."""
    pressed, known = tap.message_id or 0, copy.message_id if copy.state == "sent" else None
    older: int | None = pressed
    if copy.state != "claimed" and (known is None or known < pressed):  # it did come after all
        await deliveries.adopt(scene.tx, copy.id, message_id=pressed)
        older = known
    then = reply.later or _nothing
    later = partial(_carried_out, scene.services, scene.voice(tap), copy.id, older, then)
    return replace(reply, later=later)


async def _carried_out(
    services: Services,
    voice: Voice,
    delivery_id: int,
    older: int | None,
    then: Callable[[], Awaitable[Reply]],
) -> Reply:
    newest = await services.database.read(lambda tx: deliveries.get(tx, delivery_id))
    if older is not None:
        await services.outbox.edit_text(newest.chat_id, older, _line(voice, newest))
    await redraw(services, delivery_id)
    return await then()


def _line(voice: Voice, newest: Delivery) -> str:
    said, chat = voice.say("staff.other_copy"), str(newest.chat_id)
    if newest.message_id is None or not chat.startswith(_SUPERGROUP):
        return said
    return f"{said}\nhttps://t.me/c/{chat.removeprefix(_SUPERGROUP)}/{newest.message_id}"


async def _nothing() -> Reply:
    return Reply()
