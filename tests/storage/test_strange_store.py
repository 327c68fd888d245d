"""A start takes nothing for a new installation that is a lost one, and nothing lost for whole."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from itertools import product
from pathlib import Path

import pytest

from storage.database import Database
from storage.errors import StorageError
from tests.storage.notes import Notes, add, kept


@pytest.fixture
async def notes(tmp_path: Path) -> Notes:
    """A database that was used, and closed in good order."""
    found = Notes(tmp_path)
    async with found.opened() as database:
        for n in range(5):
            await add(database, n)
    return found


def lose(notes: Notes) -> None:
    for ending in ("", "-wal", "-shm"):
        notes.beside(ending).unlink(missing_ok=True)


def move(notes: Notes) -> None:
    notes.path.rename(notes.beside(".elsewhere"))


def empty(notes: Notes) -> None:
    lose(notes)
    notes.path.touch()


def strip(notes: Notes) -> None:
    with closing(sqlite3.connect(notes.path)) as connection:
        connection.executescript("DROP TABLE notes; DROP TABLE meta; PRAGMA user_version = 0;")


def replace(notes: Notes) -> None:
    lose(notes)
    other = notes.path.with_name("other")
    other.mkdir()
    there = Notes(other)
    there.killed(0, 1)
    with closing(sqlite3.connect(there.path)):  # takes in the log
        pass
    there.path.rename(notes.path)


HARMS = [lose, move, empty, strip, replace]


@pytest.mark.parametrize("harm", HARMS)
async def test_a_mark_without_its_database_is_refused(
    notes: Notes, harm: Callable[[Notes], None]
) -> None:
    harm(notes)
    before = {path: path.stat().st_size for path in notes.path.parent.glob("a.db*")}
    for opening in (Database.open, Database.open_read_only):
        with pytest.raises(StorageError) as refused:
            await opening(notes.path, folder=notes.steps)
        assert "afterword restore" in str(refused.value)
        assert "--new-store" in str(refused.value)
    after = {path: path.stat().st_size for path in notes.path.parent.glob("a.db*")}
    changed = {notes.beside(ending) for ending in (".lock", "-wal", "-shm")}
    assert {path for path in after if after[path] != before.get(path)} <= changed


async def test_a_log_without_its_database_is_kept(tmp_path: Path) -> None:
    notes = Notes(tmp_path)
    notes.killed(0, 5)
    notes.beside(".id").unlink()  # as an older version left it
    notes.path.rename(notes.beside(".elsewhere"))
    size = notes.beside("-wal").stat().st_size
    with pytest.raises(StorageError, match=r"its log a\.db-wal is here"):
        await notes.holds()
    assert notes.beside("-wal").stat().st_size == size > 0
    notes.beside(".elsewhere").rename(notes.path)
    assert await notes.holds() == [0, 1, 2, 3, 4]


async def test_a_lost_log_is_noticed(tmp_path: Path) -> None:
    notes = Notes(tmp_path)
    notes.killed(0, 2)
    assert await notes.holds() == [0, 1]
    notes.killed(2, 8)
    log = notes.beside("-wal").rename(tmp_path / "log")
    with pytest.raises(
        StorageError, match=r"lost its last commits: it is at commit 2, .* says 8"
    ) as told:
        await notes.holds()
    assert "--accept-loss 2" in str(told.value)
    with pytest.raises(StorageError, match="lost its last commits"):
        await Database.open_read_only(notes.path, folder=notes.steps)
    for ending in ("-wal", "-shm"):
        notes.beside(ending).unlink(missing_ok=True)
    log.rename(notes.beside("-wal"))
    assert await notes.holds() == [0, 1, 2, 3, 4, 5, 6, 7]


async def test_a_log_lost_right_after_the_first_start_is_noticed(tmp_path: Path) -> None:
    notes = Notes(tmp_path)
    notes.killed(0, 3)
    notes.beside("-wal").unlink()
    with pytest.raises(StorageError, match="lost its last commits"):
        await notes.holds()


async def test_a_log_that_was_taken_in_is_not_missed(notes: Notes) -> None:
    assert not notes.beside("-wal").exists()
    assert await notes.holds() == [0, 1, 2, 3, 4]


async def test_a_copy_without_a_mark_starts_and_gets_one(notes: Notes, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    copy = tmp_path / "elsewhere" / "copy.db"
    shutil.copy(notes.path, copy)
    assert await notes.holds(copy) == [0, 1, 2, 3, 4]
    marked = copy.with_name("copy.db.id")
    assert notes.mark(marked) == notes.mark()
    assert marked.stat().st_mode & 0o777 == 0o600


async def test_a_database_of_an_older_version_gets_an_id(notes: Notes) -> None:
    with closing(sqlite3.connect(notes.path)) as connection, connection:
        connection.execute("DELETE FROM meta")
    notes.beside(".id").unlink()
    assert await notes.holds() == [0, 1, 2, 3, 4]
    first = notes.mark()
    assert await notes.holds() == [0, 1, 2, 3, 4]
    assert notes.mark() == first


async def test_a_start_that_was_broken_off_is_begun_again(tmp_path: Path) -> None:
    notes = Notes(tmp_path)
    notes.path.touch()
    assert await notes.holds() == []


async def test_a_mark_that_lags_is_believed(notes: Notes) -> None:
    """A kill between commit and mark, or a power cut that took the mark's last writes."""
    told, text = notes.mark(), notes.beside(".id").read_text()
    notes.beside(".id").write_text(text.replace("005\n", "003\n"))
    assert await notes.holds() == [0, 1, 2, 3, 4]
    assert notes.mark() == told


