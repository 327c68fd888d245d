"""Updates come to a webhook: in order, with the secret, until they are taken."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from playground.core import Telegram
from playground.faults import Fault
from playground.server import RunningServer
from tests.loopback import serving

Json = dict[str, Any]


class Hook:
    """A bot's webhook that says how it answered and what it got."""

    def __init__(self) -> None:
        self.url = ""
        self.taken: list[Json] = []
        self.secrets: set[str | None] = set()
        self.refuse: Counter[int] = Counter()
        self.reply: Json | None = None
        self.held: asyncio.Event | None = None
        self.wanted = 0
        self.arrived = asyncio.Event()

    async def handle(self, request: web.Request) -> web.Response:
        update = await request.json()
        self.secrets.add(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        if self.refuse[update["update_id"]]:
            self.refuse[update["update_id"]] -= 1
            return web.Response(status=500)
        self.taken.append(update)
        if len(self.taken) >= self.wanted:
            self.arrived.set()
        if self.held is not None:
            await self.held.wait()
        return web.json_response(self.reply) if self.reply else web.Response()

    async def wait(self, count: int) -> list[str]:
        self.wanted = count
        if len(self.taken) < count:
            self.arrived.clear()
            async with asyncio.timeout(5):
                await self.arrived.wait()
        return [update["message"]["text"] for update in self.taken]


@pytest.fixture
async def hook(server: RunningServer) -> AsyncIterator[Hook]:
    assert server.port
    receiver = Hook()
    async with serving({"/hook": receiver.handle}) as url:
        receiver.url = f"{url}/hook"
        yield receiver


def install(telegram: Telegram, hook: Hook, now: float) -> None:
    asked = {"url": hook.url, "secret_token": "s3cret"}
    assert telegram.call("setWebhook", asked, now=now).status == 200


async def empty(telegram: Telegram) -> None:
    async with asyncio.timeout(5):
        while len(telegram.updates):
            await asyncio.sleep(0)


async def test_what_waited_and_what_comes_is_delivered_in_order(
    telegram: Telegram, hook: Hook, now: float
) -> None:
    telegram.say(42, "0", now=now)
    install(telegram, hook, now)
    for turn in range(1, 5):
        telegram.say(42, str(turn), now=now)
    assert await hook.wait(5) == ["0", "1", "2", "3", "4"]
    assert hook.secrets == {"s3cret"}
    await empty(telegram)


async def test_a_refused_update_is_tried_again_before_the_next_one(
    telegram: Telegram, hook: Hook, now: float
) -> None:
    first = telegram.updates
    telegram.say(42, "0", now=now)
    hook.refuse[first.first(1)[0].id] = 3
    telegram.say(42, "1", now=now)
    install(telegram, hook, now)
    assert await hook.wait(2) == ["0", "1"]
    info = telegram.call("getWebhookInfo", {}, now=now).body["result"]
    assert "500" in info["last_error_message"]


async def test_one_chat_does_not_hold_up_another(
    telegram: Telegram, hook: Hook, now: float
) -> None:
    hook.held = asyncio.Event()
    install(telegram, hook, now)
    telegram.say(42, "Bo 1", now=now)
    telegram.say(42, "Bo 2", now=now)
    telegram.say(43, "Ann", now=now)
    assert set(await hook.wait(2)) == {"Bo 1", "Ann"}
    hook.held.set()
    assert (await hook.wait(3))[2] == "Bo 2"


async def test_duplicates_and_answers_with_a_method(
    telegram: Telegram, hook: Hook, now: float
) -> None:
    hook.reply = {"method": "sendMessage", "chat_id": 42, "text": "thanks"}
    telegram.faults.add(Fault("duplicate"))
    install(telegram, hook, now)
    telegram.say(42, "hello", now=now)
    assert await hook.wait(2) == ["hello", "hello"]
    await empty(telegram)
    assert [call.method for call in telegram.calls][:2] == ["setWebhook", "sendMessage"]
