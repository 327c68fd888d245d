"""What a unit of work is handed: the statements of one transaction."""

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]
Params = Mapping[str, object] | Sequence[object]


class Transaction:
    """The statements of one unit; runs on the thread of its SQLite connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    async def rows(self, sql: str, params: Params = ()) -> list[Row]:
        """Give all rows of a statement."""
        return self._read(sql, params)

    def _read(self, sql: str, params: Params, *, most: int | None = None) -> list[Row]:
        cursor = self._connection.execute(sql, params)
        found = cursor.fetchall() if most is None else cursor.fetchmany(most)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, values, strict=True)) for values in found]

    async def row(self, sql: str, params: Params = ()) -> Row | None:
        """Give the first row, or None."""
        found = await self.rows(sql, params)
        return found[0] if found else None

    async def run(self, sql: str, params: Params = ()) -> int:
        """Run a statement and tell how many rows it changed."""
        return self._connection.execute(sql, params).rowcount

    async def run_many(self, sql: str, seq: Sequence[Params]) -> None:
        """Run a statement once for each of the parameters."""
        if seq:  # with nothing to do SQLite would still prepare it
            self._connection.executemany(sql, seq)
