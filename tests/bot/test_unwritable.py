"""A database that cannot be written: nothing is confirmed or lost, and it goes on by itself."""

import resource
import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from storage import engine
from tests.bot.crowd import ask_everybody, token_of
from tests.bot.process import Process, process_of
from tests.bot.stage import ADMIN, BOB, STAFF, Stage
from tests.bot.waiting import failing, now_s, until

PEOPLE = 300


def _interaction(name: str) -> dict[str, Any]:
    return {
        "id": name,
        "touchpoint": "support",
        "customer": {"telegram_id": BOB},
        "closed_at": "2026-11-01T10:00:00Z",
    }


async def test_a_database_that_another_holds_is_waited_for(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stage.starts()
    await stage.ended()
    await stage.stop()
    monkeypatch.setattr(engine, "_BUSY_MS", 50)
    await stage.start()
    holder = sqlite3.connect(stage.config.database_path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    data = stage.button(BOB, ":5", kind="a:")
    number = stage.question()["message_id"]
    stage.telegram.tap(BOB, number, data, chat_id=BOB, now=now_s())
    await failing(stage)
    assert (await stage.post("/v1/interactions", _interaction("T-2")))[0] == 503
    assert (await stage.post("/v1/interactions", _interaction("T-3"), once="a-key"))[0] == 503
    assert len(stage.telegram.updates) == 1
    assert "You chose" not in stage.question()["text"]
    holder.execute("ROLLBACK")
    holder.close()
    await until(lambda: "You chose" in stage.question()["text"])
    assert stage.rows("SELECT 1 FROM idempotency_keys") == []
    assert (await stage.post("/v1/interactions", _interaction("T-4"), once="a-key"))[0] == 202
    await stage.settle()
    assert (await stage.health())["status"] == "ok"
    assert len(stage.rows("SELECT 1 FROM answers")) == 1


@pytest.mark.parametrize("barred", [False, True])
async def test_staff_are_told_once_and_again_when_it_is_over(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, barred: bool
) -> None:
    """In the chat of the alerts, or to the admins where that takes nothing."""
    await stage.says(ADMIN, "/start")
    await stage.starts()
    await stage.ended()
    await stage.stop()
    monkeypatch.setattr(engine, "_BUSY_MS", 50)
    await stage.start()
    if barred:
        stage.telegram.chats[STAFF].barred.add("text")
    reader, other = (ADMIN, STAFF) if barred else (STAFF, ADMIN)
    holder = sqlite3.connect(stage.config.database_path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    await _is_told_once(stage, reader)
    holder.execute("ROLLBACK")
    holder.close()
    await until(lambda: "You chose" in stage.question()["text"])
    while len(_told(stage, reader)) < 2:
        await stage.pass_time(timedelta(seconds=11))
    assert "I can keep everything again" in _told(stage, reader)[-1]
    assert (await stage.health())["status"] == "ok"
    assert (len(_told(stage, reader)), _told(stage, other)) == (2, [])


async def _is_told_once(stage: Stage, reader: int) -> None:
    stage.press(BOB, stage.button(BOB, ":5", kind="a:"), message=stage.question()["message_id"])
    await stage.until(lambda: _told(stage, reader))
    stage.clock.advance(timedelta(minutes=7))
    for _ in range(3):
        assert (await stage.health())["status"] == "failing"
    (told,) = _told(stage, reader)
    assert "another program holds the database" in told


def _told(stage: Stage, chat: int) -> list[str]:
    return [text for text in stage.texts(chat) if "keep" in text and text[:1] in "⚠✅"]


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="only Linux limits another process")
async def test_a_full_disk_loses_no_tap(tmp_path: Path) -> None:
    async with process_of(tmp_path) as process:
        messages = await ask_everybody(process.telegram, process.config, PEOPLE)
        await process.start()
        _limit_files(process, 100)
        for person, message in messages.items():
            data = f"a:{token_of(person)}:5"
            process.telegram.tap(person, message, data, chat_id=person, now=now_s())
        health = await process.fails()
        assert (health["status"], health["database"]["writable"]) == ("failing", False)
        await until(lambda: bool(process.from_bot(STAFF)))
        assert "I cannot keep anything" in process.from_bot(STAFF)[0]["text"]
        assert len(process.telegram.updates) == PEOPLE
        assert (await process.posts(_interaction("T-1")))[0] == 503
        assert process.rows("SELECT 1 FROM answers") == []
        _limit_files(process, resource.RLIM_INFINITY)
        await process.settle()
        status, health = await process.health()
        assert (status, health["status"], health["failed_updates"]) == (200, "ok", 0)
        assert len(process.rows("SELECT 1 FROM answers")) == PEOPLE
        assert await process.stop() == 0
        assert await process.differences() == []


def _limit_files(process: Process, size: int) -> None:
    """Let the process write no file beyond a size, as if the disk were full."""
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
