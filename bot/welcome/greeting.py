"""A group that is listed is greeted once, with what works there and a question to try."""

import json
from datetime import datetime

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.services import Services
from bot.surveys.question import Screen
from storage import deliveries, meta
from storage.deliveries import Delivery
from storage.transaction import Transaction

GREETING = "greeting"  # in the body of a delivery: that it is one
TRY = "t:try:"  # and the survey
_GREETED = "greeted"  # the groups that were, by the id under which they are listed


async def greet_groups(services: Services, now: datetime) -> bool:
    """Greet the groups that were not yet, where whoever started the bot wants that; never True."""
    if not services.greets:
        return False
    services.greets = False

    async def unit(tx: Transaction) -> None:
        greeted = json.loads(await meta.find(tx, _GREETED) or "[]")
        listed = services.config.staff.chats
        for chat in (each for each in listed if each not in greeted):
            await _plan(services, tx, chat, now)
        await meta.put(tx, _GREETED, json.dumps(sorted({*greeted, *listed})))

    await services.database.write(unit)
    services.wake()
    return False


async def _plan(services: Services, tx: Transaction, chat: int, now: datetime) -> None:
    await deliveries.plan(
        tx,
        kind="alert",
        dedupe=f"greeting:{chat}",
        chat_id=services.chat_moves.get(chat, chat),
        due_at=now,
        body={GREETING: True},
    )


async def draw_greeting(
    services: Services, _tx: Transaction, _delivery: Delivery, _now: datetime
) -> Screen:
    """Say what works in this group, in the form that works with group privacy on."""
    voice = services.voice(services.config.business.default_language)
    surveys = list(services.config.surveys)
    first = services.config.surveys[surveys[0]]
    at = f"@{services.me.username}"
    lines = [
        voice.say("greeting.hello", business=services.config.business.name or at),
        voice.say(
            "greeting.commands",
            figures=voice.typed(f"/{first.metric}{at} week"),
            help=voice.typed(f"/help{at}"),
        ),
        voice.say("greeting.try"),
    ]
    label = voice.plain("greeting.button")
    button = InlineKeyboardButton(label, callback_data=f"{TRY}{surveys[0]}")
    return Screen("\n\n".join(lines), InlineKeyboardMarkup([[button]]))
