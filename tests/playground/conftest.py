"""A small town: two people, a bot, and time that stands still."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest

from playground.core import Telegram
from playground.limits import Limits
from playground.server import RunningServer, serve

NOW = 1_795_000_000.0
OPEN = Limits(chat_interval_s=0, overall=0, group=0, webhook_retry_s=0.01)


@pytest.fixture
def now() -> float:
    return NOW


@pytest.fixture
def telegram() -> Telegram:
    """No rate limits; Bo (42) has pressed Start, Ann (43) has not; nothing is queued."""
    town = Telegram(limits=OPEN)
    town.create_user("Bo", user_id=42, language_code="ru")
    town.create_user("Ann", user_id=43)
    town.say(42, "/start", now=NOW)
    town.updates.clear()
    return town


@pytest.fixture
async def server(telegram: Telegram) -> AsyncIterator[RunningServer]:
    """The town over HTTP, its clock standing still too."""
    running = await serve(telegram, clock=lambda: NOW)
    yield running
    await running.close()


@pytest.fixture
async def http(server: RunningServer) -> AsyncIterator[aiohttp.ClientSession]:
    """Whoever knows the key of the town."""
    headers = {"Authorization": f"Bearer {server.key}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        yield session
