"""How a simulated week reaches the playground and the bot: HTTP, and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import orjson

AT_ONCE = 16
PATIENCE_S = 60.0  # with one request


class WeekError(RuntimeError):
    """The week cannot go on: the bot or the playground refused, or work never came to an end."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where everything listens, the playground's key, and that of the help desk for the bot."""

    play: str
    play_key: str
    bot: str
    key: str


class Reach:
    """The HTTP requests of a week."""

    def __init__(self, http: aiohttp.ClientSession, places: Places) -> None:
        self._http = http
        self._places = places

    async def play(self, path: str, body: dict[str, Any] | None = None) -> Any:  # noqa: ANN401
        """Call the playground's control API."""
        return await self._call(self._places.play + path, body, key=self._places.play_key)

    async def bot(self, path: str, body: dict[str, Any] | None = None) -> Any:  # noqa: ANN401
        """Call the bot's HTTP API."""
        return await self._call(self._places.bot + path, body, key=self._places.key)

    async def tell_orders(self, days: Mapping[str, int]) -> None:
        """Post how many orders each of some days had."""
        listed = [{"day": day, "orders": number} for day, number in days.items()]
        await self.bot("/v1/orders", {"days": listed})

    async def _call(self, url: str, body: dict[str, Any] | None, *, key: str) -> Any:  # noqa: ANN401
        headers = {"Authorization": f"Bearer {key}"}
        method = "GET" if body is None else "POST"
        async with self._http.request(method, url, json=body, headers=headers) as response:
            if response.status >= 400 and not url.endswith("/health"):
                raise WeekError(f"{url} answered {response.status}: {await response.text()}")
            return orjson.loads(await response.read())


@asynccontextmanager
async def reaching(places: Places) -> AsyncIterator[Reach]:
    """Keep the connections of a week open."""
    connector = aiohttp.TCPConnector(limit=2 * AT_ONCE)
    timeout = aiohttp.ClientTimeout(total=PATIENCE_S)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as http:
        yield Reach(http, places)


async def together(work: Iterable[Awaitable[object]]) -> None:
    """Do all of it, a few at a time."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(item: Awaitable[object]) -> None:
        async with gate:
            await item

    async with asyncio.TaskGroup() as group:
        for item in work:
            group.create_task(one(item))
