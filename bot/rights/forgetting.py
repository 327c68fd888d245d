"""Somebody is to be forgotten: asked once, done after the commit, told when nothing is left."""

from dataclasses import replace

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.asking.finding import find_customer
from bot.effects import Reply, Scene, told
from bot.errors import Refusal
from bot.messages.acting import store
from bot.services import Services
from bot.surveys.question import Screen
from bot.text.courtesy import without_courtesy
from bot.wire.incoming import Asker, Said, Tap
from bot.words.durations import duration
from bot.words.voice import Voice
from storage import audit, customers
from storage.actions import Action
from storage.customers import Customer
from storage.forgetting.erasing import person
from storage.forgetting.forgotten import forget
from storage.transaction import Transaction

ACTION = "forget"
_YES, _NO = "f:yes", "f:no"
_OF_STAFF = "e:"


async def on_forget(scene: Scene, said: Said) -> Reply | None:
    """/forget of a customer: say what it means, and ask once."""
    if said.chat_type != "private":
        return None
    if await customers.find_by_telegram(scene.tx, said.person.telegram_id) is None:
        return told(scene.services, said, "forget.nothing")
    voice = scene.voice(said)
    days = duration(voice, scene.services.config.retention.backups)
    buttons = [
        InlineKeyboardButton(voice.plain("forget.button.yes"), callback_data=_YES),
        InlineKeyboardButton(voice.plain("forget.button.no"), callback_data=_NO),
    ]
    keyboard = InlineKeyboardMarkup([[each] for each in buttons])
    return Reply(say=Screen(voice.say("forget.ask", backups=days), keyboard))


async def on_press(scene: Scene, tap: Tap) -> Reply:
    """`f:yes` or `f:no` - the person has decided, in their own chat."""
    customer = await customers.find_by_telegram(scene.tx, tap.person.telegram_id)
    if tap.chat_type != "private" or customer is None:
        return scene.toast(tap, "forget.nothing")
    voice = scene.voice(tap)
    if tap.data != _YES:
        return replace(scene.toast(tap, "forget.kept"), show=Screen(voice.say("forget.kept")))
    return await _begin(scene, tap, customer, shown=voice.say("forget.begun"))


async def on_staff_forget(scene: Scene, said: Said) -> Reply | None:
    """/forget CUSTOMER of an admin, for who asks by letter; alone, in private, it is their own."""
    named = " ".join(without_courtesy(said.words)).strip()
    if not named and said.chat_type == "private":
        return await on_forget(scene, said)
    customer = await find_customer(scene.tx, named, command="/forget")
    voice = scene.voice(said)
    button = InlineKeyboardButton(
        voice.plain("forget.button.staff"), callback_data=f"{_OF_STAFF}{customer.id}"
    )
    whom = await person(scene.tx, customer.id)
    called = [*(f"{source}:{ref}" for source, ref in whom.refs), customer.name or ""]
    if customer.telegram_id is not None:
        called.insert(0, str(customer.telegram_id))
    text = voice.say("forget.staff.ask", customer=voice.joined(filter(None, called)))
    return Reply(say=Screen(text, InlineKeyboardMarkup([[button]])))


async def on_staff_press(scene: Scene, tap: Tap) -> Reply:
    """`e:ID` - an admin has decided; refused where there is nobody of that number any more."""
    number = tap.data.removeprefix(_OF_STAFF)
    if not (number.isascii() and number.isdigit()):
        raise Refusal("staff.stale_button")
    try:
        customer = await customers.get(scene.tx, int(number))
    except LookupError:
        raise Refusal("staff.stale_button") from None
    return await _begin(scene, tap, customer, shown=scene.voice(tap).say("forget.begun"))


async def _begin(scene: Scene, asker: Asker, customer: Customer, *, shown: str) -> Reply:
    """Store that it is to be done: a kill from here on delays it and prevents it no more."""
    own = "yes" if customer.telegram_id == asker.person.telegram_id else "no"
    reply = await store(scene, asker, ACTION, {"customer": str(customer.id), "own": own})
    return replace(reply, show=Screen(shown))


async def carry_out(services: Services, action: Action) -> Reply:
    """Forget the person; nothing is said before the file and the database are on the disk."""
    number = int(action.body["customer"])
    own = action.body["own"] == "yes"
    actor = "customer" if own else f"telegram:{action.asked_by}"
    await forget_customer(services, number, actor=actor)
    voice = Voice(services.words, action.language)
    days = duration(voice, services.config.retention.backups)
    key = "forget.done" if own else "forget.staff.done"
    return Reply(say=Screen(voice.say(key, backups=days)))


async def forget_customer(services: Services, number: int, *, actor: str) -> None:
    """Forget a person, and note who wanted it and not who it was: the number is nobody's now."""
    now = services.clock()
    await forget(services.database, number, now=now, zone=services.zone)

    async def unit(tx: Transaction) -> None:
        detail = {"customer": number}
        await audit.record(tx, at=now, actor=actor, action="forget", detail=detail)

    await services.database.write(unit)
    services.wake()  # what staff were shown is drawn anew
