"""A customer never wants to be asked again, or takes that back."""

from dataclasses import replace

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.answering import stopping
from bot.answering.asked import Asked
from bot.effects import Reply, Scene
from bot.surveys.question import Screen
from bot.wire.incoming import Asker, Said, Tap
from bot.words.stop_words import is_stop_word
from storage import customers, shown

RESUME = "u:resume:"


async def on_never(scene: Scene, tap: Tap, asked: Asked) -> Reply:
    """Never again, from the question itself; undone by its own button."""
    customer = await customers.remember(scene.tx, tap.person, at=scene.now)
    await stopping.stop(scene, customer, kind="never")
    await shown.note(
        scene.tx, customer.id, "never", at=scene.now, invitation_id=asked.invitation.id
    )
    reply = scene.toast(tap, "toast.never", redraw=asked.invitation.id)
    if asked.invitation.state == "expired":  # it closes, and so has no room for the way back
        return replace(reply, say=resume_screen(scene, tap, "stop.done"))
    return reply


async def on_undo(scene: Scene, tap: Tap, asked: Asked) -> Reply:
    """Take "never again" back."""
    customer = await customers.remember(scene.tx, tap.person, at=scene.now)
    await stopping.resume(scene, customer, asked.invitation)
    await shown.note(
        scene.tx, customer.id, "question", at=scene.now, invitation_id=asked.invitation.id
    )
    return scene.toast(tap, "toast.resumed", redraw=asked.invitation.id)


async def on_stop(scene: Scene, said: Said) -> Reply | None:
    """/stop - never ask this person again."""
    if said.chat_type != "private":
        return None
    customer = await customers.remember(scene.tx, said.person, at=scene.now)
    await stopping.stop(scene, customer)
    return Reply(say=resume_screen(scene, said, "stop.done"))


def is_stop(said: Said) -> bool:
    """Tell whether somebody wrote nothing but a word that means /stop."""
    more = said.edited or said.media or said.not_kept or said.forwarded
    return said.chat_type == "private" and not more and is_stop_word(said.text or "")


def resume_screen(scene: Scene, asker: Asker, key: str, *, token: str = "") -> Screen:
    """Say something, with a button to be asked again."""
    voice = scene.voice(asker)
    button = InlineKeyboardButton(voice.plain("button.resume"), callback_data=f"{RESUME}{token}")
    return Screen(voice.say(key), InlineKeyboardMarkup([[button]]))
