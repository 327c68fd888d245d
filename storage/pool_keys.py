"""The keys of anonymous answers that wait: files beside the database, in no copy of it.

Whoever has the database alone, its log or its backups has nothing to open those answers with.
"""

import logging
import os
import re
import secrets
import sqlite3
from pathlib import Path

from storage.errors import UnwritableError

BYTES = 32  # of a key
_NAME = re.compile(r"[0-9a-f]{32}")
_NAMED = "SELECT key FROM pools"

_log = logging.getLogger(__name__)


def make(database: Path) -> tuple[str, bytes]:
    """Make a key, synced to the disk before anything names it, and give its name and itself.

    UnwritableError where it cannot be written.
    """
    name, key = secrets.token_hex(16), secrets.token_bytes(BYTES)
    try:
        _write(_place(database, name), key)
        _sync_folder(database)
    except OSError as error:
        raise UnwritableError(
            f"no key can be written beside the database: {error.strerror}"
        ) from error
    return name, key


def find(database: Path, name: str) -> bytes | None:
    """Read a key; None if it is gone or damaged."""
    try:
        key = _place(database, name).read_bytes()
    except OSError:
        return None
    return key if len(key) == BYTES else None


def sweep(connection: sqlite3.Connection) -> None:
    """Delete every key that the database does not name; only after a commit, by the one writer."""
    database = path_of(connection)
    named = {name for (name,) in connection.execute(_NAMED)}
    try:
        gone = [path for name, path in _all(database).items() if name not in named]
        for path in gone:
            _shred(path)
        if gone:
            _sync_folder(database)
    except OSError as error:  # the next start tries again
        _log.warning("a key that has served cannot be deleted error=%s", error)


def path_of(connection: sqlite3.Connection) -> Path:
    """Tell where the database of a connection lies."""
    return Path(connection.execute("PRAGMA database_list").fetchone()[2])


def _place(database: Path, name: str) -> Path:
    return database.with_name(f"{database.name}.key-{name}")


def _all(database: Path) -> dict[str, Path]:
    """List the keys that lie beside a database, by name."""
    beginning = f"{database.name}.key-"
    found = {
        path.name.removeprefix(beginning): path
        for path in database.parent.iterdir()
        if path.name.startswith(beginning)
    }
    return {name: path for name, path in found.items() if _NAME.fullmatch(name)}


def _write(path: Path, key: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, key)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _shred(path: Path) -> None:
    """Write over a key before it goes: many disks keep what is only unlinked."""
    descriptor = os.open(path, os.O_WRONLY)
    try:
        os.write(descriptor, bytes(BYTES))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    path.unlink()


def _sync_folder(database: Path) -> None:
    descriptor = os.open(database.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
