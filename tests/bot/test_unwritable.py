"""A database that cannot be written: nothing is confirmed or lost, and it goes on by itself."""

import resource
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from storage import engine
from tests.bot.crowd import ask_everybody, token_of
from tests.bot.process import Process, process_of
from tests.bot.stage import BOB, Stage
from tests.bot.waiting import now_s, until

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
    assert (await stage.health())["status"] == "failing"
    assert (await stage.post("/v1/interactions", _interaction("T-2")))[0] == 503
    assert len(stage.telegram.updates) == 1
    assert "You chose" not in stage.question()["text"]
    holder.execute("ROLLBACK")
    holder.close()
    await until(lambda: "You chose" in stage.question()["text"])
    await stage.settle()
    assert (await stage.health())["status"] == "ok"
    assert len(stage.rows("SELECT 1 FROM answers")) == 1


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="only Linux limits another process")
async def test_a_full_disk_loses_no_tap(tmp_path: Path) -> None:
    async with process_of(tmp_path) as process:
        messages = await ask_everybody(process.telegram, process.config, PEOPLE)
        await process.start()
        _limit_files(process, 100)
        for person, message in messages.items():
            data = f"a:{token_of(person)}:5"
            process.telegram.tap(person, message, data, chat_id=person, now=now_s())
        status, health = await process.health()
        assert (status, health["status"], health["database"]["writable"]) == (503, "failing", False)
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
