"""How the bot is: what is due now, and 503 when it cannot work."""

import asyncio
import threading
from datetime import timedelta
from typing import Any

import pytest

from bot.operating import condition
from storage import deliveries, updates
from storage.deliveries import Kind
from storage.transaction import Transaction
from tests.bot.http.conftest import Api


async def look(api: Api) -> tuple[int, dict[str, Any]]:
    async with api.http.get(api.url + "/health") as reply:
        return reply.status, await reply.json()


async def plan(api: Api, kind: Kind, *, minutes: int = 0, n: int = 1) -> None:
    async def unit(tx: Transaction) -> None:
        for each in range(n):
            await deliveries.plan(
                tx,
                kind=kind,
                dedupe=f"{kind}:{minutes}:{each}",
                chat_id=42,
                due_at=api.clock() + timedelta(minutes=minutes),
            )

    await api.services.database.write(unit)


async def run(api: Api, *statements: str) -> None:
    async def unit(tx: Transaction) -> None:
        for sql in statements:
            await tx.run(sql)

    await api.services.database.write(unit)


async def test_nothing_to_do(api: Api) -> None:
    status, found = await look(api)
    assert status == 200
    assert found == {
        "status": "ok",
        "version": found["version"],
        "now": "2026-11-23T10:00:00Z",
        "database": {"writable": True},
        "last_poll_age_s": 1.5,
        "clock": {"believed": True},
        "due": {"asks": 0, "alerts": 0, "edits": 0, "claimed": 0, "replies": 0, "total": 0},
        "scheduled": 0,
        "unknown": 0,
        "failed_updates": 0,
    }


async def test_only_what_is_due_now_is_due(api: Api) -> None:
    await plan(api, "ask", n=2)
    await plan(api, "reminder")
    await plan(api, "alert")
    await plan(api, "ask", minutes=10, n=3)
    api.services.replies_in_flight = lambda: 4
    _, found = await look(api)
    assert found["due"] == {
        "asks": 3, "alerts": 1, "edits": 0, "claimed": 0, "replies": 4, "total": 8
    }  # fmt: skip
    assert found["scheduled"] == 3
    api.clock.advance(timedelta(minutes=10))
    _, found = await look(api)
    assert (found["due"]["asks"], found["scheduled"]) == (6, 0)


async def test_messages_on_their_way(api: Api) -> None:
    await plan(api, "ask", n=4)
    await run(
        api,
        "UPDATE deliveries SET state = 'claimed', lease_until = 1 WHERE id = 1",
        "UPDATE deliveries SET state = 'sent', revision = 2 WHERE id = 2",
        "UPDATE deliveries SET state = 'sent' WHERE id = 3",
        "UPDATE deliveries SET state = 'unknown' WHERE id = 4",
    )
    _, found = await look(api)
    assert found["due"] == {
        "asks": 0, "alerts": 0, "edits": 1, "claimed": 1, "replies": 0, "total": 2
    }  # fmt: skip
    assert found["unknown"] == 1


async def test_updates_that_failed_are_seen_for_a_day(api: Api) -> None:
    async def unit(tx: Transaction) -> None:
        await updates.record_failure(tx, bot=1, update_id=1, at=api.clock(), error="KeyError")

    await api.services.database.write(unit)
    status, found = await look(api)
    assert (status, found["status"], found["failed_updates"]) == (200, "degraded", 1)
    assert "KeyError" not in str(found)
    api.clock.advance(timedelta(days=1))
    assert (await look(api))[1]["status"] == "ok"


async def test_polling_that_stopped(api: Api) -> None:
    api.services.last_poll_age_s = lambda: None
    assert (await look(api))[1]["status"] == "degraded"
    api.services.last_poll_age_s = lambda: 1000.0
    status, found = await look(api)
    assert (status, found["status"]) == (503, "failing")


async def test_a_database_that_cannot_be_written(api: Api, ended: dict[str, Any]) -> None:
    writing = api.services.database._writing
    assert writing is not None
    writer = writing.engine
    await writer.execute("PRAGMA query_only = ON")
    status, reply = await api.end(ended)
    assert (status, reply["status"]) == (503, 503)
    status, found = await look(api)
    assert (status, found["status"], found["database"]["writable"]) == (503, "failing", False)
    assert "read-only" in found["database"]["problem"]
    await writer.execute("PRAGMA query_only = OFF")
    assert (await api.end(ended))[0] == 202
    assert (await look(api))[0] == 200


async def test_a_commit_that_does_not_end(
    api: Api, ended: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, loop = threading.Event(), asyncio.get_running_loop()
    writing = api.services.database._writing
    assert writing is not None
    hanging = asyncio.create_task(writing.engine.call(lambda _: gate.wait()))
    posting = asyncio.create_task(api.end(ended))
    while not api.services.database.committing_s():
        await asyncio.sleep(0)
    status, found = await look(api)
    assert (status, found["status"]) == (200, "ok")
    began = loop.time()
    monkeypatch.setattr(loop, "time", lambda: began + 7)
    assert condition.why_unwritable(api.services) == "nothing was written within 6 seconds"
    monkeypatch.undo()
    gate.set()
    await hanging
    assert (await posting)[0] == 202
    assert (await look(api))[1]["database"] == {"writable": True}


async def test_whoever_asks_writes_nothing(api: Api) -> None:
    before = await commits(api)
    for _ in range(3):
        await look(api)
    assert await commits(api) == before


async def commits(api: Api) -> Any:
    """What the database file knows of the commits that changed something."""

    async def unit(tx: Transaction) -> Any:
        return [list(row) for row in await tx.rows("SELECT * FROM meta ORDER BY 1")]

    return await api.services.database.read(unit)


async def test_a_database_that_is_closed(api: Api, ended: dict[str, Any]) -> None:
    await api.services.database.close()
    assert (await look(api))[0] == 503
    status, reply = await api.end(ended)
    assert (status, "send it again" in reply["detail"]) == (503, True)
