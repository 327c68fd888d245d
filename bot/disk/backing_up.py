"""A copy of the database every day: made, kept as long as it shall be, and told of if it fails."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta

from bot.operating.telling_admins import tell_admins
from bot.services import Services
from storage import meta
from storage.backups import Backup, backups, copies_before_updates, drop, make_backup, spare
from storage.errors import StorageError
from storage.forgetting.settling import copy_file
from storage.place import Place
from storage.transaction import Transaction

_log = logging.getLogger(__name__)

EVERY = timedelta(days=1)
FIRST_AFTER = timedelta(hours=1)  # of a start, where there is none yet
AGAIN_AFTER = timedelta(hours=1)  # of one that failed
_TROUBLE = "backup_trouble"  # since when backups fail, if admins were told


async def back_up(services: Services, now: datetime) -> bool:
    """Make a backup if it is time to, and delete those that are not kept; never True."""
    folder, due = services.config.backups_folder, services.next_backup_at
    if folder is None or (due is not None and now < due):
        return False
    database = services.config.database_path
    try:
        found = await asyncio.to_thread(backups, folder, database)
        services.backed_up_at = found[0].made_at if found else None
        if services.next_backup_at is None:
            services.next_backup_at = found[0].made_at + EVERY if found else now + FIRST_AFTER
        if now >= services.next_backup_at:
            made = await make_backup(folder, database, now=now)
            forgotten = Place.at(database).forgotten
            await asyncio.to_thread(copy_file, forgotten, folder / forgotten.name)
            found.insert(0, made)
            await _done(services, made, now)
        await asyncio.to_thread(_tidy, services, found, now)
    except StorageError as error:
        await _failed(services, str(error), now)
    return False


def _tidy(services: Services, found: list[Backup], now: datetime) -> None:
    keep = services.config.retention.backups
    drop(spare(found, now=now, keep=keep))
    if found:
        old = copies_before_updates(services.config.database_path)
        drop(each for each in old if now - each.made_at > keep)


async def _done(services: Services, made: Backup, now: datetime) -> None:
    services.backed_up_at, services.next_backup_at = made.made_at, now + EVERY
    services.waits.pop("backup", None)
    _log.info("the database is copied to %s", made.path)

    async def unit(tx: Transaction) -> None:
        since = await meta.find(tx, _TROUBLE)
        if since is not None:
            await meta.drop(tx, _TROUBLE)
            key = f"backup:{since}:over"
            await tell_admins(services, tx, "backup_back", key=key, now=now, body={})

    await services.database.write(unit)


async def _failed(services: Services, reason: str, now: datetime) -> None:
    """Let it be tried again, and tell the admins once until it is over."""
    services.next_backup_at = now + AGAIN_AFTER
    services.waits["backup"] = reason
    _log.warning("no backup: %s", reason)

    async def unit(tx: Transaction) -> None:
        since = await meta.keep(tx, _TROUBLE, now.astimezone(UTC).isoformat())
        key = f"backup:{since}"
        await tell_admins(services, tx, "backup_failed", key=key, now=now, body={"reason": reason})

    await services.database.write(unit)
