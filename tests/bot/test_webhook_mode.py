"""The whole bot behind a webhook: Telegram brings the updates, and hears yes after the commit."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.clock import system_clock
from tests.bot.process import Process, process_of
from tests.bot.stage import ADMIN, BOB, STAFF, USUAL
from tests.bot.waiting import now_s

PATH = "/telegram/webhook"


@pytest.fixture
async def process(tmp_path: Path) -> AsyncIterator[Process]:
    async with process_of(tmp_path, USUAL) as process:
        url = f"http://127.0.0.1:{process.port}{PATH}"
        await process.start(AFTERWORD_TELEGRAM__MODE="webhook", AFTERWORD_TELEGRAM__WEBHOOK_URL=url)
        yield process


async def test_the_main_job_goes_through_the_webhook(process: Process) -> None:
    kept: list[int] = []

    def look(event: dict[str, Any]) -> None:
        if event["kind"] == "toast":
            kept.append(len(process.rows("SELECT * FROM answers")))

    process.telegram.listeners.append(look)
    process.telegram.create_user("Bob", user_id=BOB, language_code="en")
    await _says(process, BOB, "/start")
    status, _ = await process.posts(
        {
            "id": "T-1",
            "touchpoint": "delivery",
            "customer": {"telegram_id": BOB},
            "closed_at": system_clock().isoformat(),
        }
    )
    assert status == 202
    await process.settle()
    question = process.from_bot(BOB)[-1]
    data = next(
        button["callback_data"]
        for row in question["reply_markup"]["inline_keyboard"]
        for button in row
        if button["callback_data"].endswith(":9")
    )
    now = now_s()
    process.telegram.tap(BOB, question["message_id"], data, chat_id=BOB, now=now)
    await process.settle()
    assert kept == [1]
    assert "You chose 9" in process.from_bot(BOB)[-1]["text"]
    await _says(process, ADMIN, "/nps", chat=STAFF)
    assert "1 answer" in process.from_bot(STAFF)[-1]["text"]
    assert not [call for call in process.telegram.calls if call.method == "getUpdates"]
    assert (await process.health())[1]["status"] == "ok"
    assert await process.stop() == 0


async def test_only_telegram_may_bring_updates(process: Process) -> None:
    update = {"update_id": 1, "message": {"text": "/start"}}
    for headers in ({}, {"X-Telegram-Bot-Api-Secret-Token": "guessed"}):
        async with process.http.post(PATH, json=update, headers=headers) as response:
            assert response.status == 401
    assert process.rows("SELECT * FROM updates") == []


async def _says(process: Process, user: int, text: str, *, chat: int | None = None) -> None:
    process.telegram.say(user, text, chat_id=chat, now=now_s())
    await process.settle()
