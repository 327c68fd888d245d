"""How fast the whole bot takes taps: received, committed, thanked and redrawn.

Compared, in the same run, with a loop that does the same calls and keeps nothing.
"""

import asyncio
import hashlib
import tempfile
import time
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks.figure import Figure
from benchmarks.running import TOKEN, playing, running, seconds
from playground.core import Telegram

CUSTOMERS = 1_000
KEY = "bench"
PORT = 18_099
IDLE_S = 1  # the bot closes a connection after five idle seconds: it is not used again that late
SETTINGS = f"""
[http]
port = {PORT}
[[sources]]
name = "bench"
key_sha256 = "{hashlib.sha256(KEY.encode()).hexdigest()}"
[cadence]
quiet_hours = {{ from = "00:00", to = "00:00" }}
[surveys.service]
metric = "csat"
delay = "0s"
"""


async def measure() -> list[Figure]:
    """Take the same number of taps by the bot and by the bare loop."""
    bot = CUSTOMERS / await _by_the_bot()
    bare = CUSTOMERS / await _by_a_bare_loop()
    return [
        Figure("taps a second, the whole bot", bot, "taps/s"),
        Figure("taps a second, a loop that keeps nothing", bare, "taps/s"),
        Figure("the bot to the bare loop", bot / bare, "times"),
    ]


async def _by_the_bot() -> float:
    with tempfile.TemporaryDirectory() as folder:
        async with playing() as (world, url), running(Path(folder), url, SETTINGS):
            connector = aiohttp.TCPConnector(keepalive_timeout=IDLE_S)
            api = f"http://127.0.0.1:{PORT}"
            async with aiohttp.ClientSession(api, connector=connector) as http:
                await _ask_everybody(world, http)
                started = time.perf_counter()
                _tap_everybody(world)
                await _settle(world, http)
                return time.perf_counter() - started


async def _ask_everybody(world: Telegram, http: aiohttp.ClientSession) -> None:
    for number in range(CUSTOMERS):
        world.create_user(f"Customer {number}", user_id=10_000 + number)
        world.say(10_000 + number, "/start", now=time.time())  # noqa: TID251 - of the playground
    await _settle(world, http)
    gate = asyncio.Semaphore(50)
    await asyncio.gather(*(_post(http, gate, number) for number in range(CUSTOMERS)))
    await _settle(world, http)


async def _post(http: aiohttp.ClientSession, gate: asyncio.Semaphore, number: int) -> None:
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    customer = {"telegram_id": 10_000 + number}
    body = {"id": f"B-{number}", "touchpoint": "support", "customer": customer, "closed_at": now}
    headers = {"Authorization": f"Bearer {KEY}"}
    async with gate, http.post("/v1/interactions", json=body, headers=headers) as response:
        response.raise_for_status()


def _tap_everybody(world: Telegram) -> None:
    for number in range(CUSTOMERS):
        chat = 10_000 + number
        message = max(world.chats[chat].messages)
        data = world.button(chat, message, row=0, column=4)
        world.tap(chat, message, data, chat_id=chat, now=time.time())  # noqa: TID251 - as above


async def _settle(world: Telegram, http: aiohttp.ClientSession) -> None:
    while True:
        async with http.get("/health") as response:
            due = (await response.json())["due"]["total"]
        if not due and not len(world.updates):
            return
        await asyncio.sleep(0.01)


async def _by_a_bare_loop() -> float:
    """Poll, answer and edit with aiohttp alone, sixteen at a time."""
    async with playing() as (world, url), aiohttp.ClientSession() as http:
        api = f"{url}/bot{TOKEN}"
        for number in range(CUSTOMERS):
            user = 10_000 + number
            world.create_user("Customer", user_id=user)
            world.say(user, "/start", now=time.time())  # noqa: TID251 - of the playground
            keyboard = {"inline_keyboard": [[{"text": "5", "callback_data": "a"}]]}
            await _call(http, api, "sendMessage", chat_id=user, text="?", reply_markup=keyboard)
        offset = CUSTOMERS and 1 + max(
            each["update_id"] for each in await _call(http, api, "getUpdates", offset=-1)
        )
        for number in range(CUSTOMERS):
            chat = 10_000 + number
            message = max(world.chats[chat].messages)
            world.tap(chat, message, "a", chat_id=chat, now=time.time())  # noqa: TID251 - as above
        return await seconds(_drain(http, api, offset))


async def _drain(http: aiohttp.ClientSession, api: str, offset: int) -> None:
    gate, left = asyncio.Semaphore(16), CUSTOMERS
    while left:
        batch = await _call(http, api, "getUpdates", offset=offset, limit=100)
        await asyncio.gather(*(_thank(http, api, gate, each["callback_query"]) for each in batch))
        offset, left = batch[-1]["update_id"] + 1, left - len(batch)


async def _thank(
    http: aiohttp.ClientSession, api: str, gate: asyncio.Semaphore, query: dict[str, Any]
) -> None:
    async with gate:
        await _call(http, api, "answerCallbackQuery", callback_query_id=query["id"])
        message = query["message"]
        await _call(
            http,
            api,
            "editMessageText",
            chat_id=message["chat"]["id"],
            message_id=message["message_id"],
            text="Thank you",
        )


async def _call(http: aiohttp.ClientSession, api: str, method: str, **parameters: Any) -> Any:
    async with http.post(f"{api}/{method}", json=parameters) as response:
        return (await response.json())["result"]
