"""A request with an Idempotency-Key, and a bot that dies between its effect and its reply."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.clock import system_clock
from tests.bot.process import Process, process_of
from tests.bot.stage import BOB, KEY, USUAL
from tests.bot.waiting import until

MORTAL = ("tests/bot/mortal_posts.py",)
HEADERS = {"Authorization": f"Bearer {KEY}", "Idempotency-Key": "8e03978e-40d5-43dd"}
KEPT = "SELECT status FROM idempotency_keys"
EFFECTS = {  # what each route writes
    "/v1/interactions": "SELECT id FROM interactions WHERE external_id = 'T-2'",
    "/v1/interactions/T-1/reopened": "SELECT id FROM interactions WHERE reopened_at IS NOT NULL",
    "/v1/orders": "SELECT day, orders FROM orders",
}


def ended(name: str) -> dict[str, Any]:
    return {
        "id": name,
        "touchpoint": "support",
        "customer": {"telegram_id": BOB},
        "closed_at": system_clock().isoformat(),
    }


def body_for(path: str) -> dict[str, Any] | None:
    if path == "/v1/orders":
        return {"day": f"{system_clock():%Y-%m-%d}", "orders": 1234}
    return ended("T-2") if path == "/v1/interactions" else None


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[Process]:
    """Bob was asked about one interaction, and the bot does not run."""
    async with process_of(tmp_path, USUAL, forked=True) as process:
        process.telegram.create_user("Bob", user_id=BOB, language_code="en")
        process.telegram.chats[BOB].started = True
        await process.start()
        assert (await process.posts(ended("T-1")))[0] == 202
        await until(lambda: bool(process.from_bot(BOB)))
        await process.settle()
        await process.stop()
        yield process


async def sent(world: Process, path: str, body: object) -> tuple[int, Any, bool]:
    async with world.http.post(path, json=body, headers=HEADERS) as reply:
        return reply.status, await reply.json(), "Idempotent-Replayed" in reply.headers


@pytest.mark.slow
@pytest.mark.parametrize("path", EFFECTS)
@pytest.mark.parametrize(("dies", "kept"), [("before", 0), ("after", 1)])
async def test_what_was_done_without_a_reply_is_replied_and_not_done_again(
    world: Process, path: str, dies: str, kept: int
) -> None:
    body = body_for(path)
    await world.start(program=MORTAL, DIES=dies)
    with pytest.raises(aiohttp.ClientError):
        await sent(world, path, body)
    await world.ended()
    assert (len(world.rows(KEPT)), len(world.rows(EFFECTS[path]))) == (kept, kept)
    await world.start()
    first = await sent(world, path, body)
    assert first[0] in {200, 202}
    assert first[2] == bool(kept)
    assert await sent(world, path, body) == (*first[:2], True)
    assert world.rows(KEPT) == [{"status": first[0]}]
    assert len(world.rows(EFFECTS[path])) == 1
    await world.settle()
    assert len(world.from_bot(BOB)) == 1
    assert await world.differences() == []
