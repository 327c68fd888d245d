"""The database as its users see it: units of work that are committed, or read on one snapshot."""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from contextlib import suppress
from functools import partial
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

from storage.engine import Engine, Outcome, Work, explained, read_once
from storage.errors import StorageError, UnwritableError
from storage.forgetting.forgotten_file import ForgottenFile
from storage.limits import Limit, read_limited
from storage.opening import Writing, open_for_reading, open_for_writing
from storage.place import Place
from storage.schema import migrations
from storage.transaction import Transaction

T = TypeVar("T")
Unit = Callable[[Transaction], Awaitable[T]]
_MOST_TOGETHER = 256
REPORT = Limit(seconds=5.0, rows=250_000)


class Database:
    """One writer that commits waiting units together, and two connections that only read.

    What customers, sources and the bot itself wait for is read on one of the two; reports, which
    may take long, are read on the other and hold up nobody but one another.

    A unit awaits nothing but its transaction, runs on the connection's thread, and may be run
    again: it computes from what it reads and leaves its result in what it returns.
    """

    def __init__(
        self, reader: Engine, studying: Engine, *, writing: Writing | None, limit: Limit
    ) -> None:
        self._reader = reader
        self._studying = studying
        self._limit = limit
        self._writing = writing
        self._waiting: deque[tuple[Work, asyncio.Future[Any]]] = deque()
        self._wake = asyncio.Event()
        self._closing: asyncio.Task[None] | None = None
        self.unwritable: UnwritableError | None = None  # how the newest write failed, if it did
        self._written = 0  # the number of the newest commit that changed something
        self._commit_began_s: float | None = None
        self._committing = asyncio.create_task(self._commit_until_closed(), name="storage-writer")

    @classmethod
    async def open(
        cls,
        path: Path,
        *,
        lock_wait_s: float = 5.0,
        forgotten_unknown: bool = False,
        folder: Traversable | None = None,
        limit: Limit = REPORT,
    ) -> "Database":
        """Open the file for this process alone, bring its schema up to date, start the writer.

        `limit` is how long and how much one report may read. StorageError for what is not the
        database that was here, or not all of it, and a ForgottenUnknownError where the file is gone
        that says who was forgotten, unless that may be unknown.
        """
        return await _whole(
            _open(
                path,
                lock_wait_s=lock_wait_s,
                forgotten_unknown=forgotten_unknown,
                folder=folder,
                limit=limit,
            )
        )

    @classmethod
    async def open_read_only(cls, path: Path, *, folder: Traversable | None = None) -> "Database":
        """Open the file for reading only, also while another process writes to it."""
        return await _whole(_open_read_only(path, folder=folder))

    async def write(self, unit: Unit[T]) -> T:
        """Commit a unit and give its result; a cancelled caller does not stop it.

        StorageError if the database was opened for reading.
        """
        self._open_for_writing()
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((unit, future))
        self._wake.set()
        return await asyncio.shield(future)  # it may be committed already

    @property
    def forgotten_file(self) -> ForgottenFile:
        """What says who was forgotten; StorageError if the database was opened for reading."""
        return self._own_writing().forgotten

    def committing_s(self) -> float:
        """Tell for how many seconds the commit that is under way has lasted; 0 if none is."""
        began_s = self._commit_began_s
        return 0.0 if began_s is None else asyncio.get_running_loop().time() - began_s

    async def read(self, unit: Unit[T]) -> T:
        """Run a unit on one consistent snapshot; units take turns. What it raises is raised."""
        self._check_open()
        result: T = _value(await self._reader.call(partial(read_once, unit=unit)))
        return result

    async def study(self, unit: Unit[T]) -> T:
        """Read for a report, as `read` does, but beside it; TooMuchError beyond the limit."""
        self._check_open()
        found = await self._studying.call(
            partial(read_limited, unit=unit, limit=self._limit, is_over=self._is_closing)
        )
        result: T = _value(found)
        return result

    async def look(self) -> None:
        """Compare the files with those that were opened; UnwritableError while they are not ours.

        The first time, what this process still holds of them is saved beside them.
        """
        writing = self._open_for_writing()
        try:
            await asyncio.shield(writing.engine.call(writing.store.look))
        except UnwritableError as error:
            self.unwritable = error  # the next commit would fail; one that does not takes it away
            raise

    async def checkpoint(self) -> int:
        """Move the log into the file; gives the bytes that stay in it while somebody reads them.

        Raises UnwritableError if that cannot be.
        """
        writing = self._open_for_writing()
        try:
            return await asyncio.shield(writing.engine.call(writing.store.checkpoint))
        except sqlite3.Error as error:
            raise explained(error) from error

    async def close(self) -> None:
        """Commit what waits, then end both threads and let go of the file; again is harmless."""
        if self._closing is None:
            self._closing = asyncio.create_task(self._close(), name="storage-close")
        await asyncio.shield(self._closing)

    def _is_closing(self) -> bool:
        return self._closing is not None

    def _check_open(self) -> None:
        if self._is_closing() or self._committing.done():
            raise StorageError("the database is closed")

    def _open_for_writing(self) -> Writing:
        self._check_open()
        return self._own_writing()

    def _own_writing(self) -> Writing:
        if self._writing is None:
            raise StorageError("this database was opened for reading only")
        return self._writing

    async def _close(self) -> None:
        self._wake.set()
        try:
            await asyncio.wait([self._committing])
        finally:
            await _close_all(self._reader, self._studying, self._writing)

    async def _commit_until_closed(self) -> None:
        try:
            while self._closing is None or self._waiting:
                await self._wake.wait()
                self._wake.clear()
                while self._waiting:
                    await self._commit_waiting()
        finally:
            _fail(self._waiting, StorageError("the database is closed"))

    async def _commit_waiting(self) -> None:
        # The disk is waited for once in a commit: what comes in during one makes up the next.
        batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), _MOST_TOGETHER))]
        units = [unit for unit, _ in batch]
        try:
            outcomes = await self._commit(units)
        except BaseException as error:  # the writer ends with it: those who wait must not hang
            _fail(batch, StorageError(f"the writer stopped, the outcome is not known: {error!r}"))
            raise
        self._note_whether_written(outcomes)
        for (_, future), outcome in zip(batch, outcomes, strict=True):
            _settle(future, outcome)

    def _note_whether_written(self, outcomes: Sequence[Outcome]) -> None:
        failed = (each.error for each in outcomes if isinstance(each.error, UnwritableError))
        error, number = next(failed, None), self._own_writing().store.number
        if error is not None or number > self._written:  # what changes nothing asks no disk
            self.unwritable = error
        self._written = number

    async def _commit(self, units: Sequence[Work]) -> list[Outcome]:
        writing = self._own_writing()
        self._commit_began_s = asyncio.get_running_loop().time()
        try:
            return await writing.engine.call(partial(writing.store.commit, units=units))
        finally:
            self._commit_began_s = None


