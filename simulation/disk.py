"""The disk below the bot's database: slow, full, locked or unwritable, and what a kill leaves."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

Trouble = Literal["full", "locked", "read-only", "broken"]
CODES: dict[Trouble, tuple[int, str, str]] = {
    "full": (sqlite3.SQLITE_FULL, "SQLITE_FULL", "database or disk is full"),
    "locked": (sqlite3.SQLITE_BUSY, "SQLITE_BUSY", "database is locked"),
    "read-only": (
        sqlite3.SQLITE_READONLY,
        "SQLITE_READONLY",
        "attempt to write a readonly database",
    ),
    "broken": (sqlite3.SQLITE_IOERR, "SQLITE_IOERR", "disk I/O error"),
}
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
FILES = ("", "-wal", "-shm")  # what SQLite makes of a database
PASSING = ("-shm", ".lock")  # what says nothing any more once the process is gone


def fails(trouble: Trouble) -> sqlite3.OperationalError:
    """Make the error that SQLite would raise."""
    code, name, words = CODES[trouble]
    error = sqlite3.OperationalError(words)
    error.sqlite_errorcode, error.sqlite_errorname = code, name
    return error


@dataclass
class Disk:
    """What is wrong with the disk now, how often it was written, and who wants to know."""

    path: Path
    trouble: Trouble | None = None
    latency_s: Callable[[], float] = lambda: 0.0
    fail_at: int | None = None  # with the n-th write of all the trouble begins
    failing: Trouble = "full"
    on_failing: Callable[[], None] = lambda: None
    writes: int = 0
    commits: int = 0
    before_commit: Callable[[], None] = lambda: None
    after_commit: Callable[["Connection"], None] = lambda _: None
    open: list["Connection"] = field(default_factory=list)

    def connect(self, database: str, **options: Any) -> "Connection":
        """Open a connection whose statements pass this disk."""
        connection: Connection = _connect(database, **{**options, "factory": Connection})
        connection.disk = self
        self.open.append(connection)
        return connection

    def count_write(self) -> None:
        """Count a write, and let it fail if it is its turn or nothing can be written."""
        self.writes += 1
        if self.writes == self.fail_at:
            self.trouble = self.failing
            self.on_failing()
            raise fails(self.failing)
        if self.trouble is not None and self.trouble != "locked":
            raise fails(self.trouble)

    def files(self) -> dict[str, bytes]:
        """Read what a process that is killed now leaves behind, by how the names end."""
        kept = {name: file for name, file in self._all().items() if name not in PASSING}
        return {name: file.read_bytes() for name, file in kept.items()}

    def _all(self) -> dict[str, Path]:
        """Find the database and every file that is named after it."""
        beginning = self.path.name
        beside = self.path.parent.glob(f"{beginning}*")
        return {file.name.removeprefix(beginning): file for file in beside}

    def put_back(self, files: dict[str, bytes]) -> None:
        """Make the files what they were."""
        for file in self._all().values():
            file.unlink()
        for name, content in files.items():
            self.path.with_name(self.path.name + name).write_bytes(content)

    def harmed(self, files: dict[str, bytes], harm: str) -> dict[str, bytes]:
        """Give what is left of some files after a harm; what lies beside them stays."""
        lost = {"-wal"} if harm == "log lost" else set(FILES)
        left = {name: content for name, content in files.items() if name not in lost}
        return {"": b"", **left} if harm == "emptied" else left

    def holds_the_same(self, files: dict[str, bytes], others: dict[str, bytes]) -> bool:
        """Tell whether two sets of files are the same database."""
        return self._dump(files) == self._dump(others)

    def _dump(self, files: dict[str, bytes]) -> list[str]:
        copy = Disk(self.path.with_name("copy.db"))
        copy.put_back({name: content for name, content in files.items() if name in FILES})
        with closing(_plain(copy.path)) as connection:
            lines = list(connection.iterdump())
        copy.put_back({})
        return lines

    def harm(self, harm: str) -> None:
        """Move the file away or delete it, under whoever has it open."""
        for name in FILES:
            file = self.path.with_name(self.path.name + name)
            if file.exists() and harm == "moved":
                file.rename(file.with_name(f"moved-{file.name}"))
            else:
                file.unlink(missing_ok=True)

    def read(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        """Read the file at its path as anybody else may; nothing, if there is none."""
        try:
            with closing(_plain(f"file:{self.path}?mode=ro", uri=True)) as connection:
                return connection.execute(sql, parameters).fetchall()
        except sqlite3.Error:
            if self.path.exists() and self.path.stat().st_size:
                raise
            return []


class Connection(sqlite3.Connection):
    """A real connection whose writes and commits the disk sees first."""

    disk: Disk
    wrote = False

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """Run a statement, unless the disk is against it."""
        word = sql.lstrip()[:6].upper()
        disk = self.disk
        if word in WRITES:
            disk.count_write()
            self.wrote = True
        elif word == "BEGIN ":
            self.wrote = False
            if disk.trouble == "locked" and "IMMEDIATE" in sql:
                raise fails("locked")
        elif word == "COMMIT":
            return self._commit(sql)
        elif word == "PRAGMA" and "synchronous" in sql:
            sql = "PRAGMA synchronous = OFF"  # a simulated kill loses nothing the system holds
        return super().execute(sql, parameters)

    def executemany(self, sql: str, parameters: Any, /) -> sqlite3.Cursor:
        """Run a statement many times, unless the disk is against it."""
        self.disk.count_write()
        self.wrote = True
        return super().executemany(sql, parameters)

    def _commit(self, sql: str) -> sqlite3.Cursor:
        disk = self.disk
        if not self.wrote:
            return super().execute(sql)
        disk.count_write()
        disk.commits += 1
        disk.before_commit()
        cursor = super().execute(sql)
        disk.after_commit(self)
        return cursor

    def look(self, sql: str, parameters: Any = ()) -> list[tuple[Any, ...]]:
        """Read past the disk's troubles: for those who check."""
        return super().execute(sql, parameters).fetchall()

    def close(self) -> None:
        """Close, and be forgotten."""
        if self in self.disk.open:
            self.disk.open.remove(self)
        super().close()


_connect: Callable[..., Connection] = sqlite3.connect
_plain: Callable[..., sqlite3.Connection] = sqlite3.connect
