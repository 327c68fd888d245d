"""What a unit of work is handed: the statements of one transaction."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]
Params = Mapping[str, object] | Sequence[object]
Step = Callable[[sqlite3.Connection], None]


class Transaction:
    """The statements of one unit; runs on the thread of its SQLite connection."""

    def __init__(self, connection: sqlite3.Connection, steps: list[Step] | None = None) -> None:
        self._connection = connection
        self._steps = steps if steps is not None else []

    async def place(self) -> Path:
        """Tell where the database's file is."""
        return Path(self._connection.execute("PRAGMA database_list").fetchone()[2])

    def after_commit(self, step: Step) -> None:
        """Let the writer do something right after the commit, once; it may not raise."""
        if step not in self._steps:
            self._steps.append(step)

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
