"""How long a report may read and how much, so that nobody waits for it: more is refused."""

import sqlite3
import time
from dataclasses import dataclass
from typing import TypeVar

from storage.engine import Outcome, Work, read_once
from storage.errors import TooMuchError
from storage.transaction import Params, Row, Transaction

_STEPS = 20_000  # of SQLite's machine between two looks at the clock: about a millisecond

T = TypeVar("T")


@dataclass(frozen=True)
class Limit:
    """The longest time in seconds, and the most rows that are read into the program."""

    seconds: float
    rows: int


class _Limited(Transaction):
    """The statements of one report, as long as it keeps to its limit."""

    def __init__(self, connection: sqlite3.Connection, limit: Limit) -> None:
        super().__init__(connection)
        self._until = time.monotonic() + limit.seconds
        self._left = limit.rows

    def is_late(self) -> bool:
        """Tell whether the time is over; SQLite asks while it works."""
        return time.monotonic() > self._until

    async def rows(self, sql: str, params: Params = ()) -> list[Row]:
        """Give all rows of a statement; TooMuchError where the limit is reached."""
        if self.is_late():
            raise TooMuchError
        found = self._read(sql, params, most=self._left + 1)
        self._left -= len(found)
        if self._left < 0:
            raise TooMuchError
        return found


def read_limited(connection: sqlite3.Connection, *, unit: Work, limit: Limit) -> Outcome:
    """Run one unit on a single snapshot; it ends with a TooMuchError where it takes too much."""
    transaction = _Limited(connection, limit)
    connection.set_progress_handler(transaction.is_late, _STEPS)
    try:
        outcome = read_once(connection, unit, transaction)
    finally:
        connection.set_progress_handler(None, 0)
    stopped = isinstance(outcome.error, sqlite3.OperationalError) and transaction.is_late()
    return Outcome(error=TooMuchError()) if stopped else outcome
