"""Somebody writes a word that means /stop, and perhaps meant it as a comment."""

from dataclasses import replace

from bot.answering import comment, scores, stopping
from bot.answering.asked import Asked, find_asked
from bot.answering.guide import welcome_screen
from bot.answering.leave import resume_screen
from bot.effects import Reply, Scene
from bot.wire.incoming import Said, Tap
from storage import customers
from storage.comments import Part
from storage.customers import Customer


async def on_stop_word(scene: Scene, said: Said) -> Reply | None:
    """Stop; where the word could have been a comment, the button knows of which question."""
    customer = await customers.remember(scene.tx, said.person, at=scene.now)
    meant = await comment.meant(scene, said, customer)
    await stopping.stop(scene, customer)
    token = meant.invitation.token if meant else ""
    return Reply(say=resume_screen(scene, said, "stop.done", token=token))


async def on_resume(scene: Scene, tap: Tap) -> Reply:
    """`u:resume:TOKEN` - the button below the answer to /stop, or to a word that means it."""
    customer = await customers.remember(scene.tx, tap.person, at=scene.now)
    asked = await _interrupted(scene, tap, customer)
    await stopping.resume(scene, customer, asked.invitation if asked else None)
    if asked is not None:
        await _keep_word(scene, tap, asked)
    screen = welcome_screen(scene, tap, resumed=True)
    redraw = asked.invitation.id if asked else None
    return replace(scene.toast(tap, "toast.resumed", redraw=redraw), show=screen)


async def _interrupted(scene: Scene, tap: Tap, customer: Customer) -> Asked | None:
    """Find the question that a word was about; pressed again, the button finds none."""
    asked = await find_asked(scene, tap.value) if customer.opted_out_at else None
    own = asked is not None and asked.invitation.customer_id == customer.id
    return asked if own else None


async def _keep_word(scene: Scene, tap: Tap, asked: Asked) -> None:
    """Keep as a comment what was not meant as /stop; Telegram brings it with the press."""
    asked = await find_asked(scene, tap.value) or asked  # it may be open again
    takes = asked.invitation.state == "answered" or scores.is_open(scene, asked)
    text = comment.clean(tap.reply_text or "")
    if takes and text and tap.reply_to is not None:
        await scores.add_comment(scene, asked, Part(tap.reply_to, scene.now, text))
