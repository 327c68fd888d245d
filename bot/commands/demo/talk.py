"""What staff press and type at the end of the demonstration's week."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp

from bot.commands.demo.demo_config import ADMIN, STAFF_GROUP
from playground.buttons import keys
from playground.reach import Places, Reach

ANSWER_S = 20.0
LOOK_S = 0.05
COLLEAGUES = (901, 902)
LEFT_OPEN = 4
LEFT_TAKEN = 10
TALK = ((901, "/board csat week"), (902, "/overall week"))


async def talk(places: Places) -> None:
    """Let colleagues see to most cases, then ask, each in their own language."""
    await _see_to_cases(places)
    for user, text in TALK:
        await ask(places, text, user=user)


async def _see_to_cases(places: Places) -> None:
    """Take the cases but the newest, each colleague in turn, and close most of the oldest."""
    async with aiohttp.ClientSession() as http:
        reach = Reach(http, places)
        messages = (await reach.play("/play/state"))["messages"].get(str(STAFF_GROUP), [])
        found = [(each["message_id"], data) for each in messages for data in keys(each)]
        for verb, left in ((":take", LEFT_OPEN), (":close", LEFT_TAKEN)):
            presses = [each for each in found if each[1].endswith(verb)]
            for number, (message, data) in enumerate(presses[:-left]):
                user = COLLEAGUES[number % len(COLLEAGUES)]
                tap = {"user": user, "chat": STAFF_GROUP, "message": message, "data": data}
                await reach.play("/play/tap", tap)


async def ask(places: Places, text: str, *, user: int = ADMIN, chat: int = STAFF_GROUP) -> str:
    """Type a command in the staff group, or another chat, and return the words of the reply."""
    async with aiohttp.ClientSession() as http, asyncio.timeout(ANSWER_S):
        reach = Reach(http, places)
        said = {"user": user, "chat": chat, "text": text}
        asked = (await reach.play("/play/say", said))["message_id"]
        while True:
            reply = await _reply(reach, chat, asked)
            if reply is not None:
                return str(reply.get("text") or reply.get("caption"))
            await asyncio.sleep(LOOK_S)


async def _reply(reach: Reach, chat: int, asked: int) -> dict[str, Any] | None:
    state = await reach.play("/play/state?shown=10")
    for message in state["messages"][str(chat)]:
        if message.get("reply_to_message", {}).get("message_id") == asked:
            return dict(message)
    return None
