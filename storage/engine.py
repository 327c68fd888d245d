"""One SQLite connection on its own thread, handed whole units of work at a time.

A unit awaits nothing but its transaction, so it is driven to its end in one visit to the thread:
one hop for any number of statements, and no way to be cancelled half-way.
"""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar
from urllib.parse import quote

import aiosqlite

from storage.errors import StorageError, UnwritableError
from storage.transaction import Step, Transaction

Result = TypeVar("Result")
_OLDEST_SQLITE = (3, 37, 0)  # STRICT tables
_BUSY_MS = 5_000
_CHECKPOINT_MS = 100  # writers wait as long for those who read what is in the log
_UNWRITABLE = {
    sqlite3.SQLITE_BUSY: "another program has held it locked for more than five seconds",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened (was it moved, or are its rights changed?)",
    sqlite3.SQLITE_CORRUPT: "it is damaged; take in a backup: afterword restore BACKUP",
    sqlite3.SQLITE_FULL: "the disk is full; free some space",
    sqlite3.SQLITE_IOERR: "the disk reports an error",
    sqlite3.SQLITE_NOMEM: "there is not enough memory",
    sqlite3.SQLITE_NOTADB: "it is not a database; take in a backup: afterword restore BACKUP",
    sqlite3.SQLITE_PERM: "this user has no right to it",
    sqlite3.SQLITE_PROTOCOL: "another program has held it locked for too long",
    sqlite3.SQLITE_READONLY: "it is read-only; give this user the right to write",
}
_WRITER_PRAGMAS = (
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA cache_size = -16384",
    "PRAGMA journal_size_limit = 67108864",
)


Work = Callable[[Transaction], Awaitable[Any]]


@dataclass(frozen=True)
class Outcome:
    """How one unit ended: with a value, or with an error."""

    value: Any = None
    error: BaseException | None = None


