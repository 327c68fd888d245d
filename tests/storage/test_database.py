"""Units of work: committed together, isolated from one another, never half done."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path

import pytest

from storage.copying import copy_database
from storage.database import Database, Unit
from storage.errors import StorageError, UnwritableError
from storage.transaction import Transaction

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE notes (n INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    steps = tmp_path / "steps"
    steps.mkdir()
    (steps / "0001_notes.sql").write_text(SCHEMA)
    return steps


@pytest.fixture
async def database(tmp_path: Path, folder: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path / "notes.db", folder=folder)
    yield opened
    await opened.close()


def adding(n: int, text: str = "x") -> Unit[int]:
    async def unit(tx: Transaction) -> int:
        return await tx.run("INSERT INTO notes VALUES (:n, :text)", {"n": n, "text": text})

    return unit


async def kept(tx: Transaction) -> list[int]:
    return [row["n"] for row in await tx.rows("SELECT n FROM notes ORDER BY n")]


async def test_a_unit_is_kept_and_gives_its_result(database: Database) -> None:
    assert await database.write(adding(1)) == 1
    assert await database.read(kept) == [1]


async def test_a_row_is_a_mapping(database: Database) -> None:
    row = await database.read(lambda tx: tx.row("SELECT 1 AS a, NULL AS b"))
    assert row == {"a": 1, "b": None}
    assert await database.read(lambda tx: tx.row("SELECT n FROM notes")) is None


async def test_many_parameters_at_once(database: Database) -> None:
    async def unit(tx: Transaction) -> None:
        await tx.run_many("INSERT INTO notes VALUES (?, 'x')", [(n,) for n in range(5)])

    await database.write(unit)
    assert await database.read(kept) == [0, 1, 2, 3, 4]


async def test_units_that_wait_together_commit_together(database: Database) -> None:
    began = 0

    def watch(statement: str) -> None:
        nonlocal began
        began += statement.startswith("BEGIN")

    assert database._writing is not None
    await database._writing.engine.set_trace_callback(watch)
    await asyncio.gather(*(database.write(adding(n)) for n in range(600)))
    await database._writing.engine.set_trace_callback(lambda _: None)
    assert began == 3  # 256, 256 and 88
    assert len(await database.read(kept)) == 600


async def test_a_failing_unit_fails_alone(database: Database) -> None:
    units = [adding(1), adding(2), adding(1), adding(3)]
    ends = await asyncio.gather(*map(database.write, units), return_exceptions=True)
    assert [type(end) for end in ends] == [int, int, sqlite3.IntegrityError, int]
    assert await database.read(kept) == [1, 2, 3]


async def test_a_unit_that_raises_leaves_nothing(database: Database) -> None:
    async def unit(tx: Transaction) -> None:
        await tx.run("INSERT INTO notes VALUES (7, 'x')")
        raise LookupError

    with pytest.raises(LookupError):
        await database.write(unit)
    assert await database.read(kept) == []


@pytest.mark.parametrize("statement", ["COMMIT", "ROLLBACK"])
async def test_a_unit_may_not_end_its_transaction(database: Database, statement: str) -> None:
    with pytest.raises(StorageError, match="may not end"):
        await database.write(lambda tx: tx.run(statement))
    assert await database.write(adding(1)) == 1


async def test_a_unit_may_await_nothing_else(database: Database) -> None:
    async def unit(tx: Transaction) -> None:
        await tx.run("INSERT INTO notes VALUES (7, 'x')")
        await asyncio.sleep(0)

    with pytest.raises(StorageError, match="nothing but its transaction"):
        await database.write(unit)
    assert await database.read(kept) == []


async def test_units_run_again_when_the_commit_itself_fails(tmp_path: Path, folder: Path) -> None:
    (folder / "0002_child.sql").write_text(
        "CREATE TABLE child (n INTEGER REFERENCES notes (n) DEFERRABLE INITIALLY DEFERRED);"
    )
    database = await Database.open(tmp_path / "notes.db", folder=folder)
    orphan: Unit[int] = lambda tx: tx.run("INSERT INTO child VALUES (99)")  # noqa: E731
    ends = await asyncio.gather(
        *map(database.write, [adding(1), orphan, adding(2)]), return_exceptions=True
    )
    assert [type(end) for end in ends] == [int, sqlite3.IntegrityError, int]
    assert await database.read(kept) == [1, 2]
    await database.close()


@pytest.mark.parametrize("steps", range(12))
async def test_cancelling_a_caller_at_any_step_harms_nobody(database: Database, steps: int) -> None:
    task = asyncio.create_task(database.write(adding(1)))
    for _ in range(steps):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await database.write(adding(2))
    wanted = [2] if steps == 0 else [1, 2]  # cancelled before it began, or kept
    assert await database.read(kept) == wanted


@pytest.mark.parametrize("steps", range(8))
async def test_cancelling_a_reader_harms_nobody(database: Database, steps: int) -> None:
    task = asyncio.create_task(database.read(kept))
    for _ in range(steps):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await database.write(adding(1))
    assert await database.read(kept) == [1]


async def test_a_read_sees_one_snapshot(database: Database) -> None:
    await database.write(adding(1))
    seen, written = threading.Event(), threading.Event()

    async def look_twice(tx: Transaction) -> tuple[list[int], list[int]]:
        first = await kept(tx)
        seen.set()
        written.wait(5)
        return first, await kept(tx)

    reading = asyncio.create_task(database.read(look_twice))
    await asyncio.to_thread(seen.wait, 5)
    await database.write(adding(2))
    written.set()
    assert await reading == ([1], [1])
    assert await database.read(kept) == [1, 2]


async def test_a_read_cannot_write(database: Database) -> None:
    with pytest.raises(UnwritableError, match="read-only"):
        await database.read(adding(1))
    assert await database.read(kept) == []


async def test_a_full_disk_is_told_and_passes(database: Database) -> None:
    async def size(tx: Transaction) -> int:
        row = await tx.row("PRAGMA page_count")
        return int(row["page_count"]) if row else 0

    pages = await database.read(size)
    await database.write(lambda tx: tx.rows(f"PRAGMA max_page_count = {pages + 1}"))
    with pytest.raises(UnwritableError, match="disk is full"):
        await database.write(adding(1, "x" * 100_000))
    assert await database.read(kept) == []
    await database.write(lambda tx: tx.rows("PRAGMA max_page_count = 100000"))
    assert await database.write(adding(1, "x" * 100_000)) == 1


async def test_a_database_that_another_program_locks_is_told(
    database: Database, tmp_path: Path
) -> None:
    assert database._writing is not None
    await database._writing.engine.execute("PRAGMA busy_timeout = 10")
    other = sqlite3.connect(tmp_path / "notes.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(UnwritableError, match="locked"):
        await database.write(adding(1))
    other.close()
    assert await database.write(adding(1)) == 1


async def test_what_waits_is_kept_when_the_database_closes(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "notes.db"
    database = await Database.open(path, folder=folder)
    writes = [asyncio.create_task(database.write(adding(n))) for n in range(20)]
    await asyncio.sleep(0)
    await asyncio.gather(database.close(), database.close())
    assert await asyncio.gather(*writes) == [1] * 20
    with pytest.raises(StorageError, match="closed"):
        await database.write(adding(99))
    with pytest.raises(StorageError, match="closed"):
        await database.read(kept)


async def test_a_copy_is_whole_while_others_write(database: Database, tmp_path: Path) -> None:
    await database.write(adding(1))
    copy = tmp_path / "copy.db"
    await asyncio.gather(copy_database(tmp_path / "notes.db", copy), database.write(adding(2)))
    with sqlite3.connect(copy) as opened:
        found = [row[0] for row in opened.execute("SELECT n FROM notes ORDER BY n")]
    opened.close()
    assert found in ([1], [1, 2])
    assert list(tmp_path.glob("*.partial")) == []


@pytest.mark.parametrize("step", [iter([None]), (None for _ in range(1))])
async def test_whatever_else_a_unit_awaits_is_refused(
    database: Database, step: Iterator[None]
) -> None:
    class Waiting:
        def __await__(self) -> Generator[None, None, None]:
            return step  # type: ignore[return-value]  # `await` asks for an iterator only

    with pytest.raises(StorageError, match="nothing but its transaction"):
        await database.write(lambda _: Waiting())


async def test_nobody_waits_for_a_writer_that_was_cancelled(database: Database) -> None:
    """As when a program ends without closing: its loop cancels whatever still runs."""
    began, go_on = threading.Event(), threading.Event()

    async def slow(tx: Transaction) -> int:
        began.set()
        go_on.wait(5)
        return await tx.run("INSERT INTO notes VALUES (1, 'x')")

    first = asyncio.create_task(database.write(slow))
    await asyncio.to_thread(began.wait, 5)
    second = asyncio.create_task(database.write(adding(2)))
    await asyncio.sleep(0)
    [writer] = [task for task in asyncio.all_tasks() if task.get_name() == "storage-writer"]
    writer.cancel()
    with pytest.raises(StorageError, match="the outcome is not known: CancelledError"):
        await first
    with pytest.raises(StorageError, match="the database is closed"):
        await second
    go_on.set()
    with pytest.raises(StorageError, match="the database is closed"):
        await database.read(kept)


async def test_a_failed_write_is_known_until_another_one_succeeds(database: Database) -> None:
    async def nothing(_: Transaction) -> None:
        """Change nothing."""

    database.unwritable = UnwritableError("the disk is full")
    await database.write(nothing)
    assert database.unwritable is not None, "what changes nothing proves nothing"
    await database.write(adding(3))
    assert database.unwritable is None
