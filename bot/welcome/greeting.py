"""A group that is new in the settings is greeted once, with what works there and a question."""

import json
from datetime import datetime

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.messages.drawing import DrawnMessage, repeat_line
from bot.messages.sent_again import REPEATED_AFTER
from bot.operating.undelivered import GREETING
from bot.services import Services
from bot.surveys.question import Screen
from storage import deliveries, meta, outages
from storage.deliveries import Delivery
from storage.transaction import Transaction

TRY = "t:try:"  # and the survey
_GREETED = "greeted"  # the groups that were, by the id under which they are listed
_LISTED = "listed"  # the groups that ever were in the settings: they are not new again


async def greet_groups(services: Services, now: datetime) -> bool:
    """Greet the groups that are new in the settings; never True.

    Those of the first start are greeted where whoever started the bot wants that, and no others of
    a database that never noted which there were: an update of the program greets nobody.
    """
    listed, greets = services.config.staff.chats, services.greets
    if services.welcomed == listed and not greets:
        return False

    async def unit(tx: Transaction) -> None:
        greeted = await _kept(tx, _GREETED) or set()
        ever = await _kept(tx, _LISTED)
        known = greeted if greets else greeted | (set(listed) if ever is None else ever)
        places = {_now_at(services, each) for each in known}
        new = [each for each in listed if _now_at(services, each) not in places]
        for chat in new:
            await _plan(services, tx, chat, now)
        await meta.put(tx, _GREETED, json.dumps(sorted({*greeted, *new})))
        await meta.put(tx, _LISTED, json.dumps(sorted({*(ever or ()), *listed})))

    await services.database.write(unit)
    services.welcomed, services.greets = listed, False
    services.wake()
    return False


async def greet_after_all(tx: Transaction, chat_id: int, now: datetime) -> None:
    """Greet a group that could not be, when it lets the bot in."""
    tries = len(REPEATED_AFTER)
    await outages.plan_failed(tx, _dedupe(chat_id), at=now, given_up=tries)


async def _kept(tx: Transaction, key: str) -> set[int] | None:
    found = await meta.find(tx, key)
    return None if found is None else set(json.loads(found))


def _now_at(services: Services, chat: int) -> int:
    """Tell where a group is now: listed under its new id it is no new group."""
    return services.chat_moves.get(chat, chat)


async def _plan(services: Services, tx: Transaction, chat: int, now: datetime) -> None:
    await deliveries.plan(
        tx,
        kind="alert",
        dedupe=_dedupe(chat),
        chat_id=_now_at(services, chat),
        due_at=now,
        body={GREETING: True},
    )


def _dedupe(chat: int) -> str:
    return f"greeting:{chat}"


async def write_greeting(services: Services, delivery: Delivery) -> DrawnMessage:
    """Say what works in this group, as Telegram has it just now."""
    screen = _screen(services, hears_all=await services.hears_all(delivery.chat_id))
    if delivery.repeats:
        said = repeat_line(services, services.config.business.default_language)
        screen = Screen(f"{said}\n{screen.text}", screen.keyboard)
    return DrawnMessage(delivery, screen)


async def draw_greeting(
    services: Services, _tx: Transaction, _delivery: Delivery, _now: datetime
) -> Screen:
    """Say what works in every group, also with group privacy on."""
    return _screen(services, hears_all=False)


def _screen(services: Services, *, hears_all: bool) -> Screen:
    voice = services.voice(services.config.business.default_language)
    surveys = list(services.config.surveys)
    first = services.config.surveys[surveys[0]]
    name = f"@{services.me.username}"
    at = "" if hears_all else name
    lines = [
        voice.say("greeting.hello", business=services.config.business.name or name),
        voice.say(
            "greeting.commands",
            figures=voice.typed(f"/{first.metric}{at} week"),
            help=voice.typed(f"/help{at}"),
        ),
        voice.say("greeting.hears_all" if hears_all else "greeting.hears_named"),
        voice.say("greeting.try"),
    ]
    label = voice.plain("greeting.button")
    button = InlineKeyboardButton(label, callback_data=f"{TRY}{surveys[0]}")
    return Screen("\n\n".join(lines), InlineKeyboardMarkup([[button]]))
