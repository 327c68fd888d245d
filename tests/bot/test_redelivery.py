"""An update that comes twice, or out of order, counts once; a faulty one stops no other."""

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playground.faults import Fault
from playground.updates import Update
from tests.bot.stage import BOB, CHARLIE, Stage, stage_of
from tests.bot.waiting import now_s

POISON = 2**63 + 1  # an id that no column holds
TABLES = ("customers", "invitations", "answers", "comments", "tally_scores", "tally_asks")
CHANCE_AND_TIME = {"token", "trace", "comment_until", "expires_at"}


@asynccontextmanager
async def waiting(folder: Path) -> AsyncIterator[tuple[Stage, list[Update]]]:
    """A bot that is stopped, while two customers press and write."""
    folder.mkdir()
    async with stage_of(folder) as stage:
        await stage.starts()
        await stage.starts(CHARLIE, name="Charlie")
        await stage.ended()
        await stage.ended(customer={"telegram_id": CHARLIE})
        await stage.stop()
        updates: list[Update] = []
        stage.telegram.updates.listeners.append(updates.append)
        for user in (BOB, CHARLIE):
            _converse(stage, user)
        stage.telegram.updates.listeners.remove(updates.append)
        yield stage, updates


def _converse(stage: Stage, user: int) -> None:
    now = now_s()
    message = stage.question(user)["message_id"]
    token = stage.button(user, ":1", kind="a:").split(":")[1]
    for data in ("a:{}:1", "a:{}:3", "a:{}:2", "r:{}:speed", "k:{}:comment"):
        stage.telegram.tap(user, message, data.format(token), chat_id=user, now=now)
    stage.telegram.say(user, "slow", now=now)
    said = stage.telegram.say(user, "very slow", now=now)
    stage.telegram.edit(user, said["message_id"], "very, very slow", chat_id=user, now=now)


async def run_once(stage: Stage) -> None:
    """Let the bot take what waits."""
    await stage.start()
    await stage.settle()
    await stage.stop()


def content(stage: Stage) -> dict[str, Any]:
    """What the database and the customers' phones say, without moments and chance."""
    found: dict[str, Any] = {
        table: [
            {
                name: value
                for name, value in row.items()
                if name not in CHANCE_AND_TIME and not name.endswith("_at")
            }
            for row in stage.rows(f"SELECT * FROM {table} ORDER BY 1, 2, 3, 4")
        ]
        for table in TABLES
    }
    return found | {"texts": [stage.texts(user) for user in (BOB, CHARLIE)]}


async def test_updates_brought_twice_and_backwards_change_nothing(tmp_path: Path) -> None:
    async with waiting(tmp_path / "once") as (stage, _):
        await run_once(stage)
        once = content(stage)
    assert [(row["score"], row["reason"]) for row in once["answers"]] == [(2, "speed")] * 2
    assert [row["body"] for row in once["comments"]] == ["slow", "very, very slow"] * 2
    async with waiting(tmp_path / "twice") as (stage, _):
        for kind in ("duplicate", "reorder"):
            stage.telegram.faults.add(Fault(kind, "getUpdates", times=9))
        await run_once(stage)
        assert content(stage) == once


async def test_updates_brought_three_times_change_nothing(tmp_path: Path) -> None:
    """As after a kill between the commit and the poll that confirms it."""
    async with waiting(tmp_path / "thrice") as (stage, updates):
        await run_once(stage)
        once = content(stage)
        calls = len([call for call in stage.telegram.calls if call.method == "sendMessage"])
        for seed in range(2):
            random.Random(seed).shuffle(updates)
            stage.telegram.updates._queue.update({each.id: each for each in updates})
            await run_once(stage)
            assert content(stage) == once
        assert calls == len([c for c in stage.telegram.calls if c.method == "sendMessage"])


async def test_an_update_that_cannot_be_taken_is_noted_and_stops_no_other(tmp_path: Path) -> None:
    async with waiting(tmp_path / "poison") as (stage, _):
        stage.join(POISON)
        stage.telegram.say(POISON, "/start", now=now_s())
        stage.join(77, name="Dora")
        stage.telegram.say(77, "/start", now=now_s())
        stage.telegram.updates.add("callback_query", {"id": "1", "data": "x"}, lane="", now=now_s())
        await stage.start()
        await stage.settle()
        health = await stage.health()
        assert (health["status"], health["failed_updates"]) == ("degraded", 2)
        assert health["due"]["total"] == 0
        errors = stage.rows("SELECT error FROM updates WHERE error IS NOT NULL ORDER BY 1")
        assert [row["error"] for row in errors] == ["KeyError", "ValueError"]
        assert len(stage.from_bot(77)) == 1
        assert [row["score"] for row in stage.rows("SELECT score FROM answers")] == [2, 2]
        await stage.restart()
        assert (await stage.health())["failed_updates"] == 2
