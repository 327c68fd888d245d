"""What the doctor sees in the database: is it sound, and do the settings still know it all."""

import asyncio
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from bot.operating.checkup.findings import Finding
from bot.settings.config import Config
from storage import filter_values, source_uses, versions
from storage.database import Database
from storage.errors import StorageError
from storage.examining import examine
from storage.transaction import Transaction

_OF_LATE = timedelta(days=90)


async def look_at_database(config: Config, *, now: datetime) -> list[Finding]:
    """Look at the file from outside, also while the bot runs, changing nothing."""
    path = config.database_path
    told = {"path": str(path)}
    if not await asyncio.to_thread(path.exists):
        return [Finding("database", "look", "doctor.database.missing", told)]
    try:
        seen = await examine(path)
        if seen.problem is not None:
            damage = {**told, "said": seen.problem}
            return [Finding("database", "bad", "doctor.database.damaged", damage)]
        database = await Database.open_read_only(path)
    except StorageError as error:
        said = {"said": str(error)}
        return [Finding("database", "bad", "doctor.database.unreadable", said)]
    try:
        orphans = await database.read(lambda tx: look_at_orphans(tx, config, now=now))
    finally:
        await database.close()
    sound = {**told, "schema": seen.schema}
    return [Finding("database", "ok", "doctor.database.sound", sound), *orphans]


async def look_at_orphans(tx: Transaction, config: Config, *, now: datetime) -> list[Finding]:
    """Look for what has data and is not in the settings any more."""
    known = (await versions.latest(tx)).keys()
    listed = {each.name for each in config.sources}
    gone = {
        "doctor.settings.surveys": sorted(known - config.surveys.keys()),
        "doctor.settings.touchpoints": await _forgotten_touchpoints(tx, config, known, now),
        "doctor.settings.sources": sorted((await source_uses.last_uses(tx)).keys() - listed),
    }
    return list(_orphans(gone)) or [Finding("settings", "ok", "doctor.settings.fine")]


def _orphans(gone: dict[str, list[str]]) -> Iterator[Finding]:
    for key, names in gone.items():
        if names:
            yield Finding("settings", "look", key, {"names": names})


async def _forgotten_touchpoints(
    tx: Transaction, config: Config, surveys: Iterable[str], now: datetime
) -> list[str]:
    """Find those that were asked about of late, and that no survey asks about any more."""
    asking = [each.touchpoints for each in config.surveys.values()]
    if not all(asking):
        return []  # one of them asks about whatever comes
    since = (now - _OF_LATE).astimezone(config.business.zone).date()
    counted = await filter_values.counted(tx, surveys, since=since)
    seen = {each for values in counted.values() for each in values.get("touchpoint", ())}
    return sorted(seen.difference(*asking))
