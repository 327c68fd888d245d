"""A small database that tests of the store open, harm and open again."""

import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from storage.database import Database
from storage.transaction import Transaction

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE notes (n INTEGER PRIMARY KEY) STRICT;
"""
KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from storage.database import Database

async def main():
    database = await Database.open(Path(sys.argv[1]), folder=Path(sys.argv[2]))
    for n in range(int(sys.argv[3]), int(sys.argv[4])):
        await database.write(lambda tx: tx.run("INSERT INTO notes VALUES (?)", (n,)))
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""
OPENS = """
import asyncio, sys
from pathlib import Path
from storage.database import Database
from storage.errors import StorageError

async def main():
    try:
        await Database.open(Path(sys.argv[1]), folder=Path(sys.argv[2]), lock_wait_s=0)
    except StorageError as error:
        print(f"{type(error).__name__}: {error}")
    else:
        print("opened")

asyncio.run(main())
"""


class Notes:
    """Where the database is, and what is in it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "a.db"
        self.steps = folder / "steps"
        self.steps.mkdir()
        (self.steps / "0001_notes.sql").write_text(SCHEMA)

    def beside(self, ending: str = "") -> Path:
        return self.path.with_name(self.path.name + ending)

    def mark(self, path: Path | None = None) -> tuple[str, int]:
        """The id and the number that stand beside the database."""
        store_id, number, _ = (path or self.beside(".id")).read_text().splitlines()
        return store_id, int(number)

    @asynccontextmanager
    async def opened(self, path: Path | None = None) -> AsyncIterator[Database]:
        database = await Database.open(path or self.path, folder=self.steps, lock_wait_s=0)
        try:
            yield database
        finally:
            await database.close()

    async def holds(self, path: Path | None = None) -> list[int]:
        async with self.opened(path) as database:
            return await kept(database)

    def killed(self, first: int, end: int) -> None:
        """Another process adds notes one by one, each confirmed, and is killed."""
        words = (KILLED, self.path, self.steps, first, end)
        subprocess.run([sys.executable, "-c", *map(str, words)], check=False)

    def opens_elsewhere(self) -> str:
        """What another process is told that opens the database."""
        words = (OPENS, self.path, self.steps)
        told = subprocess.run(
            [sys.executable, "-c", *map(str, words)], check=True, capture_output=True, text=True
        )
        return told.stdout


async def add(database: Database, n: int) -> int:
    return await database.write(lambda tx: tx.run("INSERT INTO notes VALUES (?)", (n,)))


async def kept(database: Database) -> list[int]:
    async def unit(tx: Transaction) -> list[int]:
        return [row["n"] for row in await tx.rows("SELECT n FROM notes ORDER BY n")]

    return await database.read(unit)
