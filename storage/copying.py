"""A complete and checked copy of a database in one file, also while it is written to."""

import asyncio
import os
import shutil
import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Event

from storage.engine import Engine, explained
from storage.errors import StorageError
from storage.mark import sync_folder

_PAGES_A_STEP = 2_000
_LOOKED_EVERY = 100_000  # instructions of SQLite's machine, between two looks at whether to stop
_ROOM = 1.05  # times the size of the database: what a copy needs

IsOver = Callable[[], bool]


class _StoppedError(Exception):
    """Whoever wanted the copy does not want it any more."""


async def copy_database(path: Path, target: Path) -> None:
    """Copy a database that this or another process may be writing to, as it is at this moment.

    It is read through a connection of its own that cannot write, so that nobody waits for it; all
    of it is checked before it appears under its name. StorageError says what to do; cancelled, it
    leaves nothing behind.
    """
    over = Event()
    engine = await Engine.for_reading(path)
    try:
        await engine.call(partial(_copy_whole, target=target, is_over=over.is_set))
    finally:
        over.set()
        await asyncio.shield(engine.close())


def _copy_whole(connection: sqlite3.Connection, *, target: Path, is_over: IsOver) -> None:
    connection.execute("BEGIN")  # one snapshot: what is committed meanwhile begins nothing anew
    try:
        size = connection.execute(
            "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
        ).fetchone()[0]
        _check_room(target, size)
        copy_to(connection, target, thorough=True, is_over=is_over)
    except _StoppedError:
        raise StorageError(f"the copy {target} was not made: the program ends") from None
    except (sqlite3.Error, OSError) as error:
        raise StorageError(f"cannot write the copy {target}: {_reason(error)}") from error
    finally:
        connection.execute("ROLLBACK")


def _check_room(target: Path, size: int) -> None:
    free = shutil.disk_usage(target.parent).free
    if free < size * _ROOM:
        raise StorageError(
            f"no room for the copy {target}: it needs {_mb(size)} MB and {_mb(free)} MB are free; "
            "free some space, or name another disk"
        )


def _mb(size: int) -> str:
    return f"{size / 1e6:,.1f}"


def _reason(error: sqlite3.Error | OSError) -> str:
    if isinstance(error, OSError):
        return f"{error.strerror}; mend that, or name another folder"
    return str(explained(error)).removeprefix("the database cannot be used: ")


def copy_to(
    connection: sqlite3.Connection,
    target: Path,
    *,
    thorough: bool = False,
    is_over: IsOver = lambda: False,
) -> None:
    """Write a complete and checked copy, which appears under its name only when it is whole.

    StorageError if it is damaged; a `thorough` check looks at every index and reference, too.
    """
    partial_copy = target.with_name(target.name + ".partial")
    partial_copy.unlink(missing_ok=True)
    os.close(os.open(partial_copy, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        copy = sqlite3.connect(partial_copy)
        try:
            copy.set_progress_handler(is_over, _LOOKED_EVERY)
            connection.backup(copy, pages=_PAGES_A_STEP, progress=partial(_go_on, is_over))
            copy.execute("PRAGMA journal_mode = DELETE")
            problem = whats_wrong(copy, thorough=thorough)
        finally:
            copy.close()
        if problem is not None:
            raise StorageError(f"the copy {target} is damaged: {problem}")
        partial_copy.replace(target)
        sync_folder(target.parent)
    finally:
        partial_copy.unlink(missing_ok=True)


def _go_on(is_over: IsOver, _status: int, _remaining: int, _total: int) -> None:
    if is_over():
        raise _StoppedError


def whats_wrong(connection: sqlite3.Connection, *, thorough: bool) -> str | None:
    """Look whether a database is whole; None if nothing is wrong."""
    check = "integrity_check(1)" if thorough else "quick_check(1)"
    problem = str(connection.execute(f"PRAGMA {check}").fetchone()[0])
    if problem != "ok":
        return problem
    if thorough:
        broken = connection.execute("PRAGMA foreign_key_check").fetchone()
        if broken is not None:
            return f"a row of {broken[0]} belongs to nothing"
    return None