async def _open(
    path: Path,
    *,
    lock_wait_s: float,
    forgotten_unknown: bool,
    folder: Traversable | None,
    limit: Limit,
) -> Database:
    steps = await asyncio.to_thread(migrations, folder)
    place = await asyncio.to_thread(Place.at, path)
    writing = await open_for_writing(
        place, steps=steps, lock_wait_s=lock_wait_s, forgotten_unknown=forgotten_unknown
    )
    reader: Engine | None = None
    try:
        reader = await Engine.for_reading(place.database)
        studying = await Engine.for_reading(place.database)
    except BaseException:
        await _close_all(reader, writing)
        raise
    return Database(reader, studying, writing=writing, limit=limit)


async def _open_read_only(path: Path, *, folder: Traversable | None) -> Database:
    steps = await asyncio.to_thread(migrations, folder)
    place = await asyncio.to_thread(Place.at, path)
    reader = await open_for_reading(place, steps=steps)
    try:
        studying = await Engine.for_reading(place.database)
    except BaseException:
        await reader.close()
        raise
    return Database(reader, studying, writing=None, limit=REPORT)


async def _whole(opening: Coroutine[Any, Any, Database]) -> Database:
    """Open to the end even when cancelled, so that nothing half-open is left behind."""
    task = asyncio.ensure_future(opening)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        with suppress(StorageError):
            await (await task).close()
        raise


async def _close_all(*parts: Engine | Writing | None) -> None:
    for part in parts:
        if part is not None:
            await part.close()


def _value(outcome: Outcome) -> Any:  # noqa: ANN401 - whatever a unit gives
    if outcome.error is not None:
        raise outcome.error
    return outcome.value


def _settle(future: "asyncio.Future[Any]", outcome: Outcome) -> None:
    if outcome.error is None:
        future.set_result(outcome.value)
    else:
        future.set_exception(outcome.error)


def _fail(jobs: Iterable[tuple[Work, "asyncio.Future[Any]"]], error: StorageError) -> None:
    for _, future in jobs:
        _settle(future, Outcome(error=error))
