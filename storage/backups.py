"""The folder of backups: which there are, which are kept, and which are old enough to go."""

import asyncio
import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from storage.copying import copy_database
from storage.errors import StorageError
from storage.place import Place

DAYS_KEPT = 7
WEEKS_KEPT = 4
_STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True)
class Backup:
    """A checked copy, and the moment as of which it holds everything."""

    path: Path
    made_at: datetime


def backups(folder: Path, database: Path) -> list[Backup]:
    """List the backups of a database in a folder, the newest first; other files are not ours.

    StorageError if it cannot be read.
    """
    shape = re.compile(re.escape(database.stem) + r"-(\d{8}T\d{6}Z)\.db")
    try:
        matches = [(each, shape.fullmatch(each.name)) for each in folder.iterdir()]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise StorageError(f"cannot read the folder {folder}: {error.strerror}") from error
    found = [Backup(path, at) for path, match in matches if match and (at := _moment(match[1]))]
    return sorted(found, key=lambda each: each.made_at, reverse=True)


def _moment(stamp: str) -> datetime | None:
    try:
        return datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None


async def make_backup(folder: Path, database: Path, *, now: datetime) -> Backup:
    """Add a copy to the folder, which is made for this user alone; StorageError if it cannot be."""
    try:
        await asyncio.to_thread(folder.mkdir, mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"cannot make the folder {folder}: {error.strerror}") from error
    path = folder / f"{database.stem}-{now:{_STAMP}}.db"
    await copy_database(database, path)
    return Backup(path, now.replace(microsecond=0))


def spare(found: Sequence[Backup], *, now: datetime, keep: timedelta) -> list[Backup]:
    """Tell which backups are no longer kept: older than `keep`, or beyond 7 days and 4 weeks.

    Of a day and of a calendar week the newest one counts. The newest of all is always kept.
    """
    newest_first = sorted(found, key=lambda each: each.made_at, reverse=True)
    days = _firsts(newest_first, lambda each: each.made_at.date())[:DAYS_KEPT]
    weeks = _firsts(newest_first, lambda each: each.made_at.isocalendar()[:2])[:WEEKS_KEPT]
    kept = {*newest_first[:1], *(each for each in [*days, *weeks] if now - each.made_at <= keep)}
    return [each for each in newest_first if each not in kept]


def _firsts(found: Iterable[Backup], key: Callable[[Backup], Hashable]) -> list[Backup]:
    first: dict[Hashable, Backup] = {}
    for each in found:
        first.setdefault(key(each), each)
    return list(first.values())


def copies_before_updates(database: Path) -> list[Backup]:
    """List the copies that updates of the program made before they changed the schema."""
    place = Place.at(database)
    found = place.database.parent.glob(f"{place.database.name}.schema-*.backup")
    return [Backup(each, datetime.fromtimestamp(each.stat().st_mtime, UTC)) for each in found]


def drop(old: Iterable[Backup]) -> None:
    """Delete backups; one that is gone already is no mistake. StorageError if one cannot be."""
    for each in old:
        try:
            each.path.unlink(missing_ok=True)
        except OSError as error:
            raise StorageError(f"cannot delete {each.path}: {error.strerror}") from error
