"""Whether the file that says who was forgotten is there, and is the one of this database."""

import sqlite3
from contextlib import closing
from pathlib import Path

from storage.engine import explained, roll_back
from storage.errors import ForgottenUnknownError, UnwritableError
from storage.forgetting.forgotten_file import ForgottenFile
from storage.mark import sync_folder
from storage.place import Place

_NAMED = "SELECT value FROM meta WHERE key = 'forgotten_file'"
_NAME = """
INSERT INTO meta (key, value) VALUES ('forgotten_file', :fingerprint)
ON CONFLICT (key) DO UPDATE SET value = excluded.value
"""
_ANY = "SELECT 1 FROM forgotten LIMIT 1"
_UNNAME = "DELETE FROM meta WHERE key = 'forgotten_file'"
_EVENTS = "SELECT event FROM forgotten"
_DROP = "DELETE FROM forgotten"


def settle_file(connection: sqlite3.Connection, *, place: Place, unknown: bool) -> ForgottenFile:
    """Read the file, or begin one where nobody has been forgotten yet.

    ForgottenUnknownError where it is gone or another's, unless that is to be gone on without:
    then hashes that nobody can read any more are dropped.
    """
    file, named = ForgottenFile.read(place.forgotten), fingerprint_in(connection)
    if file is not None and named in {None, file.fingerprint}:
        _keep(connection, file)
        return file
    if named is not None and not unknown and _is_any(connection):
        raise ForgottenUnknownError(_sentence(place, is_there=file is not None))
    if file is None:
        file = ForgottenFile.begin(place.forgotten)
    _keep(connection, file, drop=named is not None)
    return file


def bring_file(place: Place, backup: Path, named: str, *, unknown: bool) -> None:
    """See to it that a copy about to be restored has its file, perhaps from where the copy is.

    ForgottenUnknownError where there is none, unless that is to be gone on without: then the copy
    forgets who was forgotten before it was made.
    """
    for path in (place.forgotten, backup.parent / place.forgotten.name):
        file = ForgottenFile.read(path)
        if file is not None and file.fingerprint == named:
            if path != place.forgotten:
                copy_file(path, place.forgotten)
            return
    if not unknown:
        raise ForgottenUnknownError(
            f"{place.forgotten} is not there, nor is it beside {backup.name}: it says who asked to "
            "be forgotten since that copy was made, and they would be asked again. Bring it; if it "
            "is lost, restore with --forgotten-unknown"
        )
    with closing(sqlite3.connect(place.restoring, isolation_level=None)) as connection:
        connection.execute(_UNNAME)
        if _has(connection, "forgotten"):
            connection.execute(_DROP)


def is_behind(path: Path) -> bool:
    """Tell whether somebody was forgotten of whom a database that nobody has open knows nothing.

    StorageError if the file that tells cannot be read.
    """
    place = Place.at(path)
    file = ForgottenFile.read(place.forgotten)
    if file is None or not file.told:
        return False
    with closing(sqlite3.connect(place.database)) as connection:
        if not _has(connection, "forgotten"):
            return True
        known = {event for (event,) in connection.execute(_EVENTS)}
    return any(each.event not in known for each in file.told)


def copy_file(path: Path, to: Path) -> None:
    """Copy the file for this user alone, so that there is a whole one at any moment.

    UnwritableError if that cannot be.
    """
    half = to.with_name(f"{to.name}.half")
    try:
        half.unlink(missing_ok=True)
        half.touch(mode=0o600)
        half.write_bytes(path.read_bytes())
        half.replace(to)
        sync_folder(to.parent)
    except OSError as error:
        raise UnwritableError(f"cannot write {to}: {error.strerror}") from error


def fingerprint_in(connection: sqlite3.Connection) -> str | None:
    """Read which file belongs to a database; None where it has had none."""
    if not _has(connection, "meta"):
        return None
    row = connection.execute(_NAMED).fetchone()
    return None if row is None else str(row[0])


def _is_any(connection: sqlite3.Connection) -> bool:
    """Tell whether somebody was forgotten, as far as the database knows."""
    return _has(connection, "forgotten") and connection.execute(_ANY).fetchone() is not None


def _has(connection: sqlite3.Connection, table: str) -> bool:
    return connection.execute(f"PRAGMA table_info({table})").fetchone() is not None


def _sentence(place: Place, *, is_there: bool) -> str:
    wrong = "is another database's" if is_there else "is not there"
    return (
        f"{place.forgotten} {wrong}: it says who asked to be forgotten, and they would be asked "
        "again. Put it back from where the backups are; if it is lost, start once with "
        "--forgotten-unknown"
    )


def _keep(connection: sqlite3.Connection, file: ForgottenFile, *, drop: bool = False) -> None:
    if fingerprint_in(connection) == file.fingerprint or not _has(connection, "meta"):
        return
    try:
        connection.execute("BEGIN IMMEDIATE")
        if drop and _has(connection, "forgotten"):
            connection.execute(_DROP)
        connection.execute(_NAME, {"fingerprint": file.fingerprint})
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise explained(error) from error
    finally:
        roll_back(connection)
