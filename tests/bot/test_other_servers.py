"""Any Bot API server will do: only what the documentation promises is relied on."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from playground.core import Telegram
from playground.server import serve as serve_playground
from tests.bot.plain_server import PlainServer
from tests.bot.stage import ADMIN, BOB, USUAL, Stage, base_config

PATIENCE_S = 10


@pytest.fixture
async def plain() -> AsyncIterator[PlainServer]:
    """A server that does the least it may."""
    server = PlainServer()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def stage(plain: PlainServer, tmp_path: Path) -> AsyncIterator[Stage]:
    """A bot on that server, by `telegram.api_url` alone."""
    world = Telegram()
    unused = await serve_playground(world)
    path = tmp_path / "config.toml"
    path.write_text(base_config(plain.url, tmp_path) + USUAL, "utf-8")
    stage = Stage(world, unused, path)
    await stage.start()
    yield stage
    await stage.stop()
    await unused.close()


async def _until(seen: Callable[[], Any]) -> Any:
    async with asyncio.timeout(PATIENCE_S):
        while not (found := seen()):
            await asyncio.sleep(0.01)
    return found


def _last(plain: PlainServer, chat: int) -> dict[str, Any]:
    sent = [each for each in plain.sent.values() if int(each["chat_id"]) == chat]
    return sent[-1] if sent else {}


async def test_the_main_job_works_on_a_plain_server(stage: Stage, plain: PlainServer) -> None:
    """Start, one question, one tap, one summary."""
    plain.says(BOB, "/start")
    await _until(lambda: "Hello" in _last(plain, BOB).get("text", ""))
    await stage.ended()
    asked = await _until(lambda: _last(plain, BOB).get("reply_markup"))
    query = plain.taps(BOB, asked["inline_keyboard"][0][3]["callback_data"])
    assert await _until(lambda: plain.toasts.get(query)) == "Kept: 🙂 4"
    await _until(lambda: "You chose 🙂 4" in _last(plain, BOB)["text"])
    plain.says(ADMIN, "/csat week")
    assert "1 answer: 1 satisfied" in await _until(lambda: _last(plain, ADMIN).get("text"))


async def test_polls_that_are_answered_at_once_do_not_spin(
    stage: Stage, plain: PlainServer
) -> None:
    """A server without long polling is asked a few times a second, not thousands."""
    before = plain.polls
    for _ in range(50):
        await asyncio.sleep(0.01)
    assert plain.polls - before < 25
    assert (await stage.health())["status"] == "ok"


async def test_edited_message_null_beside_a_message_is_as_if_absent(
    stage: Stage, plain: PlainServer
) -> None:
    """And a message that is null beside its edit."""
    plain.says(BOB, "/start")
    await _until(lambda: "Hello" in _last(plain, BOB).get("text", ""))
    await stage.ended()
    await _until(lambda: _last(plain, BOB).get("reply_markup"))
    person = {"id": BOB, "is_bot": False, "first_name": "Bob"}
    said = {"message_id": 5009, "date": 1, "chat": {"id": BOB, "type": "private"}, "from": person}
    none = {"edited_message": None, "callback_query": None, "my_chat_member": None}
    plain.happens(message={**said, "text": "5, great", "reply_to_message": None}, **none)
    await _until(lambda: "You chose 😀 5" in _last(plain, BOB)["text"])
    assert stage.rows("SELECT body FROM comments") == [{"body": "great"}]
    plain.happens(message=None, edited_message={**said, "text": "4, good", "edit_date": 2})
    await _until(lambda: "You chose 🙂 4" in _last(plain, BOB)["text"])
    assert stage.rows("SELECT body FROM comments") == [{"body": "good"}]
    assert len(plain.sent) == 2
