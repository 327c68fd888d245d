"""A look at a database from outside: is it whole, and how much of what is in it."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from storage.copying import whats_wrong
from storage.engine import Engine
from storage.errors import StorageError

_TABLES = """
SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name
"""


@dataclass(frozen=True)
class Examined:
    """What was seen: `problem` is None for a sound one, `rows` are counted for each table."""

    problem: str | None
    schema: int
    rows: dict[str, int]


async def examine(path: Path) -> Examined:
    """Look, also while the bot runs, changing nothing; StorageError if it cannot be opened."""
    engine = await Engine.for_reading(path)
    try:
        return await engine.call(_seen)
    except sqlite3.Error as error:
        raise StorageError(f"cannot read the database {path}: {error}") from error
    finally:
        await engine.close()


def _seen(connection: sqlite3.Connection) -> Examined:
    problem = whats_wrong(connection, thorough=False)
    names = [row[0] for row in connection.execute(_TABLES)] if problem is None else []
    counts = {name: connection.execute(f'SELECT count(*) FROM "{name}"') for name in names}  # noqa: S608 - of the schema
    return Examined(
        problem,
        int(connection.execute("PRAGMA user_version").fetchone()[0]),
        {name: int(found.fetchone()[0]) for name, found in counts.items()},
    )
