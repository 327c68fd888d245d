"""Messages that the bot begins: which go first, and what becomes of them."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from simulation.blank import blank
from storage import deliveries
from storage.database import Database
from storage.deliveries import LEASE, Delivery, Kind
from storage.transaction import Transaction

NOW = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(blank(tmp_path / "a.db"))
    yield opened
    await opened.close()


async def planned(database: Database, kind: Kind, chat_id: int, *, ago: timedelta) -> None:
    await database.write(
        lambda tx: deliveries.plan(
            tx, kind=kind, dedupe=f"{kind}:{chat_id}", chat_id=chat_id, due_at=NOW - ago
        )
    )


async def due(database: Database, *, limit: int = 25, busy: tuple[int, ...] = ()) -> list[Delivery]:
    return await database.read(
        lambda tx: deliveries.due(tx, now=NOW, limit=limit, busy=busy),
    )


async def test_an_alert_overtakes_the_questions_that_wait(database: Database) -> None:
    for chat in range(1, 31):
        await planned(database, "ask", chat, ago=60 * SECOND)
    await planned(database, "alert", -1, ago=timedelta())
    found = await due(database)
    assert (found[0].kind, len(found)) == ("alert", 25)
    assert [each.chat_id for each in found[1:]] == list(range(1, 25))


async def test_what_is_not_due_or_whose_chat_is_busy_waits(database: Database) -> None:
    await planned(database, "ask", 1, ago=-SECOND)
    await planned(database, "ask", 2, ago=SECOND)
    await planned(database, "alert", 3, ago=SECOND)
    assert [each.chat_id for each in await due(database, busy=(3,))] == [2]


async def test_the_same_message_is_planned_once(database: Database) -> None:
    await planned(database, "ask", 1, ago=SECOND)
    await planned(database, "ask", 1, ago=SECOND)
    assert len(await due(database)) == 1


async def test_a_message_is_claimed_once_and_its_lease_runs_out(database: Database) -> None:
    await planned(database, "ask", 1, ago=SECOND)
    [delivery] = await due(database)
    claims = [
        await database.write(lambda tx: deliveries.claim(tx, delivery, now=NOW)) for _ in range(2)
    ]
    assert claims == [True, False]
    for at, lost in ((NOW + LEASE - SECOND, 0), (NOW + LEASE, 1)):
        found = await database.read(partial(deliveries.lost_leases, now=at))
        assert len(found) == lost


async def test_a_message_of_unknown_fate_becomes_sent_by_its_proof(database: Database) -> None:
    await planned(database, "ask", 1, ago=SECOND)
    [delivery] = await due(database)

    async def unit(tx: Transaction) -> Delivery:
        await deliveries.claim(tx, delivery, now=NOW)
        await deliveries.settle(tx, delivery.id, state="unknown")
        await deliveries.mark_sent(tx, delivery.id, chat_id=1, message_id=7, now=NOW)
        await deliveries.mark_sent(tx, delivery.id, chat_id=1, message_id=8, now=NOW)
        return await deliveries.get(tx, delivery.id)

    found = await database.write(unit)
    assert (found.state, found.message_id) == ("sent", 7)
