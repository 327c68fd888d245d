"""Whether the files that were opened are still those at their paths."""

import os
from pathlib import Path

from storage.errors import CutShortError, TakenAwayError
from storage.place import Place


class Presence:
    """Compares device, inode and size with those of the files that were opened."""

    def __init__(self, place: Place) -> None:
        """Remember the files as they are now."""
        self._paths = place.named, place.log, place.index
        self._database, self._log, self._index = (path.stat() for path in self._paths)

    def check(self) -> bool:
        """Look at what a commit stands on; True if the log is shorter than it was.

        TakenAwayError if the database or its log is not ours, CutShortError if the database has
        become shorter: SQLite shortens it in a VACUUM only, and nobody here does that.
        """
        database, log, _ = self._paths
        now = _same(database, self._database)
        if now.st_size < self._database.st_size:
            raise CutShortError(f"{database.name} was emptied or cut short by another program")
        self._database = now
        now = _same(log, self._log)
        if now.st_size < self._log.st_size:
            return True
        self._log = now
        return False

    def check_index(self) -> None:
        """Look at the index of the log, too; TakenAwayError if not ours."""
        _same(self._paths[2], self._index)

    def log_size(self) -> int:
        """Give the log's length in bytes; TakenAwayError if it is not ours."""
        return _same(self._paths[1], self._log).st_size

    def accept_log(self) -> None:
        """Take the log's length for right; TakenAwayError if it is not ours."""
        self._log = _same(self._paths[1], self._log)

    def has_database(self) -> bool:
        """Tell whether the database itself is in its place, whatever became of its log."""
        try:
            now = _same(self._paths[0], self._database)
        except TakenAwayError:
            return False
        return now.st_size >= self._database.st_size


def _same(path: Path, before: os.stat_result) -> os.stat_result:
    try:
        now = path.stat()
    except FileNotFoundError:
        raise TakenAwayError(f"{path.name} was deleted or moved away") from None
    except OSError as error:
        raise TakenAwayError(f"{path.name} cannot be found: {error.strerror}") from error
    if not os.path.samestat(now, before):
        raise TakenAwayError(f"another file was put in the place of {path.name}")
    return now
