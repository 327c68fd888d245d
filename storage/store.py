"""What makes the file at the path our own: its id, the number of its last commit, its inode.

All of it runs on the writer's thread. `docs/decisions/0018-the-store-knows-itself.md` has the why.
"""

import secrets
import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path

from storage.copying import copy_to
from storage.engine import Outcome, Work, checkpoint, commit_together, connect, roll_back
from storage.errors import (
    CutShortError,
    StorageError,
    TakenAwayError,
)
from storage.mark import Mark, MarkFile
from storage.place import Place
from storage.presence import Presence

_FIND = "SELECT value FROM meta WHERE key = :key"
_PUT = """
INSERT INTO meta (key, value) VALUES (:key, :value)
ON CONFLICT (key) DO UPDATE SET value = excluded.value
"""
_COUNT = "UPDATE meta SET value = :number WHERE key = 'commits'"
_LOG_HEADER, _FRAME_HEADER = 32, 24  # bytes, as SQLite's file format has it


def read_identity(connection: sqlite3.Connection) -> Mark | None:
    """Read the id and number that stand in the database; None if it has no id."""
    if connection.execute("PRAGMA table_info(meta)").fetchone() is None:
        return None
    found = [connection.execute(_FIND, {"key": key}).fetchone() for key in ("store", "commits")]
    return Mark(found[0][0], int(found[1][0])) if all(found) else None


def read_without_log(path: Path) -> Mark | None:
    """Read them from the file alone, as if it had no log; None where that cannot be."""
    try:
        with closing(connect(path, mode="ro&immutable=1")) as connection:
            return read_identity(connection)
    except sqlite3.Error:
        return None


def keep_identity(connection: sqlite3.Connection) -> Mark:
    """Give the id and number, making them where there are none."""
    if (kept := read_identity(connection)) is not None:
        return kept
    fresh = Mark(secrets.token_hex(16), number=0)
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute(_PUT, {"key": "store", "value": fresh.store_id})
        connection.execute(_PUT, {"key": "commits", "value": str(fresh.number)})
        connection.execute("COMMIT")
    finally:
        roll_back(connection)
    return fresh


class Store:
    """Counts shared commits, and lets none be confirmed that the next start would not find."""

    def __init__(self, place: Place, identity: Mark) -> None:
        """Take the files as they are now for our own; StorageError if no mark can be written."""
        self._place = place
        self._presence = Presence(place)
        self._number = self._told = identity.number
        self._cause: str | None = None
        self._trouble: str | None = None
        self._for_good = False
        self._saved = False
        self._mark = MarkFile(place.mark, identity)

    def commit(self, connection: sqlite3.Connection, units: Sequence[Work]) -> list[Outcome]:
        """Commit units together; none succeeds while the files are not our own."""
        try:
            self._check(connection)
        except StorageError as error:
            return [Outcome(error=error)] * len(units)
        outcomes = commit_together(connection, units, ledger=self)
        try:
            self._check(connection)
            self._tell()
        except StorageError as error:
            # What was committed is not confirmed: it may be in no file that the next start finds.
            return [each if each.error else Outcome(error=error) for each in outcomes]
        return outcomes

    @property
    def number(self) -> int:
        """The number of the last commit that changed something."""
        return self._number

    def count(self, connection: sqlite3.Connection) -> None:
        """Write the number of the commit that is about to be."""
        connection.execute(_COUNT, {"number": str(self._number + 1)})

    def counted(self) -> None:
        """Say that this commit has been."""
        self._number += 1

    def look(self, connection: sqlite3.Connection) -> None:
        """Look at all the files; TakenAwayError if they are not ours.

        When that is new, what this process still holds is saved. What is back is ours again.
        """
        if self._for_good:
            raise TakenAwayError(self._trouble)
        try:
            self._compare(connection)
            self._presence.check_index()
        except TakenAwayError as error:
            if str(error) != self._cause:
                self._cause = str(error)
                self._for_good = isinstance(error, CutShortError)
                self._trouble = f"the database cannot be used: {error}. {self._save(connection)}"
            with suppress(StorageError):
                self._mark.keep()
            raise TakenAwayError(self._trouble) from error
        self._cause = self._trouble = None
        if self._saved:
            self._saved = False
            with suppress(OSError):
                self._place.rescued.unlink()
        self._mark.keep()

    def checkpoint(self, connection: sqlite3.Connection) -> int:
        """Move the log into the file; gives the bytes that stay, while somebody reads them.

        TakenAwayError if the files are not ours.
        """
        self.look(connection)
        emptied = checkpoint(connection)
        self._presence.accept_log()
        if emptied:
            self._mark.tell_base(self._number)
        return self._presence.log_size()

    def close(self) -> None:
        """Let go of the mark."""
        self._mark.close()

    def _check(self, connection: sqlite3.Connection) -> None:
        if self._trouble is not None:
            self.look(connection)
            return
        try:
            self._compare(connection)
        except TakenAwayError:
            self.look(connection)
            raise  # it is back already, but was not there when it had to be

    def _compare(self, connection: sqlite3.Connection) -> None:
        if self._presence.check():
            self._judge_length(connection)
            self._presence.accept_log()

    def _judge_length(self, connection: sqlite3.Connection) -> None:
        """Tell a log that SQLite shortened from one that was cut: SQLite knows its own length."""
        cut = CutShortError(f"{self._place.log.name} was cut short by another program")
        try:
            _, pages, _ = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
            page_size = connection.execute("PRAGMA page_size").fetchone()[0]
        except sqlite3.Error as error:
            raise cut from error
        wanted = _LOG_HEADER + pages * (_FRAME_HEADER + page_size)
        if pages > 0 and self._presence.log_size() < wanted:
            raise cut

    def _tell(self) -> None:
        if self._number > self._told:
            self._mark.tell(self._number)
            self._told = self._number

    def _save(self, connection: sqlite3.Connection) -> str:
        """Save what this process still holds, and say what to do."""
        if not self._for_good or self._presence.has_database():
            with suppress(sqlite3.Error):  # else the next start would add our log to another file
                emptied = checkpoint(connection)
                if emptied and self._presence.has_database():
                    return "Nothing is lost, but nothing more is confirmed: start the bot anew"
        else:
            with suppress(StorageError):
                self._mark.disown()  # at its end SQLite adds the log to what was cut
        back = "Nothing is confirmed until it is back"
        lost = "If it is lost, stop the bot and"
        if self._for_good:
            back, lost = "Nothing more is confirmed", "Stop the bot and"
        copy = self._place.rescued
        try:
            copy_to(connection, copy)
        except (sqlite3.Error, StorageError, OSError):
            return f"{back}. {lost}: afterword restore BACKUP"
        self._saved = True
        saved = f"All that was in it is saved in {copy.name}"
        return f"{back}. {saved}. {lost}: afterword restore {copy.name}"
