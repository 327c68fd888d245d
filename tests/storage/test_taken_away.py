"""A running database whose files somebody takes away confirms nothing, and loses nothing."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from storage.copying import copy_database
from storage.database import Database
from storage.errors import ForgottenUnknownError, StorageError, UnwritableError
from storage.restoring import restore
from tests.storage.harms import (
    HARMS,
    delete,
    delete_all,
    delete_log,
    empty,
    empty_log,
    move,
    replace,
)
from tests.storage.notes import Notes, add, kept


@pytest.mark.parametrize("harm", HARMS)
async def test_nothing_is_confirmed_that_the_next_start_would_not_find(
    notes: Notes, database: Database, harm: Callable[[Notes], None]
) -> None:
    harm(notes)
    for n in (10, 11):
        with pytest.raises(UnwritableError, match=r"a\.db.*(start the bot anew|afterword restore)"):
            await add(database, n)
    with pytest.raises(UnwritableError):
        await database.look()
    with pytest.raises(UnwritableError):
        await database.checkpoint()


@pytest.mark.parametrize("harm", HARMS)
async def test_what_is_taken_away_is_noticed_without_a_commit(
    notes: Notes, database: Database, harm: Callable[[Notes], None]
) -> None:
    await database.look()
    assert database.unwritable is None
    harm(notes)
    with pytest.raises(UnwritableError):
        await database.look()
    assert database.unwritable is not None


async def test_a_folder_that_is_another_is_noticed(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    notes = Notes(folder)
    async with notes.opened() as database:
        await add(database, 0)
        folder.rename(tmp_path / "elsewhere")
        folder.touch()
        with pytest.raises(UnwritableError, match="cannot be found: Not a directory"):
            await add(database, 1)
        folder.unlink()
        (tmp_path / "elsewhere").rename(folder)
        await add(database, 2)
        assert {0, 2} <= set(await kept(database))


async def test_a_lost_index_is_noticed(notes: Notes, database: Database) -> None:
    notes.beside("-shm").unlink()
    with pytest.raises(UnwritableError, match=r"a\.db-shm was deleted"):
        await database.look()
    with pytest.raises(UnwritableError, match="start the bot anew"):
        await add(database, 9)


async def test_what_comes_back_goes_on(notes: Notes, database: Database) -> None:
    move(notes)
    with pytest.raises(UnwritableError, match="until it is back"):
        await add(database, 9)
    assert notes.beside(".rescued").exists()
    notes.beside(".elsewhere").rename(notes.path)
    await add(database, 10)
    assert {0, 1, 2, 10} <= set(await kept(database))
    await database.look()
    assert not notes.beside(".rescued").exists()  # nobody needs a second copy of people's words


@pytest.mark.parametrize("harm", [delete, move, replace, delete_all])
async def test_what_was_confirmed_is_saved(notes: Notes, harm: Callable[[Notes], None]) -> None:
    async with notes.opened() as database:
        for n in range(3):
            await add(database, n)
        harm(notes)
        with pytest.raises(UnwritableError, match=r"saved in a\.db\.rescued"):
            await database.look()
    assert notes.beside(".rescued").stat().st_mode & 0o777 == 0o600
    with pytest.raises(StorageError):
        await notes.holds()
    await restore(notes.path, notes.beside(".rescued"))
    assert notes.beside(".rescued").exists()
    assert await notes.holds() == [0, 1, 2]
    assert not notes.beside(".rescued").exists()  # it is in the database now


async def test_whatever_goes_next_is_noticed_as_well(notes: Notes, database: Database) -> None:
    delete_log(notes)
    with pytest.raises(UnwritableError, match="Nothing is lost"):
        await database.look()
    delete(notes)
    with pytest.raises(UnwritableError, match=r"saved in a\.db\.rescued"):
        await add(database, 3)


async def test_all_that_begins_with_its_name_is_deleted(notes: Notes) -> None:
    async with notes.opened() as database:
        await add(database, 0)
        for path in notes.path.parent.glob("a.db*"):
            path.unlink()
        with pytest.raises(UnwritableError):
            await add(database, 1)
    with pytest.raises(StorageError, match="says that a database was here"):
        await notes.holds()
    notes.beside(".id").unlink()
    with pytest.raises(StorageError, match=r"a\.db\.rescued is here"):
        await notes.holds()
    with pytest.raises(ForgottenUnknownError, match="--forgotten-unknown"):
        await restore(notes.path, notes.beside(".rescued"))
    await restore(notes.path, notes.beside(".rescued"), forgotten_unknown=True)
    assert await notes.holds() == [0]


async def test_a_log_that_was_taken_in_and_then_cut_is_noticed(
    notes: Notes, database: Database
) -> None:
    program = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); "
    program += "print(c.execute('PRAGMA wal_checkpoint(PASSIVE)').fetchone())"
    subprocess.run([sys.executable, "-c", program, notes.path], check=True)
    empty_log(notes)
    for n in (10, 11):
        with pytest.raises(UnwritableError, match="Nothing is lost"):
            await add(database, n)


async def test_what_was_saved_is_kept_until_it_is_taken_in(notes: Notes) -> None:
    async with notes.opened() as database:
        await add(database, 0)
        subprocess.run(["cp", notes.path, notes.beside(".older")], check=True)
        await add(database, 1)
        delete(notes)
        with pytest.raises(UnwritableError, match="is saved"):
            await database.look()
    await restore(notes.path, notes.beside(".older"))
    assert await notes.holds() == []
    assert notes.beside(".rescued").exists()
    await restore(notes.path, notes.beside(".rescued"))
    assert await notes.holds() == [0, 1]


async def test_a_log_that_was_deleted_is_in_the_database_before_the_process_ends(
    notes: Notes, database: Database, tmp_path: Path
) -> None:
    delete_log(notes)
    with pytest.raises(UnwritableError, match="Nothing is lost"):
        await database.look()
    subprocess.run(["cp", notes.path, tmp_path / "as-it-is.db"], check=True)
    assert await notes.holds(tmp_path / "as-it-is.db") == [0, 1, 2]


@pytest.mark.parametrize("end", ["closed", "killed"])
async def test_what_was_emptied_is_never_taken_for_whole_again(notes: Notes, end: str) -> None:
    """At its end SQLite writes what the log holds into the emptied file: half a database."""
    if end == "killed":
        notes.killed(0, 3)
        empty(notes)
    else:
        async with notes.opened() as database:
            await add(database, 0)
            empty(notes)
            with pytest.raises(UnwritableError, match="Stop the bot and: afterword restore"):
                await add(database, 1)
        assert notes.path.stat().st_size > 0
    with pytest.raises(StorageError, match="afterword restore"):
        await notes.holds()


async def test_a_log_that_sqlite_shortened_is_no_fault(notes: Notes, database: Database) -> None:
    program = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); "
    program += "print(c.execute('PRAGMA wal_checkpoint(TRUNCATE)').fetchone())"
    subprocess.run([sys.executable, "-c", program, notes.path], check=True)
    assert notes.beside("-wal").stat().st_size == 0
    await add(database, 3)
    await database.look()
    assert await kept(database) == [0, 1, 2, 3]


async def test_a_mark_that_was_deleted_is_written_again(notes: Notes, database: Database) -> None:
    store_id, number = notes.mark()
    notes.beside(".id").unlink()
    await add(database, 3)
    await database.look()
    assert notes.mark() == (store_id, number + 1)


async def test_deleting_the_lock_lets_no_second_in(notes: Notes, database: Database) -> None:
    assert notes.opens_elsewhere().startswith("DatabaseLockedError: process")
    notes.beside(".lock").unlink()
    told = notes.opens_elsewhere()
    if sys.platform == "linux":
        assert told.startswith("DatabaseLockedError: another process is using")
    await add(database, 3)
    await database.close()
    assert notes.opens_elsewhere() == "opened\n"


async def test_the_log_is_emptied_as_soon_as_nobody_reads_it(
    notes: Notes, database: Database
) -> None:
    reader = sqlite3.connect(f"file:{notes.path}?mode=ro", uri=True, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM notes").fetchall()
    await add(database, 3)
    assert await database.checkpoint() == notes.beside("-wal").stat().st_size > 0
    reader.execute("COMMIT")
    assert await database.checkpoint() == 0
    assert notes.beside("-wal").stat().st_size == 0
    await add(database, 4)
    assert await kept(database) == [0, 1, 2, 3, 4]
    reader.close()


async def test_a_start_empties_the_log(notes: Notes) -> None:
    notes.killed(0, 5)
    assert notes.beside("-wal").stat().st_size > 0
    async with notes.opened():
        assert notes.beside("-wal").stat().st_size == 0


async def test_the_locks_of_sqlite_hold_while_the_bot_works(
    notes: Notes, database: Database
) -> None:
    """Another program that closes the file last of all would empty and delete the log."""
    await copy_database(notes.path, notes.beside(".copy"))
    with pytest.raises(StorageError):  # refused in this very process
        await notes.holds()
    program = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); "
    program += "c.execute('SELECT * FROM notes').fetchall(); c.close()"
    subprocess.run([sys.executable, "-c", program, notes.path], check=True)
    assert notes.beside("-wal").stat().st_size > 0
    await add(database, 3)
    shutil.rmtree(notes.steps)
