"""How long a report may read and how much, so that nobody waits for it: more is refused."""

import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass

from storage.engine import Outcome, Work, read_once
from storage.errors import StorageError, TooMuchError
from storage.transaction import Params, Row, Transaction

_STEPS = 20_000  # of SQLite's machine between two looks at the clock: about a millisecond


@dataclass(frozen=True)
class Limit:
    """The longest time in seconds, and the most rows that are read into the program."""

    seconds: float
    rows: int


class _Limited(Transaction):
    """The statements of one report, as long as it keeps to its limit and is wanted."""

    def __init__(
        self, connection: sqlite3.Connection, limit: Limit, is_over: Callable[[], bool]
    ) -> None:
        super().__init__(connection)
        self._until = time.monotonic() + limit.seconds
        self._left = limit.rows
        self._is_over = is_over

    async def rows(self, sql: str, params: Params = ()) -> list[Row]:
        """Give all rows of a statement; TooMuchError where the limit is reached."""
        self._go_on()
        found = self._read(sql, params, most=self._left + 1)
        self._left -= len(found)
        self._go_on()
        return found

    def is_stopped(self) -> bool:
        """Tell whether the time is over or nobody waits any more; SQLite asks while it works."""
        return time.monotonic() > self._until or self._is_over()

    def why(self) -> Exception:
        """Tell why it was stopped."""
        return StorageError("the database is closed") if self._is_over() else TooMuchError()

    def _go_on(self) -> None:
        if self._left < 0 or self.is_stopped():
            raise self.why()


def read_limited(
    connection: sqlite3.Connection, *, unit: Work, limit: Limit, is_over: Callable[[], bool]
) -> Outcome:
    """Run one unit on a single snapshot; it ends with a TooMuchError where it takes too much."""
    transaction = _Limited(connection, limit, is_over)
    connection.set_progress_handler(transaction.is_stopped, _STEPS)
    try:
        outcome = read_once(connection, unit, transaction)
    finally:
        connection.set_progress_handler(None, 0)
    interrupted = getattr(outcome.error, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT
    return Outcome(error=transaction.why()) if interrupted else outcome
