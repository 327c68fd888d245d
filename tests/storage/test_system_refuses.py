"""What the system refuses (descriptors, bytes, locks) is told, and leaves nothing open."""

import errno
import os
import resource
import sqlite3
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from storage import engine
from storage.database import Database
from storage.errors import DatabaseLockedError, StorageError, UnwritableError
from storage.file_lock import FileLock, _lock_byte
from storage.mark import Mark, MarkFile, read_mark
from storage.place import Place
from tests.storage.notes import Notes, add, kept

FIRST = Mark("a" * 32, 1)
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="locks of open files are Linux's")


@pytest.fixture
async def notes(tmp_path: Path) -> Notes:
    found = Notes(tmp_path)
    async with found.opened() as database:
        await add(database, 0)
    return found


@contextmanager
def at_most(kind: int, most: int) -> Iterator[None]:
    """Let this process have no more of something for a while."""
    soft, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(kind, (soft, hard))


def descriptors() -> set[int]:
    return {int(each.name) for each in Path("/dev/fd").iterdir()}


def first_free() -> int:
    free = os.open(os.devnull, os.O_RDONLY)
    os.close(free)
    return free


@pytest.mark.parametrize("read_only", [False, True])
async def test_with_any_number_of_descriptors_it_opens_or_leaves_nothing_open(
    notes: Notes, *, read_only: bool
) -> None:
    async def opened() -> Database:
        if read_only:
            return await Database.open_read_only(notes.path, folder=notes.steps)
        return await Database.open(notes.path, folder=notes.steps, lock_wait_s=0)

    await _close(opened)  # what a first use opens for good
    before, refused = descriptors(), 0
    for more in range(1, 40):  # the first reads the folder of steps
        try:
            with at_most(resource.RLIMIT_NOFILE, first_free() + more):
                database = await opened()
        except StorageError:
            refused += 1
            assert descriptors() == before
        else:
            assert await kept(database) == [0]
            await database.close()
            break
    assert 3 < refused < 39
    assert await notes.holds() == [0]


async def _close(opened: Callable[[], Awaitable[Database]]) -> None:
    await (await opened()).close()


async def test_a_log_that_cannot_be_taken_in_is_told_and_kept(notes: Notes) -> None:
    async with notes.opened() as database:
        before = notes.path.stat().st_size
        big = "CREATE TABLE big AS SELECT hex(zeroblob(20000)) AS words"
        await database.write(lambda tx: tx.run(big))
        with (
            at_most(resource.RLIMIT_FSIZE, before),
            pytest.raises(UnwritableError, match="the disk"),
        ):
            await database.checkpoint()
        await database.checkpoint()
        assert notes.path.stat().st_size > before + 20_000


async def test_a_start_that_cannot_take_in_the_log_is_told(notes: Notes) -> None:
    many = """
    WITH RECURSIVE new (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM new WHERE n < 9999)
    INSERT INTO notes SELECT n FROM new
    """
    async with notes.opened() as database:
        await database.write(lambda tx: tx.run(many))
    notes.killed(10_000, 10_002)
    index = 32_768  # bytes: it must be written, and what is new in the log lies behind them
    with (
        at_most(resource.RLIMIT_FSIZE, index),
        pytest.raises(UnwritableError, match="the disk"),
    ):
        await notes.holds()
    assert await notes.holds() == list(range(10_002))


def test_a_mark_that_cannot_be_overwritten_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.id"
    before = descriptors()
    with closing(MarkFile(path, FIRST)) as mark:
        with (
            at_most(resource.RLIMIT_FSIZE, 0),
            pytest.raises(UnwritableError, match="cannot write"),
        ):
            mark.tell(2)
        mark.tell(3)
        assert read_mark(path) == Mark("a" * 32, 3)
        path.unlink()
        with (
            at_most(resource.RLIMIT_FSIZE, 0),
            pytest.raises(StorageError, match="cannot write"),
        ):
            mark.keep()
        assert descriptors() == before, "the half-written one is closed"
        mark.tell(4)  # there is no file to tell it to
        mark.keep()
        assert read_mark(path) == Mark("a" * 32, 4)


async def test_commits_go_on_while_the_mark_cannot_be_written_again(notes: Notes) -> None:
    async with notes.opened() as database:
        notes.beside(".id").unlink()
        notes.beside(".id.partial").mkdir()
        with pytest.raises(StorageError, match="cannot write"):
            await database.look()
        await add(database, 1)
        notes.beside(".id.partial").rmdir()
        await database.look()
        assert notes.mark()[1] == 2
    assert await notes.holds() == [0, 1]


@LINUX
async def test_a_database_that_somebody_makes_meanwhile_is_theirs(tmp_path: Path) -> None:
    place = Place.at(tmp_path / "a.db")
    lock = await FileLock.acquire(place, wait_s=0)
    theirs = os.open(place.database, os.O_RDWR | os.O_CREAT)
    try:
        _lock_byte(theirs)
        with pytest.raises(DatabaseLockedError, match=f"process {os.getpid()} is using"):
            lock.take_new_file()
    finally:
        os.close(theirs)
        lock.release()


async def test_a_folder_is_no_database(tmp_path: Path) -> None:
    before = descriptors()
    with pytest.raises(StorageError, match=r"cannot open the database .*: Is a directory"):
        await FileLock.acquire(Place.at(tmp_path), wait_s=0)
    assert descriptors() == before


@LINUX
def test_a_descriptor_that_cannot_be_locked_is_no_lock_of_others(tmp_path: Path) -> None:
    read_only = os.open(tmp_path, os.O_RDONLY)
    try:
        with pytest.raises(OSError, match=os.strerror(errno.EBADF)):
            _lock_byte(read_only)
    finally:
        os.close(read_only)


def test_a_file_system_without_shared_memory_is_refused(tmp_path: Path) -> None:
    plain = f"file:{tmp_path / 'a.db'}?vfs=unix-dotfile"  # SQLite without shared memory
    connection = sqlite3.connect(plain, uri=True, isolation_level=None)
    with pytest.raises(StorageError, match="does not support"):
        engine._prepared(connection)
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        connection.execute("SELECT 1")


async def test_a_sqlite_that_is_too_old_is_refused(
    notes: Notes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 36, 0))
    with pytest.raises(StorageError, match=r"is too old: 3\.37 or newer"):
        await notes.holds()
    monkeypatch.undo()
    assert await notes.holds() == [0]
