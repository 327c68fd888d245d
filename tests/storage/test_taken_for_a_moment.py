"""Files that are away for the length of one commit: it is not confirmed, and the next ones are."""

import asyncio
import os
import sqlite3
from pathlib import Path

import pytest

from storage.database import Database
from storage.errors import TakenAwayError
from storage.transaction import Transaction
from tests.storage.notes import Notes, add, kept


async def test_what_goes_away_during_a_commit_is_not_confirmed(
    notes: Notes, database: Database
) -> None:
    async def taking(tx: Transaction) -> int:
        if notes.path.exists():  # it is run again, as the other one fails
            notes.path.rename(notes.beside(".elsewhere"))
        return await tx.run("INSERT INTO notes VALUES (10)")

    again = database.write(lambda tx: tx.run("INSERT INTO notes VALUES (0)"))
    ends = await asyncio.gather(database.write(taking), again, return_exceptions=True)
    assert [type(end) for end in ends] == [TakenAwayError, sqlite3.IntegrityError]
    notes.beside(".elsewhere").rename(notes.path)
    await add(database, 11)
    assert await kept(database) == [0, 1, 2, 10, 11]


async def test_a_commit_is_refused_also_where_the_file_is_back_already(
    notes: Notes, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = [True]
    stat = Path.stat

    def missing_once(path: Path, **how: bool) -> os.stat_result:
        if path == notes.path and gone:
            gone.pop()
            raise FileNotFoundError(path)
        return stat(path, **how)

    monkeypatch.setattr(Path, "stat", missing_once)
    with pytest.raises(TakenAwayError, match=r"a\.db was deleted or moved away"):
        await add(database, 10)
    await add(database, 11)
    assert await kept(database) == [0, 1, 2, 11]


async def test_what_was_saved_and_cannot_be_read_is_left_alone(notes: Notes) -> None:
    async with notes.opened():
        pass
    notes.beside(".rescued").write_bytes(b"no database" * 100)
    async with notes.opened() as database:
        await add(database, 0)
    assert notes.beside(".rescued").exists()
