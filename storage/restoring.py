"""Putting another database in the place of the one that was here, by somebody who says so."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from storage.copying import copy_to, whats_wrong
from storage.engine import Engine
from storage.errors import StorageError, StrangeStoreError
from storage.file_lock import FileLock
from storage.forgetting.settling import bring_file, fingerprint_in
from storage.judging import judge_files, judge_identity
from storage.mark import Mark, MarkFile, read_mark, sync_folder
from storage.moments import from_micros
from storage.place import Place
from storage.schema import check_restorable, migrations
from storage.store import read_identity

_NAMED = "SELECT count(*), max(answered_at) FROM answers"
_LOCK_WAIT_S = 5.0
Result = TypeVar("Result")


async def restore(path: Path, backup: Path, *, forgotten_unknown: bool = False) -> Path | None:
    """Put a checked copy of `backup` at `path`; gives where the old files are, if there were any.

    StorageError if it is damaged or of some other program, or while the bot runs; a
    ForgottenUnknownError if nothing says who asked to be forgotten since, unless that may be.
    """
    async with _locked(path) as place:
        if (await asyncio.to_thread(Place.at, backup)).database == place.database:
            raise StorageError(f"{backup} is the database itself: name the copy to be taken in")
        async with _opened(backup) as source:
            await source.call(partial(_prepare, backup=backup, target=place.restoring))
            named = await source.call(fingerprint_in)
        if named is not None:
            settle = partial(bring_file, place, backup, named, unknown=forgotten_unknown)
            await asyncio.to_thread(settle)
        return await asyncio.to_thread(_exchange, place)


@dataclass(frozen=True)
class Sound:
    """What a backup was found to hold; `answers` are those that are not anonymous."""

    schema: int
    newest_schema: int
    answers: int
    newest: datetime | None


async def verify(backup: Path) -> Sound:
    """Look whether a backup could be restored, touching nothing; StorageError says why not."""
    async with _opened(backup) as source:
        return await source.call(partial(_looked_over, backup=backup))


@asynccontextmanager
async def _opened(backup: Path) -> AsyncIterator[Engine]:
    try:
        engine = await Engine.for_reading(backup)
    except StorageError as error:
        raise StorageError(
            f"{backup} is not a database, or is torn: take another backup"
        ) from error
    try:
        yield engine
    except sqlite3.Error as error:
        raise StorageError(f"{backup} cannot be read: {error}; take another backup") from error
    finally:
        await engine.close()


def _looked_over(connection: sqlite3.Connection, *, backup: Path) -> Sound:
    _check_whole(connection, backup=backup)
    schema = int(connection.execute("PRAGMA user_version").fetchone()[0])
    answers, newest = connection.execute(_NAMED).fetchone()
    return Sound(schema, len(migrations()), answers, from_micros(newest) if newest else None)


def _check_whole(connection: sqlite3.Connection, *, backup: Path) -> None:
    check_restorable(connection, path=backup, steps=migrations())
    problem = whats_wrong(connection, thorough=True)
    if problem is not None:
        raise StorageError(f"{backup} is damaged: {problem}; take another backup")


async def begin_anew(path: Path) -> Path | None:
    """Clear the path for a new database; gives where the old files are.

    A sound database is left as it is, and where none was there is nothing to clear: None.
    StorageError while the bot runs.
    """
    async with _locked(path) as place:
        try:
            mark = read_mark(place.mark)
            judge_files(place, mark)
            if await asyncio.to_thread(place.has_content):
                await _read(place, partial(_check_sound, place=place, mark=mark))
        except StorageError:
            return await asyncio.to_thread(_set_aside, place)
        return None


async def accept_loss(path: Path, number: int) -> bool:
    """Let a database that lost its last commits go on from its commit `number`.

    False if it lost none. StrangeStoreError if it is at another number, so that an option that
    was left behind accepts no later loss.
    """
    async with _locked(path) as place:
        mark = read_mark(place.mark)
        judge_files(place, mark)
        if mark is None:
            return False
        found = await _read(place, read_identity)
        reached = found and replace(found, number=max(found.number, mark.number))
        judge_identity(place, reached, mark)
        if found is None or found == reached:
            return False
        if found.number != number:
            raise StrangeStoreError(
                f"{place.named} is at its commit {found.number:,}, not at {number:,}: the loss is "
                f"not accepted. {place.mark.name} says {mark.number:,}"
            )
        MarkFile(place.mark, found).close()
        return True


@asynccontextmanager
async def _locked(path: Path) -> AsyncIterator[Place]:
    place = await asyncio.to_thread(Place.at, path)
    lock = await FileLock.acquire(place, wait_s=_LOCK_WAIT_S)
    try:
        yield place
    finally:
        lock.release()


async def _read(place: Place, work: Callable[[sqlite3.Connection], Result]) -> Result:
    engine = await Engine.for_reading(place.database)
    try:
        return await engine.call(work)
    except sqlite3.Error as error:
        raise StorageError(f"cannot read the database {place.named}: {error}") from error
    finally:
        await engine.close()


def _check_sound(connection: sqlite3.Connection, *, place: Place, mark: Mark | None) -> None:
    judge_identity(place, read_identity(connection), mark)
    problem = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if problem != "ok":
        raise StorageError(f"{place.named} is damaged: {problem}")


def _prepare(connection: sqlite3.Connection, *, backup: Path, target: Path) -> None:
    _check_whole(connection, backup=backup)
    copy_to(connection, target)


def _exchange(place: Place) -> Path | None:
    """Put the prepared copy in its place; a start after a kill in between refuses.

    That is what the mark is for, and why it goes last.
    """
    aside = place.aside() if place.is_used() else None
    if aside is not None:
        place.move(aside)
    place.restoring.rename(place.database)
    sync_folder(place.database.parent)
    if aside is not None:
        place.move_mark(aside)
    return None if aside is None else aside.database


def _set_aside(place: Place) -> Path:
    aside = place.aside()
    place.move(aside)
    place.move_mark(aside)
    return aside.database
