"""Which SQLite this Python is linked with, and what is known to be wrong with it."""

import sqlite3

Version = tuple[int, int, int]
RUNNING: Version = sqlite3.sqlite_version_info
VERSION = sqlite3.sqlite_version
_MENDED_BRANCHES = {(3, 44): 6, (3, 50): 7}  # the first of these that have it, too
_FIRST, _MENDED = (3, 7, 0), (3, 51, 3)


def has_reset_fault(version: Version = RUNNING) -> bool:
    """Tell whether a checkpoint of one connection may undo another one's commit.

    Source: https://sqlite.org/wal.html#walresetbug. Where one connection writes and checkpoints, as
    here, it does not come up; another program that writes to the file brings it about.
    """
    if not _FIRST <= version < _MENDED:
        return False
    branch = _MENDED_BRANCHES.get(version[:2])
    return branch is None or version[2] < branch
