"""Words that belong to no question: what this chat is for is said, and they may be passed on."""

from dataclasses import replace
from datetime import timedelta

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.answering import scores
from bot.answering.asked import asked_of
from bot.answering.guide import guide_text, said_of_business
from bot.cases.alerting import alert_of_words
from bot.effects import Reply, Scene, business_of
from bot.surveys.question import Screen
from bot.wire.incoming import Said, Tap
from storage import customers, invitations, shown, unplaced
from storage.comments import Part
from storage.customers import Customer

OFFER = "g:"
GUIDE_EVERY = timedelta(days=1)


async def answer_unasked(scene: Scene, said: Said, customer: Customer, part: Part) -> Reply:
    """Say what this chat is for, once a day, and offer to pass the words on; later in one line."""
    known = await invitations.passed_on_about(scene.tx, customer.id)
    if known is not None:
        await unplaced.keep(scene.tx, customer.id, part, "guide")
    last = customer.guided_at
    again = last is not None and scene.now - last < GUIDE_EVERY
    if not again:
        await customers.mark_guided(scene.tx, customer.id, at=scene.now)
    await shown.note(scene.tx, customer.id, "guide", at=scene.now)
    text = _again(scene, said) if again else guide_text(scene, said)
    if known is None:
        return Reply(say=Screen(text))
    offer = said_of_business(scene, said, "guide.offer")
    return Reply(say=Screen(offer if again else f"{text}\n\n{offer}", _pass_on(scene, said)))


def _pass_on(scene: Scene, said: Said) -> InlineKeyboardMarkup:
    text = scene.voice(said).plain("guide.pass_on", business=business_of(scene, said))
    return InlineKeyboardMarkup([[InlineKeyboardButton(text, callback_data=OFFER)]])


def _again(scene: Scene, said: Said) -> str:
    contact = scene.services.config.business.contact
    if contact:
        return scene.voice(said).say("help.contact", contact=contact)
    return said_of_business(scene, said, "guide.again")


async def on_pass_on(scene: Scene, tap: Tap) -> Reply:
    """`g:` - what was written outside of any question becomes a case, or joins the one open."""
    customer = await customers.remember(scene.tx, tap.person, at=scene.now)
    waiting = await unplaced.waiting(scene.tx, customer.id, "guide")
    about = await invitations.passed_on_about(scene.tx, customer.id)
    if not waiting or about is None:
        return scene.toast(tap, "toast.passed_on")
    for part in waiting:
        await scores.add_comment(scene, await asked_of(scene, about), part)
    await unplaced.drop(scene.tx, customer.id, "guide")
    await alert_of_words(scene, about, message_id=waiting[-1].message_id)
    screen = Screen(said_of_business(scene, tap, "guide.passed_on"))
    return replace(scene.toast(tap, "toast.passed_on", redraw=about.id), show=screen)
