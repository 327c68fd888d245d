"""Times from a future that did not come: set to now, with all that they count for."""

import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from simulation.blank import blank
from storage import answers, asks, clamping, customers, deliveries, invitations, recount
from storage.clamping import _EVER
from storage.database import Database
from storage.moments import to_micros
from storage.transaction import Transaction
from tests.storage.test_asks import BEGAN, DAY, ZONE, draft, live

ALLOWED = timedelta(minutes=5)
YEAR = 365 * DAY


async def clamp(tx: Transaction, now: datetime) -> int:
    return await clamping.clamp(
        tx, now=now, later=now + ALLOWED, zone=ZONE, wait=30 * DAY, ends=60 * DAY
    )


async def newest(tx: Transaction) -> dict[str, int]:
    """The newest moment of each column that tells what has happened."""
    columns = [(table, name) for table, names in _EVER.items() for name in names]
    columns += [("invitations", f"{each}_at") for each in ("decided", "asked", "delivered")]
    columns += [("invitations", "answered_at"), ("answers", "answered_at")]
    found = {}
    for table, name in columns:
        row = await tx.row(f"SELECT coalesce(max({name}), 0) AS newest FROM {table}")
        found[f"{table}.{name}"] = row["newest"] if row else 0
    return found


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_has_happened_counts_for_the_day_that_it_is_set_to(
    tmp_path: Path, seed: int
) -> None:
    chance, database = random.Random(seed), await Database.open(blank(tmp_path / "a.db"))
    now = BEGAN + chance.choice([-YEAR, -DAY, 2 * DAY, 5 * DAY])

    async def unit(tx: Transaction) -> None:
        for number in range(80):
            await live(tx, chance, number)
        for row in await tx.rows("SELECT id FROM invitations WHERE state = 'answered'"):
            ask = await invitations.get(tx, row["id"])
            if ask.gate is None and ask.answered_at is not None:
                await answers.add(tx, ask, score=4, at=ask.answered_at, zone=ZONE)
        assert await clamp(tx, now) > 0 or now > BEGAN
        assert {name for name, at in (await newest(tx)).items() if at > to_micros(now)} == set()
        assert await clamp(tx, now) == 0

    try:
        await database.write(unit)
        assert await database.read(lambda tx: recount.verify(tx, ZONE)) == []
    finally:
        await database.close()


async def planned(tx: Transaction, at: datetime) -> int:
    """Plan a question as the clock says: it is due in ten minutes, and open for a day."""
    given = await draft(tx, random.Random(1), 1)
    ask = await asks.add(tx, given, "planned", at=at, zone=ZONE, expires_at=at + DAY)
    await deliveries.plan(
        tx,
        kind="ask",
        dedupe="ask",
        chat_id=42,
        due_at=at + timedelta(minutes=10),
        invitation_id=ask.id,
        customer_id=ask.customer_id,
        counts=True,
    )
    return ask.id


async def test_what_was_planned_in_the_future_keeps_its_distance(tmp_path: Path) -> None:
    database = await Database.open(blank(tmp_path / "a.db"))

    async def unit(tx: Transaction) -> tuple[Any, Any]:
        ask = await planned(tx, BEGAN + YEAR)
        await clamp(tx, BEGAN)
        [row] = await tx.rows("SELECT due_at, counted_at FROM deliveries")
        return row, await invitations.get(tx, ask)

    try:
        row, ask = await database.write(unit)
    finally:
        await database.close()
    due = to_micros(BEGAN + timedelta(minutes=10))
    assert (row["due_at"], row["counted_at"]) == (due, due)
    assert (ask.decided_at, ask.expires_at) == (BEGAN, BEGAN + DAY)


async def test_what_is_planned_by_a_clock_that_is_right_stays(tmp_path: Path) -> None:
    database = await Database.open(blank(tmp_path / "a.db"))

    async def unit(tx: Transaction) -> int:
        await planned(tx, BEGAN)
        return await clamp(tx, BEGAN)

    try:
        assert await database.write(unit) == 0
    finally:
        await database.close()


async def test_a_message_that_is_planned_for_next_year_is_looked_at_now(tmp_path: Path) -> None:
    """A reminder, or a question put off: the gates are asked again before it leaves."""
    database = await Database.open(blank(tmp_path / "a.db"))

    async def unit(tx: Transaction) -> Any:
        await planned(tx, BEGAN)
        await tx.run("UPDATE deliveries SET due_at = :at", {"at": to_micros(BEGAN + YEAR)})
        await tx.run("UPDATE invitations SET expires_at = :at", {"at": to_micros(BEGAN + YEAR)})
        await clamp(tx, BEGAN)
        return await tx.row("SELECT due_at, expires_at FROM deliveries, invitations")

    try:
        row = await database.write(unit)
    finally:
        await database.close()
    assert dict(row) == {"due_at": to_micros(BEGAN), "expires_at": to_micros(BEGAN + 60 * DAY)}


async def test_a_lease_from_the_future_runs_out_in_its_time(tmp_path: Path) -> None:
    database = await Database.open(blank(tmp_path / "a.db"))

    async def unit(tx: Transaction) -> Any:
        await planned(tx, BEGAN)
        [delivery] = await deliveries.due(tx, now=BEGAN + DAY, limit=1)
        await deliveries.claim(tx, delivery, now=BEGAN + YEAR)
        await customers.mark_opted_out(tx, delivery.customer_id or 0, at=BEGAN + YEAR)
        await clamp(tx, BEGAN)
        return await tx.row(
            "SELECT counted_at, lease_until, opted_out_at FROM deliveries, customers"
        )

    try:
        row = await database.write(unit)
    finally:
        await database.close()
    assert dict(row) == {
        "counted_at": to_micros(BEGAN),
        "lease_until": to_micros(BEGAN + deliveries.LEASE),
        "opted_out_at": to_micros(BEGAN),
    }
