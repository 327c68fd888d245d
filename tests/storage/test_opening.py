"""Opening a file: one process, the right schema, plain words when it cannot be."""

import asyncio
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from storage.database import Database
from storage.errors import DatabaseLockedError, SchemaTooNewError, StorageError
from storage.transaction import Row, Transaction

FACTS = "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;"
FIRST = f"{FACTS} CREATE TABLE notes (n INTEGER PRIMARY KEY) STRICT;"


def steps(tmp_path: Path, scripts: Sequence[str] = (FIRST,)) -> Path:
    folder = tmp_path / f"steps{len(scripts)}"
    folder.mkdir(exist_ok=True)
    for number, script in enumerate(scripts, start=1):
        (folder / f"{number:04d}_step.sql").write_text(script)
    return folder


async def put(tx: Transaction) -> int:
    return await tx.run("INSERT INTO notes VALUES (1)")


def threads() -> int:
    ours = [thread for thread in threading.enumerate() if "connection_worker" in thread.name]
    for thread in ours:
        thread.join(2)
    return sum(thread.is_alive() for thread in ours)


async def test_the_schema_of_the_package_applies(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "a.db")
    await database.close()
    again = await Database.open_read_only(tmp_path / "a.db")
    await again.close()


async def test_the_pragmas_are_in_force(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "a.db", folder=steps(tmp_path))

    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}

    async def pragmas(tx: Transaction) -> list[Row | None]:
        return [await tx.row(f"PRAGMA {name}") for name in wanted]

    assert await database.write(pragmas) == [{name: value} for name, value in wanted.items()]
    assert (tmp_path / "a.db").stat().st_mode & 0o777 == 0o600
    await database.close()


async def test_a_second_opening_is_refused_until_the_first_ends(tmp_path: Path) -> None:
    path, folder = tmp_path / "a.db", steps(tmp_path)
    first = await Database.open(path, folder=folder)
    with pytest.raises(DatabaseLockedError, match="stop that one first"):
        await Database.open(path, folder=folder, lock_wait_s=0)
    waiting = asyncio.create_task(Database.open(path, folder=folder))
    await asyncio.sleep(0)
    await first.close()
    second = await waiting
    await second.close()


async def test_reading_beside_the_writer(tmp_path: Path) -> None:
    path, folder = tmp_path / "a.db", steps(tmp_path)
    database = await Database.open(path, folder=folder)
    beside = await Database.open_read_only(path, folder=folder)
    await database.write(put)
    assert await beside.read(lambda tx: tx.row("SELECT n FROM notes")) == {"n": 1}
    with pytest.raises(StorageError, match="reading only"):
        await beside.write(put)
    await beside.close()
    await database.close()


async def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    newer = steps(tmp_path, [FIRST, "CREATE TABLE more (n INTEGER) STRICT;"])
    await (await Database.open(path, folder=newer)).close()
    with pytest.raises(SchemaTooNewError, match="newer version"):
        await Database.open(path, folder=steps(tmp_path))
    with pytest.raises(SchemaTooNewError, match="newer version"):
        await Database.open_read_only(path, folder=steps(tmp_path))
    assert threads() == 0


async def test_an_existing_file_is_copied_before_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    first = await Database.open(path, folder=steps(tmp_path))
    await first.write(put)
    await first.close()
    older = steps(tmp_path, [FIRST, "ALTER TABLE notes ADD COLUMN more TEXT;"])
    with pytest.raises(StorageError, match="start the bot once"):
        await Database.open_read_only(path, folder=older)
    second = await Database.open(path, folder=older)
    assert await second.read(lambda tx: tx.row("SELECT * FROM notes")) == {"n": 1, "more": None}
    await second.close()
    copy = sqlite3.connect(tmp_path / "a.db.schema-0001.backup")
    assert copy.execute("SELECT * FROM notes").fetchall() == [(1,)]
    copy.close()


