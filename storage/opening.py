"""How a database is opened for its one writer: whose it is comes first, and nothing is changed."""

import asyncio
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

from storage.engine import Engine, checkpoint, explained
from storage.file_lock import FileLock
from storage.forgetting.forgotten_file import ForgottenFile
from storage.forgetting.settling import settle_file
from storage.judging import judge_base, judge_files, judge_identity
from storage.mark import Mark, read_mark
from storage.place import Place
from storage.schema import Migration, check_readable, migrate
from storage.store import Store, keep_identity, read_identity, read_without_log


@dataclass(frozen=True)
class Writing:
    """The connection that writes, and what knows whether the file is still its own."""

    engine: Engine
    store: Store
    lock: FileLock
    forgotten: ForgottenFile

    async def close(self) -> None:
        """End the thread, then let go: closing any descriptor of the file drops SQLite's locks."""
        await self.engine.close()
        self.store.close()
        self.lock.release()


async def open_for_writing(
    place: Place, *, steps: Sequence[Migration], lock_wait_s: float, forgotten_unknown: bool
) -> Writing:
    """Open the file for this process alone and bring its schema up to date.

    Refuses with a StorageError what is not the database that was here, or not all of it, and,
    unless it may be unknown who was forgotten, one without the file that tells.
    """
    lock = await FileLock.acquire(place, wait_s=lock_wait_s)
    engine: Engine | None = None
    try:
        mark = await asyncio.to_thread(_judged, place)
        lock.take_new_file()
        engine = await Engine.for_writing(place.database)
        settle = partial(_settle, place=place, steps=steps, mark=mark, unknown=forgotten_unknown)
        store, forgotten = await engine.call(settle)
    except BaseException:
        if engine is not None:
            await engine.close()
        lock.release()
        raise
    return Writing(engine, store, lock, forgotten)


async def open_for_reading(place: Place, *, steps: Sequence[Migration]) -> Engine:
    """Open the file for reading only; refuses with a StorageError as for writing."""
    mark = await asyncio.to_thread(_judged, place)  # before: the number in the file only grows
    engine = await Engine.for_reading(place.database)
    try:
        await engine.call(partial(_look_over, place=place, steps=steps, mark=mark))
    except BaseException:
        await engine.close()
        raise
    return engine


def _judged(place: Place) -> Mark | None:
    mark = read_mark(place.mark)
    judge_files(place, mark)
    if mark is not None and place.has_log():
        judge_base(place, read_without_log(place.database), mark)
    return mark


def _settle(
    connection: sqlite3.Connection,
    *,
    place: Place,
    steps: Sequence[Migration],
    mark: Mark | None,
    unknown: bool,
) -> tuple[Store, ForgottenFile]:
    judge_identity(place, read_identity(connection), mark)
    migrate(connection, path=place.database, steps=steps)
    try:
        identity = keep_identity(connection)
        forgotten = settle_file(connection, place=place, unknown=unknown)
        emptied = checkpoint(connection)
    except sqlite3.Error as error:
        raise explained(error) from error
    base = identity.number if emptied else mark.base if mark else 0
    _forget_copy(place, identity)
    return Store(place, replace(identity, base=base)), forgotten


def _forget_copy(place: Place, identity: Mark) -> None:
    """Remove what was saved of this database once it is in it: people's words, written twice."""
    if place.rescued.exists():
        saved = read_without_log(place.rescued)
        if saved and saved.store_id == identity.store_id and saved.number <= identity.number:
            with suppress(OSError):
                place.rescued.unlink()


def _look_over(
    connection: sqlite3.Connection, *, place: Place, steps: Sequence[Migration], mark: Mark | None
) -> None:
    judge_identity(place, read_identity(connection), mark)
    check_readable(connection, path=place.named, steps=steps)
