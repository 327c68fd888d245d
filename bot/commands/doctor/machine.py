"""What the doctor sees on this machine: the database, the disk, files, drawing, the HTTP port."""

import asyncio
import os
import shutil
import stat
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from importlib.metadata import version

import aiohttp

from bot.commands.doctor.findings import Finding
from bot.commands.risks import risks
from bot.pictures.drawer import NoPictureError, Pictures
from bot.settings.config import Config
from storage import source_uses, versions
from storage.backups import backups
from storage.database import Database
from storage.errors import StorageError
from storage.examining import examine
from storage.sqlite_version import VERSION, has_reset_fault
from storage.transaction import Transaction

_OLD = timedelta(days=2)
_LEAST_FREE = 200_000_000  # bytes
_SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"></svg>'


async def look_at_machine(config: Config, *, now: datetime) -> AsyncIterator[Finding]:
    """Look at everything that needs no Telegram."""
    async for each in _database(config):
        yield each
    for finding in (*_backups(config, now), *_disk(config), *_files(config), *_versions()):
        yield finding
    for risk in risks(config, today=now.astimezone(config.business.zone).date()):
        yield Finding("risk", "look", risk)
    yield await _drawing()
    yield await _http(config)


async def _database(config: Config) -> AsyncIterator[Finding]:
    path = config.database_path
    if not await asyncio.to_thread(path.exists):
        yield Finding("database", "look", f"{path} is not there yet: the first start makes it")
        return
    try:
        seen = await examine(path)
        if seen.problem is not None:
            words = f"{path} is damaged ({seen.problem}): afterword restore BACKUP"
            yield Finding("database", "bad", words)
            return
        database = await Database.open_read_only(path)
    except StorageError as error:
        yield Finding("database", "bad", str(error))
        return
    try:
        yield Finding("database", "ok", f"{path} is sound, schema {seen.schema}")
        yield await database.read(lambda tx: _orphans(tx, config))
    finally:
        await database.close()


async def _orphans(tx: Transaction, config: Config) -> Finding:
    surveys = sorted((await versions.latest(tx)).keys() - config.surveys.keys())
    listed = {each.name for each in config.sources}
    sources = sorted((await source_uses.last_uses(tx)).keys() - listed)
    gone = [f"the survey {each}" for each in surveys] + [f"the source {each}" for each in sources]
    if not gone:
        return Finding("settings", "ok", "all that was ever asked is still in the settings")
    words = f"{', '.join(gone)} has data but is not in the settings any more: was that meant?"
    return Finding("settings", "look", words)


def _backups(config: Config, now: datetime) -> Iterator[Finding]:
    folder = config.backups_folder
    if folder is None:
        yield Finding("backups", "look", 'there are none: [storage] backups = "" turns them off')
        return
    try:
        found = backups(folder, config.database_path)
    except StorageError as error:
        yield Finding("backups", "bad", str(error))
        return
    if not found:
        words = f"none in {folder} yet: the bot makes one an hour after its start"
        yield Finding("backups", "look", words)
    elif now - found[0].made_at > _OLD:
        words = f"the newest is of {found[0].made_at:%Y-%m-%d %H:%M} UTC: is the bot running?"
        yield Finding("backups", "bad", words)
    else:
        words = f"{len(found)}, the newest of {found[0].made_at:%Y-%m-%d %H:%M} UTC"
        yield Finding("backups", "ok", words)


def _disk(config: Config) -> Iterator[Finding]:
    path = config.database_path
    if not path.parent.is_dir():
        yield Finding("disk", "bad", f"there is no folder {path.parent}: make it, for the database")
        return
    size = path.stat().st_size if path.exists() else 0
    free = shutil.disk_usage(path.parent).free
    said = f"{free / 1e9:,.1f} GB free in {path.parent}, the database has {size / 1e6:,.0f} MB"
    if free < max(_LEAST_FREE, 2 * size):
        yield Finding("disk", "bad", f"{said}: free some space, a backup needs as much again")
    else:
        yield Finding("disk", "ok", said)


def _files(config: Config) -> Iterator[Finding]:
    path = config.database_path
    if not path.exists():
        return
    if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
        words = f"this user may not write {path} or its folder: give it to the user of the bot"
        yield Finding("rights", "bad", words)
    elif path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield Finding("rights", "look", f"others may read or write {path}: chmod 600 it")
    else:
        yield Finding("rights", "ok", f"{path} belongs to this user alone")


def _versions() -> Iterator[Finding]:
    if not has_reset_fault():
        yield Finding("sqlite", "ok", f"SQLite {VERSION}")
    yield Finding("zones", "ok", f"time zone data: tzdata {version('tzdata')}")


async def _drawing() -> Finding:
    pictures = Pictures()
    try:
        png = await pictures.png(_SVG)
    except NoPictureError as error:
        return Finding("drawing", "bad", f"no picture can be drawn ({error}): replies are words")
    finally:
        await pictures.close()
    return Finding("drawing", "ok", f"pictures can be drawn ({len(png)} bytes)")


async def _http(config: Config) -> Finding:
    host = f"[{config.http.host}]" if ":" in config.http.host else config.http.host
    url = f"http://{host}:{config.http.port}/health"
    timeout = aiohttp.ClientTimeout(total=5)
    try:
        async with aiohttp.ClientSession(timeout=timeout) as http, http.get(url) as reply:
            status = (await reply.json()).get("status")
    except (aiohttp.ClientError, TimeoutError, ValueError, AttributeError):
        return Finding("http", "look", f"nothing answers at {url}: the bot does not run")
    level, words = ("ok", "is well") if status == "ok" else ("bad", f"is {status}")
    return Finding("http", "ok" if level == "ok" else "bad", f"the bot {words}, it says at {url}")