@pytest.mark.parametrize(
    "script",
    [
        "CREATE TABLE more (n INTEGER); CREATE TABLE notes (n);",
        "CREATE TABLE more (n INTEGER); nonsense;",
        "CREATE TABLE more (n INTEGER REFERENCES notes (n)); INSERT INTO more VALUES (5);",
    ],
)
async def test_a_failing_step_leaves_no_trace(tmp_path: Path, script: str) -> None:
    path = tmp_path / "a.db"
    with pytest.raises(StorageError, match=r"0002_step\.sql"):
        await Database.open(path, folder=steps(tmp_path, [FIRST, script]))
    assert threads() == 0
    reopened = await Database.open(path, folder=steps(tmp_path))
    tables = await reopened.read(lambda tx: tx.rows("SELECT name FROM sqlite_master"))
    assert tables == [{"name": "meta"}, {"name": "notes"}]
    await reopened.close()


async def test_a_gap_in_the_numbers_is_refused(tmp_path: Path) -> None:
    folder = steps(tmp_path)
    (folder / "0003_step.sql").write_text(FIRST)
    with pytest.raises(StorageError, match="numbered"):
        await Database.open(tmp_path / "a.db", folder=folder)


async def test_files_that_are_not_ours_are_told(tmp_path: Path) -> None:
    folder = steps(tmp_path)
    (tmp_path / "text.db").write_text("not a database " * 100)
    with pytest.raises(StorageError, match="not a database"):
        await Database.open(tmp_path / "text.db", folder=folder)
    with pytest.raises(StorageError, match="No such file"):
        await Database.open(tmp_path / "nowhere" / "a.db", folder=folder)
    with pytest.raises(StorageError, match="cannot read"):
        await Database.open_read_only(tmp_path / "missing.db", folder=folder)
    other = sqlite3.connect(tmp_path / "other.db")
    other.execute("CREATE TABLE theirs (n)")
    other.close()
    with pytest.raises(StorageError, match="some other program"):
        await Database.open(tmp_path / "other.db", folder=folder)
    assert threads() == 0


@pytest.mark.parametrize("waits", [0, 1, 2, 3, 5, 8, 13, 21])
async def test_cancelled_while_opening_nothing_stays_open(tmp_path: Path, waits: int) -> None:
    path, folder = tmp_path / "a.db", steps(tmp_path)
    opening = asyncio.create_task(Database.open(path, folder=folder))
    for _ in range(waits):
        await asyncio.sleep(0)
    opening.cancel()
    await asyncio.gather(opening, return_exceptions=True)
    database = await Database.open(path, folder=folder, lock_wait_s=1)
    await database.close()
    assert threads() == 0


WRITER = """
import asyncio, sys
from pathlib import Path
from storage.database import Database

async def main():
    database = await Database.open(Path(sys.argv[1]), folder=Path(sys.argv[2]))

    async def write_on(first):
        for n in range(first, 1_000_000, 16):
            await database.write(lambda tx: tx.run("INSERT INTO notes VALUES (?)", (n,)))
            print(n, flush=True)

    await asyncio.gather(*(write_on(first) for first in range(16)))

asyncio.run(main())
"""


@pytest.mark.parametrize("acknowledged", [1, 50, 400, 1500])
async def test_a_killed_process_keeps_all_it_acknowledged(
    tmp_path: Path, acknowledged: int
) -> None:
    path, folder = tmp_path / "a.db", steps(tmp_path)
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), str(folder)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    said = [process.stdout.readline() for _ in range(acknowledged)]
    process.send_signal(signal.SIGKILL)
    rest = process.stdout.read().split("\n")[:-1]
    process.stdout.close()
    process.wait()
    database = await Database.open(path, folder=folder)
    rows = await database.read(lambda tx: tx.rows("SELECT n FROM notes"))
    check = await database.read(lambda tx: tx.row("PRAGMA integrity_check"))
    await database.close()
    assert {int(line) for line in [*said, *rest]} <= {row["n"] for row in rows}
    assert check == {"integrity_check": "ok"}


@pytest.mark.parametrize("ending", ["", "raise SystemExit(3)", "asyncio.current_task().cancel()"])
def test_a_process_that_forgets_to_close_still_ends(tmp_path: Path, ending: str) -> None:
    program = f"""
import asyncio
from pathlib import Path
from storage.database import Database

async def main():
    database = await Database.open(Path({str(tmp_path / "a.db")!r}))
    {ending or "pass"}
    await asyncio.sleep(0)

asyncio.run(main())
"""
    subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=20, check=False)
