"""Somebody presses Start: a greeting, an end to a stop, or the question behind a link."""

from bot.answering import stopping
from bot.answering.guide import help_screen, welcome_screen
from bot.answering.leave import resume_screen
from bot.asking.opening import open_link
from bot.effects import Reply, Scene, told
from bot.wire.incoming import Said
from storage import customers
from storage.customers import Customer


async def on_start(scene: Scene, said: Said) -> Reply | None:
    """/start, also with the payload of a link: exactly one message."""
    if said.chat_type != "private":
        return None
    customer = await customers.remember(scene.tx, said.person, at=scene.now)
    await customers.mark_started(scene.tx, customer.id, at=scene.now)
    if said.payload:
        return await _open_link(scene, said, customer)
    stopped = customer.opted_out_at is not None
    if stopped:
        await stopping.resume(scene, customer)
    return Reply(say=welcome_screen(scene, said, resumed=stopped))


async def on_help(scene: Scene, said: Said) -> Reply | None:
    """/help of a customer."""
    return Reply(say=help_screen(scene, said)) if said.chat_type == "private" else None


async def _open_link(scene: Scene, said: Said, customer: Customer) -> Reply:
    opened = await open_link(scene, said.payload, customer)
    if opened == "stopped":
        return Reply(say=resume_screen(scene, said, "start.stopped"))
    return told(scene.services, said, f"start.{opened}")
