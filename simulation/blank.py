"""An empty database of the newest schema, made once in a process and copied from then on."""

import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path

from storage.schema import migrate, migrations


def blank(path: Path) -> Path:
    """Put it at a path at which nothing is yet; gives the path."""
    if not path.exists():
        path.touch(0o600)
        path.write_bytes(_made())
    return path


@cache
def _made() -> bytes:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection, path=Path("blank"), steps=migrations())
        return connection.serialize()
