"""The smallest bot that can take part in a simulated week; it remembers what it was told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

KEY = "a-key"
TOKEN = "123456:tiny-bot-tiny-bot-tiny-bot-tiny-bot"
DELAY = timedelta(minutes=10)
TOLERANCE = timedelta(minutes=5)
AFTER = [
    [("Speed", "r:t:speed"), ("Manner", "r:t:manner")],
    [("Change", "k:t:change"), ("+", "k:t:comment")],
]
OPEN = [
    [(str(score), f"a:t:{score}") for score in range(6)],
    [(str(score), f"a:t:{score}") for score in range(6, 11)],
    [("Later", "k:t:later"), ("Never", "k:t:never")],
]


class TinyBot:
    """Asks everyone who has an interaction, once per interaction."""

    def __init__(self) -> None:
        self._play = ""
        self._http: aiohttp.ClientSession | None = None
        self._now = datetime(2026, 11, 1, tzinfo=UTC)
        self._due: list[tuple[datetime, int]] = []
        self.scores: dict[int, list[int]] = {}
        self.words: dict[int, list[str]] = {}
        self.interactions: dict[str, dict[str, Any]] = {}
        self.orders: dict[str, int] = {}
        self.keys: set[str | None] = set()

    def app(self) -> web.Application:
        """Return the HTTP side."""
        app = web.Application()
        app.router.add_post("/v1/interactions", self._interaction)
        app.router.add_post("/v1/orders", self._orders)
        app.router.add_post("/demo/clock", self._clock)
        app.router.add_get("/demo/clock", self._clock)
        app.router.add_get("/health", self._health)
        return app

    async def _orders(self, request: web.Request) -> web.Response:
        told = (await request.json())["days"]
        assert all(each["day"] <= self._now.isoformat() for each in told)
        self.orders |= {each["day"]: each["orders"] for each in told}
        return web.json_response({"days": self.orders})

    async def _interaction(self, request: web.Request) -> web.Response:
        self.keys.add(request.headers.get("Authorization"))
        body = await request.json()
        at = datetime.fromisoformat(body["closed_at"]) + DELAY
        assert at - DELAY <= self._now + TOLERANCE
        self.interactions[body["id"]] = body
        self._due.append((at, body["customer"]["telegram_id"]))
        decision = {"survey": "recommend", "decision": "ask", "at": at.isoformat()}
        return web.json_response({"interaction": body["id"], "decisions": [decision]}, status=202)

    async def _clock(self, request: web.Request) -> web.Response:
        if request.method == "POST":
            body = await request.json()
            to = body.get("to")
            self._now = datetime.fromisoformat(to) if to else self._now + timedelta(days=1)
            await self._ask_who_is_due()
        return web.json_response({"now": self._now.isoformat()})

    async def _ask_who_is_due(self) -> None:
        due = sorted(one for one in self._due if one[0] <= self._now)
        self._due = [one for one in self._due if one[0] > self._now]
        for _, user in due:
            await self._show("sendMessage", OPEN, chat_id=user, text="How likely? 0 to 10")

    async def _health(self, request: web.Request) -> web.Response:
        return web.json_response({"due": {"total": 0}})

    async def poll(self, play: str) -> None:
        """Take updates for ever; each is confirmed after its replies are out."""
        self._play = play
        offset = 0
        async with aiohttp.ClientSession() as self._http:
            while True:
                found = await self.call("getUpdates", offset=offset, timeout=5)
                for update in found.get("result", ()):
                    offset = update["update_id"] + 1
                    await self._take(update)

    async def _take(self, update: dict[str, Any]) -> None:
        if "callback_query" in update:
            query = update["callback_query"]
            await self.call("answerCallbackQuery", callback_query_id=query["id"], text="Saved")
            await self._tapped(query["message"], query["data"])
        elif "text" in update.get("message", ()):
            await self._written(update["message"])

    async def _written(self, message: dict[str, Any]) -> None:
        if message["text"] == "/start":
            await self.call("sendMessage", chat_id=message["chat"]["id"], text="Hello!")
        else:
            self.words.setdefault(message["from"]["id"], []).append(message["text"])

    async def _tapped(self, message: dict[str, Any], data: str) -> None:
        kind, _, word = data.split(":")
        if kind == "a":
            self.scores.setdefault(message["chat"]["id"], []).append(int(word))
        rows = OPEN if word == "change" else AFTER
        place = {"chat_id": message["chat"]["id"], "message_id": message["message_id"]}
        await self._show("editMessageText", rows, **place, text=f"You said {data}")

    async def _show(self, method: str, rows: list[list[tuple[str, str]]], **fields: object) -> None:
        keyboard = [[{"text": text, "callback_data": data} for text, data in row] for row in rows]
        await self.call(method, **fields, reply_markup={"inline_keyboard": keyboard})

    async def call(self, method: str, **fields: object) -> dict[str, Any]:
        """Call the Bot API; a refusal is returned like anything else."""
        assert self._http is not None
        url = f"{self._play}/bot{TOKEN}/{method}"
        async with self._http.post(url, json=fields) as response:
            return dict(await response.json())


@asynccontextmanager
async def served(bot: TinyBot) -> AsyncIterator[str]:
    """Run the bot's HTTP side and give its address."""
    async with TestServer(bot.app()) as server:
        yield str(server.make_url("")).rstrip("/")


@asynccontextmanager
async def polling(bot: TinyBot, play: str) -> AsyncIterator[None]:
    """Let the bot take updates from a playground."""
    task = asyncio.create_task(bot.poll(play))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
