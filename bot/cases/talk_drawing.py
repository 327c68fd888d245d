"""How the messages of a talk are drawn: to the customer, and to staff about it."""

from datetime import datetime

from bot.cases.speaking import unheard
from bot.cases.standings import standing_of
from bot.cases.talk_words import heard_text, reply_text, said, speaker
from bot.cases.words import case_keyboard
from bot.effects import language_of
from bot.services import Services
from bot.surveys.question import Screen
from bot.words.voice import Voice
from storage import case_words, customers, invitations
from storage.customers import Customer
from storage.deliveries import Delivery
from storage.transaction import Transaction


async def draw_reply(
    services: Services, tx: Transaction, delivery: Delivery, _now: datetime
) -> Screen:
    """Draw what staff say, as the customer reads it."""
    customer = await customers.get(tx, delivery.customer_id or 0)
    voice = services.voice(language_of(services, customer))
    words = await case_words.get(tx, delivery.body["words"])
    first = await case_words.first_of_staff(tx, words.case_id) == words.id
    business = services.config.business.name or voice.plain("business.unnamed")
    text = reply_text(voice, words, business=business, first=first)
    return Screen(text, file=words.file)


async def draw_heard(
    services: Services, tx: Transaction, delivery: Delivery, _now: datetime
) -> Screen:
    """Draw what a customer wrote, with what may be done."""
    voice = services.voice(services.config.business.default_language)
    lead = await case_words.get(tx, delivery.body["heard"])
    talk = await case_words.told_with(tx, lead)
    customer = await _customer(tx, delivery)
    return await _with_buttons(
        tx, delivery, voice, heard_text(voice, lead.case_id, _name(voice, customer), talk)
    )


async def draw_unsent(
    services: Services, tx: Transaction, delivery: Delivery, _now: datetime
) -> Screen:
    """Tell in one sentence why words did not get to the customer."""
    voice = services.voice(services.config.business.default_language)
    words = await case_words.get(tx, delivery.body["unsent"])
    customer = await _customer(tx, delivery)
    why = (unheard(customer) if customer else None) or (
        "unknown" if words.state == "unknown" else "refused"
    )
    text = voice.say(
        f"case.unsent.{why}",
        number=words.case_id,
        name=speaker(words),
        note=said(voice, words),
    )
    return await _with_buttons(tx, delivery, voice, text)


async def _customer(tx: Transaction, delivery: Delivery) -> Customer | None:
    invitation = await invitations.get(tx, delivery.invitation_id or 0)
    return await customers.get(tx, invitation.customer_id) if invitation.customer_id else None


def _name(voice: Voice, customer: Customer | None) -> str:
    named = customer and (customer.name or customer.telegram_id)
    return str(named or voice.plain("case.somebody"))


async def _with_buttons(tx: Transaction, delivery: Delivery, voice: Voice, text: str) -> Screen:
    standing = await standing_of(tx, delivery.invitation_id or 0, voice)
    return Screen(text, case_keyboard(voice, standing) if standing else None)
