"""What a customer reads about this chat itself, and words that are passed on to the business."""

from dataclasses import replace
from datetime import timedelta

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.answering import scores
from bot.cases.alerting import alert_of_words
from bot.effects import Reply, Scene
from bot.surveys.question import Screen
from bot.wire.incoming import Asker, Said, Tap
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
    offer = _said(scene, said, "guide.offer")
    return Reply(say=Screen(offer if again else f"{text}\n\n{offer}", _pass_on(scene, said)))


def _pass_on(scene: Scene, said: Said) -> InlineKeyboardMarkup:
    text = scene.voice(said).plain("button.pass_on", business=_business(scene, said))
    return InlineKeyboardMarkup([[InlineKeyboardButton(text, callback_data=OFFER)]])


def _again(scene: Scene, said: Said) -> str:
    contact = scene.services.config.business.contact
    if contact:
        return scene.voice(said).say("help.contact", contact=contact)
    return _said(scene, said, "guide.again")


async def on_pass_on(scene: Scene, tap: Tap) -> Reply:
    """`g:` - what was written outside of any question becomes a case, or joins the one open."""
    customer = await customers.remember(scene.tx, tap.person, at=scene.now)
    waiting = await unplaced.waiting(scene.tx, customer.id, "guide")
    about = await invitations.passed_on_about(scene.tx, customer.id)
    if not waiting or about is None:
        return scene.toast(tap, "toast.passed_on")
    asked = await scores.asked_of(scene, about)
    for part in waiting:
        await scores.add_comment(scene, asked, part)
    await unplaced.drop(scene.tx, customer.id, "guide")
    await alert_of_words(scene, about, message_id=waiting[-1].message_id)
    screen = Screen(_said(scene, tap, "guide.passed_on"))
    return replace(scene.toast(tap, "toast.passed_on", redraw=about.id), show=screen)


def guide_text(scene: Scene, asker: Asker) -> str:
    """Say what this chat is for, and where help is."""
    return _with_contact(scene, asker, "guide.feedback_only").text


def help_screen(scene: Scene, asker: Asker) -> Screen:
    """Say what a customer can do here."""
    return _with_contact(scene, asker, "help.customer")


def welcome_screen(scene: Scene, asker: Asker, *, resumed: bool) -> Screen:
    """Greet somebody who pressed Start."""
    return Screen(_said(scene, asker, "start.resumed" if resumed else "start.welcome"))


def _with_contact(scene: Scene, asker: Asker, key: str) -> Screen:
    text, contact = _said(scene, asker, key), scene.services.config.business.contact
    if not contact:
        return Screen(text)
    return Screen(text + "\n\n" + scene.voice(asker).say("help.contact", contact=contact))


def _said(scene: Scene, asker: Asker, key: str) -> str:
    """Say something about the business by its name, or as "us"."""
    return scene.voice(asker).say(key, business=_business(scene, asker))


def _business(scene: Scene, asker: Asker) -> str:
    unnamed = scene.voice(asker).plain("business.unnamed")
    return scene.services.config.business.name or unnamed