class Engine(aiosqlite.Connection):
    """A connection whose thread runs functions of the plain connection."""

    def __init__(self, connector: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(connector, iter_chunk_size=64)
        self._thread.daemon = True  # a forgotten close must not keep the process alive

    @classmethod
    async def for_writing(cls, path: Path) -> "Engine":
        """Open the one connection that writes; the file is there, empty if it is new."""
        return await _opened(cls(partial(_connect_for_writing, path)))

    @classmethod
    async def for_reading(cls, path: Path) -> "Engine":
        """Open a connection that cannot write."""
        return await _opened(cls(partial(_connect_for_reading, path)))

    async def call(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """Run a function on the thread; cancelling the caller does not stop it."""
        result: Result = await self._execute(work, self._conn)  # type: ignore[no-untyped-call]
        return result

    async def ended(self) -> None:
        """Wait for the thread of a connection that was never made: it still speaks to the loop."""
        await asyncio.to_thread(self._thread.join)


async def _opened(engine: Engine) -> Engine:
    try:
        await engine
    except BaseException:
        await engine.ended()
        raise
    return engine


def _connect_for_writing(path: Path) -> sqlite3.Connection:
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        raise StorageError(f"SQLite {sqlite3.sqlite_version} is too old: 3.37 or newer is needed")
    try:
        return _prepared(connect(path, mode="rw"))
    except sqlite3.Error as error:
        raise StorageError(f"cannot open the database {path}: {_reason(error)}") from error


def _prepared(connection: sqlite3.Connection) -> sqlite3.Connection:
    try:
        _turn_on_the_log(connection)
        for pragma in _WRITER_PRAGMAS:
            connection.execute(pragma)
    except BaseException:
        connection.close()
        raise
    return connection


def _turn_on_the_log(connection: sqlite3.Connection) -> None:
    mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
    if mode != "wal":
        raise StorageError("the file system does not support SQLite's write-ahead log")


def _connect_for_reading(path: Path) -> sqlite3.Connection:
    try:
        connection = connect(path, mode="ro")
        try:
            connection.execute("PRAGMA schema_version").fetchone()
        except sqlite3.Error:
            connection.close()
            raise
    except sqlite3.Error as error:
        raise StorageError(f"cannot read the database {path}: {_reason(error)}") from error
    return connection


def connect(path: Path, *, mode: str) -> sqlite3.Connection:
    """Open a file in one of SQLite's modes; raises SQLite's errors."""
    uri = f"file:{quote(str(path.absolute()))}?mode={mode}"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, cached_statements=512)
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
    return connection


class Ledger(Protocol):
    """What numbers the commits that change something."""

    def count(self, connection: sqlite3.Connection) -> None:
        """Write the number of the commit that is about to be."""

    def counted(self) -> None:
        """Say that this commit has been."""


def commit_together(
    connection: sqlite3.Connection, units: Sequence[Work], *, ledger: Ledger | None = None
) -> list[Outcome]:
    """Commit units in one transaction, or each in its own where one of them fails."""
    outcomes = _commit(connection, units, ledger)
    if len(outcomes) == len(units):
        return outcomes
    outcomes = []  # one unit's fault undid them all: alone, each stands or falls by itself
    for unit in units:
        outcomes += _commit(connection, [unit], ledger)
    return outcomes


def _commit(
    connection: sqlite3.Connection, units: Sequence[Work], ledger: Ledger | None
) -> list[Outcome]:
    """Give an outcome for each unit, or nothing when several failed together."""
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.Error as error:
        return [Outcome(error=explained(error))] * len(units)
    steps: list[Step] = []
    try:
        changes = connection.total_changes
        outcomes = [
            Outcome(_drive(connection, unit, Transaction(connection, steps))) for unit in units
        ]
        numbered = ledger if connection.total_changes > changes else None
        if numbered is not None:  # what changes nothing costs the disk nothing
            numbered.count(connection)
        connection.execute("COMMIT")
    except BaseException as error:  # noqa: BLE001 - whatever a unit raises is handed to its caller
        roll_back(connection)  # also after a COMMIT that failed, as on a full disk
        return [Outcome(error=explained(error))] if len(units) == 1 else []
    if numbered is not None:
        numbered.counted()
    for step in steps:
        step(connection)
    return outcomes


def checkpoint(connection: sqlite3.Connection) -> bool:
    """Move the log into the file and empty it; False while somebody reads what is in it."""
    connection.execute(f"PRAGMA busy_timeout = {_CHECKPOINT_MS}")
    try:
        busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
    return not busy


def read_once(
    connection: sqlite3.Connection, unit: Work, transaction: Transaction | None = None
) -> Outcome:
    """Run one unit on a single snapshot, changing nothing."""
    try:
        connection.execute("BEGIN")
        return Outcome(_drive(connection, unit, transaction or Transaction(connection)))
    except BaseException as error:  # noqa: BLE001 - whatever a unit raises is handed to its caller
        return Outcome(error=explained(error))
    finally:
        roll_back(connection)


def _drive(connection: sqlite3.Connection, unit: Work, transaction: Transaction) -> object:
    # No loop runs on this thread. The transaction's methods never wait, so one step runs a unit to
    # its end; a unit that stops at that step has awaited something else.
    running = unit(transaction).__await__()
    try:
        next(running)
    except StopIteration as end:
        if not connection.in_transaction:
            raise StorageError("a unit may not end its own transaction") from None
        return end.value
    close = getattr(running, "close", None)
    if close is not None:
        close()
    raise StorageError("a unit may await nothing but its transaction")


def roll_back(connection: sqlite3.Connection) -> None:
    """End a transaction that may already have ended by itself."""
    if connection.in_transaction:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")


def explained(error: BaseException) -> BaseException:
    """Turn what SQLite says about the file into words; anything else stays as it is."""
    if isinstance(error, sqlite3.Error) and _primary_code(error) in _UNWRITABLE:
        told = UnwritableError(f"the database cannot be used: {_reason(error)}")
        told.__cause__ = error
        return told
    return error


def _reason(error: sqlite3.Error) -> str:
    return _UNWRITABLE.get(_primary_code(error), str(error))


def _primary_code(error: sqlite3.Error) -> int:
    code = getattr(error, "sqlite_errorcode", None)
    return code & 0xFF if isinstance(code, int) else 0
