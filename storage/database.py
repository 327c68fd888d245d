"""The database as its users see it: units of work that are committed, or read on one snapshot."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from contextlib import suppress
from functools import partial
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

from storage.engine import Engine, Outcome, Work, commit_together, read_once
from storage.errors import StorageError, UnwritableError
from storage.file_lock import FileLock
from storage.schema import check_readable, copy_to, migrate, migrations
from storage.transaction import Transaction

T = TypeVar("T")
Unit = Callable[[Transaction], Awaitable[T]]
_MOST_TOGETHER = 256


class Database:
    """One writer that commits waiting units together, and one connection that only reads.

    A unit awaits nothing but its transaction, runs on the connection's thread, and may be run
    again: it computes from what it reads and leaves its result in what it returns.
    """

    def __init__(self, reader: Engine, *, writer: Engine | None, lock: FileLock | None) -> None:
        self._reader = reader
        self._writer = writer
        self._lock = lock
        self._waiting: deque[tuple[Work, asyncio.Future[Any]]] = deque()
        self._wake = asyncio.Event()
        self._closing: asyncio.Task[None] | None = None
        self.unwritable: UnwritableError | None = None  # how the newest commit failed, if it did
        self._committing = asyncio.create_task(self._commit_until_closed(), name="storage-writer")

    @classmethod
    async def open(
        cls, path: Path, *, lock_wait_s: float = 5.0, folder: Traversable | None = None
    ) -> "Database":
        """Open the file for this process alone, bring its schema up to date, start the writer."""
        return await _whole(_open(path, lock_wait_s=lock_wait_s, folder=folder))

    @classmethod
    async def open_read_only(cls, path: Path, *, folder: Traversable | None = None) -> "Database":
        """Open the file for reading only, also while another process writes to it."""
        return await _whole(_open_read_only(path, folder=folder))

    async def write(self, unit: Unit[T]) -> T:
        """Commit a unit and give its result; a cancelled caller does not stop it.

        StorageError if the database was opened for reading.
        """
        self._open_writer()
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((unit, future))
        self._wake.set()
        return await asyncio.shield(future)  # it may be committed already

    async def read(self, unit: Unit[T]) -> T:
        """Run a unit on one consistent snapshot; units take turns. What it raises is raised."""
        self._check_open()
        outcome = await self._reader.call(partial(read_once, unit=unit))
        if outcome.error is not None:
            raise outcome.error
        result: T = outcome.value
        return result

    async def backup(self, target: Path) -> None:
        """Write a complete, checked copy of the database; it replaces the target at the end.

        StorageError if the database was opened for reading.
        """
        await asyncio.shield(self._open_writer().call(partial(copy_to, target=target)))

    async def close(self) -> None:
        """Commit what waits, then end both threads and let go of the file; again is harmless."""
        if self._closing is None:
            self._closing = asyncio.create_task(self._close(), name="storage-close")
        await asyncio.shield(self._closing)

    def _check_open(self) -> None:
        if self._closing is not None or self._committing.done():
            raise StorageError("the database is closed")

    def _open_writer(self) -> Engine:
        self._check_open()
        if self._writer is None:
            raise StorageError("this database was opened for reading only")
        return self._writer

    async def _close(self) -> None:
        self._wake.set()
        try:
            await asyncio.wait([self._committing])
        finally:
            await _close_all(self._reader, self._writer, self._lock)

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
        failed = (each.error for each in outcomes if isinstance(each.error, UnwritableError))
        self.unwritable = next(failed, None)
        for (_, future), outcome in zip(batch, outcomes, strict=True):
            _settle(future, outcome)

    async def _commit(self, units: Sequence[Work]) -> list[Outcome]:
        if self._writer is None:
            return [Outcome(error=StorageError("opened for reading only"))] * len(units)
        return await self._writer.call(partial(commit_together, units=units))


async def _open(path: Path, *, lock_wait_s: float, folder: Traversable | None) -> Database:
    lock = await FileLock.acquire(path, wait_s=lock_wait_s)
    writer: Engine | None = None
    try:
        steps = await asyncio.to_thread(migrations, folder)
        writer = await Engine.for_writing(path)
        await writer.call(partial(migrate, path=path, steps=steps))
        reader = await Engine.for_reading(path)
    except BaseException:
        await _close_all(writer, lock)
        raise
    return Database(reader, writer=writer, lock=lock)


async def _open_read_only(path: Path, *, folder: Traversable | None) -> Database:
    steps = await asyncio.to_thread(migrations, folder)
    reader = await Engine.for_reading(path)
    try:
        await reader.call(partial(check_readable, path=path, steps=steps))
    except BaseException:
        await _close_all(reader)
        raise
    return Database(reader, writer=None, lock=None)


async def _whole(opening: Coroutine[Any, Any, Database]) -> Database:
    """Open to the end even when cancelled, so that nothing half-open is left behind."""
    task = asyncio.ensure_future(opening)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        with suppress(StorageError):
            await (await task).close()
        raise


async def _close_all(*parts: Engine | FileLock | None) -> None:
    for part in parts:
        if isinstance(part, FileLock):
            part.release()
        elif part is not None:
            await part.close()


def _settle(future: "asyncio.Future[Any]", outcome: Outcome) -> None:
    if future.done():
        return
    if outcome.error is None:
        future.set_result(outcome.value)
    else:
        future.set_exception(outcome.error)


def _fail(jobs: Iterable[tuple[Work, "asyncio.Future[Any]"]], error: StorageError) -> None:
    for _, future in jobs:
        _settle(future, Outcome(error=error))
