"""What the doctor sees on this machine: backups, the disk, files, SQLite, who may read what."""

import os
import shutil
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.operating.checkup.dangers import look_at_dangers
from bot.operating.checkup.findings import Finding
from bot.operating.checkup.zones import look_at_zones
from bot.settings.config import Config
from storage.backups import backups
from storage.errors import StorageError

_OLD = timedelta(days=2)
_LEAST_FREE = 200_000_000  # bytes
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def look_at_machine(config: Config, *, now: datetime) -> Iterator[Finding]:
    """Look at whatever files tell."""
    yield look_at_backups(config, now=now)
    yield look_at_disk(config)
    yield from look_at_rights(config)
    yield from look_at_dangers(config, today=now.astimezone(config.business.zone).date())
    yield look_at_zones(config, now=now)


def look_at_backups(config: Config, *, now: datetime) -> Finding:
    """Look whether there is a fresh one."""
    folder = config.backups_folder
    if folder is None:
        return Finding("backups", "look", "doctor.backups.off")
    try:
        found = backups(folder, config.database_path)
    except StorageError as error:
        return Finding("backups", "bad", "doctor.backups.unreadable", {"said": str(error)})
    if not found:
        return Finding("backups", "look", "doctor.backups.none", {"folder": str(folder)})
    told = {"count": len(found), "at": f"{found[0].made_at:%Y-%m-%d %H:%M} UTC"}
    if now - found[0].made_at > _OLD:
        return Finding("backups", "bad", "doctor.backups.old", told)
    return Finding("backups", "ok", "doctor.backups.fine", told)


def look_at_disk(config: Config) -> Finding:
    """Look whether there is room for the database, and for a copy of it."""
    path = config.database_path
    folder = {"folder": str(path.parent)}
    if not path.parent.is_dir():
        return Finding("disk", "bad", "doctor.disk.nowhere", folder)
    size = path.stat().st_size if path.exists() else 0
    free = shutil.disk_usage(path.parent).free
    told = {**folder, "free": f"{free / 1e9:,.1f}", "size": f"{size / 1e6:,.0f}"}
    if free < max(_LEAST_FREE, 2 * size):
        return Finding("disk", "bad", "doctor.disk.full", told)
    return Finding("disk", "ok", "doctor.disk.fine", told)


def look_at_rights(config: Config) -> Iterator[Finding]:
    """Look who may write the database, once there is one, and who may read it."""
    path = config.database_path
    if not path.exists():
        return
    told = {"path": str(path)}
    if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
        yield Finding("rights", "bad", "doctor.rights.none", told)
    elif path.stat().st_mode & _OTHERS:
        yield Finding("rights", "look", "doctor.rights.others", told)
    else:
        yield Finding("rights", "ok", "doctor.rights.fine", told)
