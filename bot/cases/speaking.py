"""Staff answer a customer from a case: asked for, kept and sent as the bot."""

from dataclasses import dataclass

from telegram import InlineKeyboardMarkup

from bot.access import Role, own_role
from bot.cases import casework
from bot.cases.noting import plan_news, record
from bot.cases.standings import standing_of
from bot.cases.too_late import too_late
from bot.cases.words import PREFIX, case_button
from bot.effects import Reply, Scene
from bot.errors import Refusal
from bot.surveys.question import Screen
from bot.wire.incoming import Asker, Said
from storage import (
    case_words,
    cases,
    colleagues,
    customers,
    deliveries,
    invitations,
    revisions,
    talks,
)
from storage.cases import Case
from storage.comments import Enclosure
from storage.customers import Customer
from storage.deliveries import Delivery

LONGEST, LONGEST_BELOW = 3500, 800  # characters alone, and below a file; who it is from is added
_PROMPT = ":quit"  # what the button below the bot's prompt ends with


@dataclass(frozen=True)
class ToCustomer:
    """What somebody of staff wants to be said."""

    said: Said
    text: str
    file: Enclosure | None


async def ask_for_words(scene: Scene, asker: Asker, case: Case) -> Reply:
    """Ask for what the customer is to read; Refusal where nothing can be sent."""
    customer = await reachable(scene, case)
    await check_holder(scene, asker, case)
    voice = scene.voice(asker)
    name = customer.name or str(customer.telegram_id)
    text = voice.say("case.prompt", number=case.id, name=name)
    return Reply(
        say=Screen(text, InlineKeyboardMarkup.from_button(case_button(voice, case, "quit")))
    )


async def take_words(scene: Scene, said: Said, text: str) -> Reply | None:
    """Take what an agent replies to the prompt, and newer words of it; None if it is neither."""
    spoken = ToCustomer(said, text, casework.file_with(said))
    if own_role(scene.services.config.staff, said.person.telegram_id) < Role.AGENT:
        return None
    if said.edited and await _spoken_anew(scene, spoken):
        return Reply()
    data = said.reply_data or ""
    if said.edited or not (data.startswith(PREFIX) and data.endswith(_PROMPT)):
        return None
    token = data.removeprefix(PREFIX).removesuffix(_PROMPT)
    case = await cases.find_by_token(scene.tx, token)
    if case is None or not (text or spoken.file):
        return None
    await speak(scene, case, spoken)
    return Reply(react=True)


async def speak(scene: Scene, case: Case, spoken: ToCustomer) -> None:
    """Plan a message to the customer, and take the case if nobody has it.

    Refusal where it is another's or closed, and where nothing can be sent.
    """
    tx, said, now = scene.tx, spoken.said, scene.now
    customer = await reachable(scene, case)
    await check_holder(scene, said, case)
    most = LONGEST_BELOW if spoken.file else LONGEST
    if len(spoken.text) > most:
        raise Refusal("case.too_long", most=most)
    who = said.person
    if case.state == "open":
        await casework.act(scene, case, "take", who, scene.voice(said))
    await colleagues.remember(tx, who)
    words = await case_words.add(
        tx,
        case.id,
        "staff",
        place=(said.chat_id, said.message_id),
        at=now,
        body=spoken.text or None,
        file=spoken.file,
        actor=who.telegram_id,
    )
    if words is None:
        return
    await _send(scene, case, customer, words)
    await record(scene, case, "answer", actor=f"telegram:{who.telegram_id}")


async def _send(scene: Scene, case: Case, customer: Customer, words: int) -> None:
    invitation = await invitations.get(scene.tx, case.invitation_id)
    await deliveries.plan(
        scene.tx,
        kind="reply",
        dedupe=case_words.dedupe_of(words),
        chat_id=customer.telegram_id or 0,
        due_at=scene.now,
        customer_id=customer.id,
        survey=invitation.survey,
        body={"words": words},
    )
    until = scene.now + scene.services.config.cases.talk_ends
    await talks.go_on(scene.tx, case, customer_id=customer.id, until=until)
    await revisions.touch_alerts(scene.tx, case.invitation_id)


async def _spoken_anew(scene: Scene, spoken: ToCustomer) -> bool:
    """Let newer words of a message replace the older, also where they were sent."""
    tx, said = scene.tx, spoken.said
    words = await case_words.find(tx, chat_id=said.chat_id, message_id=said.message_id)
    if words is None or words.speaker != "staff" or not (spoken.text or spoken.file):
        return False
    most = LONGEST_BELOW if words.file else LONGEST
    await case_words.replace(tx, words.id, body=spoken.text[:most] or None, file=words.file)
    await revisions.touch_one(tx, case_words.dedupe_of(words.id))
    case = await cases.find(tx, words.case_id)
    if case is not None:
        await revisions.touch_alerts(tx, case.invitation_id)
    return True


async def reachable(scene: Scene, case: Case) -> Customer:
    """Give the customer of a case; Refusal, in one sentence, where nothing can be sent to them."""
    invitation = await invitations.get(scene.tx, case.invitation_id)
    about = invitation.customer_id
    customer = await customers.get(scene.tx, about) if about is not None else None
    if customer is None or customer.telegram_id is None:
        raise Refusal("case.mute.nobody", number=case.id)
    why = unheard(customer)
    if why is not None:
        raise Refusal(f"case.mute.{why}", number=case.id)
    return customer


def unheard(customer: Customer) -> str | None:
    """Tell why a customer is not to be written to, if that is so."""
    if customer.opted_out_at is not None:
        return "stopped"
    return "blocked" if customer.unreachable_at is not None else None


async def check_holder(scene: Scene, asker: Asker, case: Case) -> None:
    """Refuse whoever is not the one that has the case."""
    if case.state == "open" or (case.state == "taken" and case.held_by == asker.person.telegram_id):
        return
    voice = scene.voice(asker)
    standing = await standing_of(scene.tx, case.invitation_id, voice)
    if standing is not None:
        raise too_late(voice, standing, scene.zone)


async def may_go(scene: Scene, delivery: Delivery) -> bool:
    """Look once more before words leave: whoever wants no messages gets none."""
    customer = await customers.get(scene.tx, delivery.customer_id or 0)
    if unheard(customer) is None:
        return True
    await deliveries.settle(scene.tx, delivery.id, state="withdrawn")
    await settled(scene, delivery)
    return False


async def settled(scene: Scene, delivery: Delivery) -> None:
    """Show in the case what became of words, and tell staff if they did not arrive."""
    number = delivery.body.get("words")
    if number is None:
        return  # their customer was forgotten
    words = await case_words.get(scene.tx, number)
    case = await cases.find(scene.tx, words.case_id)
    if case is None:
        return
    await revisions.touch_alerts(scene.tx, case.invitation_id)
    if words.state != "sent":
        await plan_news(scene, case, f"unsent:{number}", {"unsent": number})
