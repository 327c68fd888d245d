"""What it costs that every answer is on disk before the customer is thanked."""

import asyncio
import tempfile
from pathlib import Path

from benchmarks.figure import Figure
from benchmarks.running import opened, seconds
from storage.database import Database
from storage.transaction import Transaction

UNITS = 6_000
TOGETHER = 256
_ADD = "INSERT INTO audit (at, actor, action) VALUES (:at, 'bench', 'write')"
_BUMP = """
INSERT INTO meta (key, value) VALUES ('bench', '1')
ON CONFLICT (key) DO UPDATE SET value = value + 1
"""


async def measure() -> list[Figure]:
    """Commit the same units one after another, and many waiting together."""
    with tempfile.TemporaryDirectory() as folder:
        async with opened(Database.open(Path(folder) / "bench.db")) as database:
            alone = UNITS // 4 / await seconds(_one_by_one(database, UNITS // 4))
            together = UNITS / await seconds(_waiting_together(database))
    return [
        Figure("durable units a second, one caller", alone, "units/s"),
        Figure(f"durable units a second, {TOGETHER} callers", together, "units/s"),
        Figure(f"{TOGETHER} callers to one caller", together / alone, "times"),
    ]


async def _unit(tx: Transaction) -> None:
    await tx.run(_ADD, {"at": 0})
    await tx.run(_BUMP)


async def _one_by_one(database: Database, units: int) -> None:
    for _ in range(units):
        await database.write(_unit)


async def _waiting_together(database: Database) -> None:
    async def caller() -> None:
        for _ in range(UNITS // TOGETHER):
            await database.write(_unit)

    await asyncio.gather(*(caller() for _ in range(TOGETHER)))
