"""How a database file comes to the newest schema, step by numbered step."""

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from storage.copying import copy_to
from storage.engine import roll_back
from storage.errors import SchemaTooNewError, StorageError

_NAME = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")


@dataclass(frozen=True)
class Migration:
    """One numbered step and its statements."""

    number: int
    name: str
    sql: str


def migrations(folder: Traversable | None = None) -> list[Migration]:
    """Give every step in order; the package's own ones when no folder is named.

    StorageError if a number is missing.
    """
    place = resources.files("storage.migrations") if folder is None else folder
    matches = ((_NAME.fullmatch(entry.name), entry) for entry in place.iterdir())
    found = [
        Migration(int(match[1]), entry.name, entry.read_text(encoding="utf-8"))
        for match, entry in matches
        if match
    ]
    found.sort(key=lambda step: step.number)
    if [step.number for step in found] != list(range(1, len(found) + 1)):
        raise StorageError(f"migrations must be numbered 0001, 0002, ...: {found}")
    return found


def check_readable(
    connection: sqlite3.Connection, *, path: Path, steps: Sequence[Migration]
) -> None:
    """Refuse a file whose schema is not exactly the newest one."""
    version = _version(connection, path=path, steps=steps)
    if version < len(steps):
        raise StorageError(
            f"{path} has schema {version}, this program needs {len(steps)}: "
            "start the bot once, it brings the file up to date"
        )


def check_restorable(
    connection: sqlite3.Connection, *, path: Path, steps: Sequence[Migration]
) -> None:
    """Refuse a file that this program can bring to the newest schema by no step."""
    if _version(connection, path=path, steps=steps) == 0:
        raise StorageError(f"{path} is empty: there is nothing in it to be taken in")


def migrate(connection: sqlite3.Connection, *, path: Path, steps: Sequence[Migration]) -> None:
    """Apply the steps that are missing, keeping a copy of an existing file first."""
    version = _version(connection, path=path, steps=steps)
    if 0 < version < len(steps):
        copy_to(connection, path.with_name(f"{path.name}.schema-{version:04d}.backup"))
    connection.execute("PRAGMA synchronous = NORMAL")  # the next commit keeps all steps for good
    try:
        for step in steps[version:]:
            _apply(connection, step)
    finally:
        connection.execute("PRAGMA synchronous = FULL")


def _version(connection: sqlite3.Connection, *, path: Path, steps: Sequence[Migration]) -> int:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > len(steps):
        raise SchemaTooNewError(
            f"{path} was written by a newer version (schema {version}, this program knows "
            f"{len(steps)}): update the program, or restore a backup made before the update"
        )
    if version == 0 and connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
        raise StorageError(f"{path} is a database of some other program: choose another file")
    return version


def _apply(connection: sqlite3.Connection, step: Migration) -> None:
    connection.execute("PRAGMA foreign_keys = OFF")  # tables may be rebuilt; checked at the end
    try:
        connection.executescript(f"BEGIN IMMEDIATE;\n{step.sql}")
        broken = connection.execute("PRAGMA foreign_key_check").fetchone()
        if broken:
            raise StorageError(f"{step.name} leaves rows of {broken[0]} without their parent")
        connection.execute(f"PRAGMA user_version = {step.number}")
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise StorageError(f"{step.name} failed, nothing was changed: {error}") from error
    finally:
        roll_back(connection)
        connection.execute("PRAGMA foreign_keys = ON")
