"""Reports read beside everybody else, and only so long and so much."""

import asyncio
from pathlib import Path

import pytest

from simulation.blank import blank
from storage.database import Database
from storage.errors import StorageError, TooMuchError
from storage.limits import Limit
from storage.transaction import Row, Transaction

ENDLESS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT sum(i) FROM n"
AN_HOUR = Limit(seconds=3600, rows=10)


async def endless(tx: Transaction) -> Row | None:
    return await tx.row(ENDLESS)


async def numbers(tx: Transaction, upto: int) -> int:
    sql = f"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT {upto}) SELECT i"
    return len(await tx.rows(f"{sql} FROM n"))


async def test_nobody_waits_for_a_report(tmp_path: Path) -> None:
    """Neither a read nor a write; and closing ends what would never end."""
    database = await Database.open(blank(tmp_path / "a.db"), limit=AN_HOUR)
    reports = [asyncio.create_task(database.study(endless)) for _ in range(3)]
    assert await database.read(lambda tx: numbers(tx, 7)) == 7
    assert await database.write(lambda tx: numbers(tx, 7)) == 7
    await database.close()
    ends = await asyncio.gather(*reports, return_exceptions=True)
    assert [type(each) for each in ends] == [StorageError] * 3


async def test_a_report_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    """In the middle of a statement, and before one that begins too late."""
    database = await Database.open(blank(tmp_path / "a.db"), limit=Limit(seconds=0.02, rows=10))
    for unit in (endless, endless):
        with pytest.raises(TooMuchError):
            await database.study(unit)
    await database.close()


async def test_a_report_that_reads_too_much_is_ended(tmp_path: Path) -> None:
    """The rows of all its statements together; the next report begins anew."""
    database = await Database.open(blank(tmp_path / "a.db"), limit=AN_HOUR)

    async def twice(tx: Transaction) -> int:
        return await numbers(tx, 6) + await numbers(tx, 5)

    assert await database.study(lambda tx: numbers(tx, 10)) == 10
    with pytest.raises(TooMuchError):
        await database.study(lambda tx: numbers(tx, 11))
    with pytest.raises(TooMuchError):
        await database.study(twice)
    assert await database.study(lambda tx: numbers(tx, 10)) == 10
    await database.close()