@pytest.mark.parametrize("text", ["", "\0" * 75, "not ours"])
async def test_a_mark_that_cannot_be_read_is_written_again(notes: Notes, text: str) -> None:
    told = notes.mark()
    notes.beside(".id").write_text(text)
    assert await notes.holds() == [0, 1, 2, 3, 4]
    assert notes.mark() == told
    notes.beside(".id").write_text(text)
    lose(notes)
    with pytest.raises(StorageError, match="says that a database was here"):
        await notes.holds()


async def test_an_older_copy_in_the_place_of_the_database_is_refused(notes: Notes) -> None:
    copy = shutil.copy(notes.path, notes.beside(".copy"))
    async with notes.opened() as database:
        await add(database, 5)
    shutil.copy(copy, notes.path)
    with pytest.raises(StorageError, match="older backup"):
        await notes.holds()


async def test_an_older_copy_beside_the_log_of_a_newer_one_is_refused(notes: Notes) -> None:
    """SQLite would write the one into the other, and the number would be that of the log."""
    copy = shutil.copy(notes.path, notes.beside(".copy"))
    async with notes.opened() as database:
        await add(database, 5)
    notes.killed(6, 9)
    assert notes.beside("-wal").stat().st_size > 0
    newer = notes.path.rename(notes.beside(".newer"))
    shutil.copy(copy, notes.path)
    with pytest.raises(StorageError, match=r"older than its log a\.db-wal: it is at commit 5"):
        await notes.holds()
    with pytest.raises(StorageError, match="older than its log"):
        await Database.open_read_only(notes.path, folder=notes.steps)
    newer.rename(notes.path)
    assert await notes.holds() == [0, 1, 2, 3, 4, 5, 6, 7, 8]


async def test_no_mixture_of_older_and_newer_files_is_taken_for_whole(tmp_path: Path) -> None:
    """Whatever is put back by hand: a start has all that was confirmed, or refuses."""
    notes = Notes(tmp_path)
    moments = [tmp_path / name for name in ("first", "second", "third")]
    for number, moment in enumerate(moments):
        notes.killed(number * 3, number * 3 + 3)
        moment.mkdir()
        for ending in ("", "-wal", ".id"):
            shutil.copy(notes.beside(ending), moment / f"a.db{ending}")
    everything = list(range(9))
    started = set()
    for base, log in product(moments, [None, *moments]):
        notes.beside("-shm").unlink(missing_ok=True)
        notes.beside("-wal").unlink(missing_ok=True)
        shutil.copy(base / "a.db", notes.path)
        shutil.copy(moments[-1] / "a.db.id", notes.beside(".id"))
        if log is not None:
            shutil.copy(log / "a.db-wal", notes.beside("-wal"))
        try:
            held = await notes.holds()
        except StorageError:
            continue
        assert held == everything, (base.name, log and log.name)
        started.add((base.name, log and log.name))
    assert ("third", "third") in started


async def test_a_commit_is_numbered_where_it_changes_something(notes: Notes) -> None:
    async with notes.opened() as database:
        store_id, number = notes.mark()
        size = notes.beside("-wal").stat().st_size
        for _ in range(3):
            await database.write(lambda tx: tx.run("DELETE FROM notes WHERE n = 99"))
        assert notes.mark() == (store_id, number)
        assert notes.beside("-wal").stat().st_size == size
        with pytest.raises(sqlite3.IntegrityError):
            await add(database, 0)
        assert notes.mark() == (store_id, number)
        await add(database, 9)
        assert notes.mark() == (store_id, number + 1)
        assert await kept(database) == [0, 1, 2, 3, 4, 9]


async def test_a_link_to_the_database_is_followed(notes: Notes, tmp_path: Path) -> None:
    (tmp_path / "linked").mkdir()
    link = tmp_path / "linked" / "a.db"
    link.symlink_to(notes.path)
    assert await notes.holds(link) == [0, 1, 2, 3, 4]
    assert [path.name for path in link.parent.iterdir()] == ["a.db"]
    move(notes)
    with pytest.raises(StorageError, match="says that a database was here"):
        await notes.holds(link)


async def test_a_mark_that_cannot_be_read_or_written_is_told(notes: Notes) -> None:
    draft = notes.beside(".id.partial")
    draft.mkdir()
    with pytest.raises(StorageError, match=r"cannot write .*a\.db\.id"):
        await notes.holds()
    draft.rmdir()
    notes.beside(".id").unlink()
    notes.beside(".id").mkdir()
    with pytest.raises(StorageError, match=r"cannot read .*a\.db\.id"):
        await notes.holds()
    notes.beside(".id").rmdir()
    assert await notes.holds() == [0, 1, 2, 3, 4]


async def test_a_restore_that_was_broken_off_is_no_new_installation(notes: Notes) -> None:
    """A kill between the old files' going and the copy's coming, of a database without a mark."""
    notes.beside(".id").unlink()
    notes.path.rename(notes.beside(".restoring"))
    with pytest.raises(StorageError, match=r"a\.db\.restoring is here"):
        await notes.holds()
    assert not notes.path.exists()
