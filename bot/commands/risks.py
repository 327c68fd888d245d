"""What `afterword check` warns of: who may read the token, who runs it, what it runs on."""

import asyncio
import os
import stat
from collections.abc import Iterator
from datetime import date

from bot.commands.using import using
from bot.settings.config import NO_TOKEN, Config
from storage import meta, recount
from storage.database import Database
from storage.errors import StorageError
from storage.sqlite_version import VERSION, has_reset_fault
from storage.transaction import Transaction


def risks(config: Config, *, today: date) -> Iterator[str]:
    """Say each in one sentence, with what to do."""
    if config.telegram.token.get_secret_value() == NO_TOKEN:
        yield "there is no token: the bot cannot be run without (AFTERWORD_TELEGRAM__TOKEN)"
    yield from _readable(config)
    if os.geteuid() == 0:
        yield "this is run by root: run it as a user of its own, so that a fault harms nothing else"
    if has_reset_fault():
        yield (
            f"SQLite {VERSION} may undo a commit when another program writes to the database too "
            "(mended in 3.51.3): only read it, with `sqlite3 -readonly`"
        )
    yield from filter(None, (source.ending(today) for source in config.sources))


async def recount_ahead(config: Config) -> list[str]:
    """Say that the next start counts all days anew; a database that cannot be read says nothing."""
    if not await asyncio.to_thread(config.database_path.exists):
        return []

    async def unit(tx: Transaction) -> tuple[str | None, int]:
        return await meta.find(tx, "zone"), await recount.rows(tx)

    try:
        async with using(Database.open_read_only(config.database_path)) as database:
            zone, rows = await database.read(unit)
    except StorageError:
        return []
    if zone in {None, config.business.zone.key} or not rows:
        return []
    said = (
        f"the days were counted in {zone}: the next start counts {rows:,} answers and asks anew, "
        "for the timezone that is set now, and answers nobody until that is done; the log has how "
        "far it is"
    )
    return [said]


def _readable(config: Config) -> Iterator[str]:
    mode = config.file.stat().st_mode
    token = config.telegram.token.get_secret_value()
    if mode & stat.S_IROTH and token in config.file.read_text("utf-8-sig"):
        yield f"everybody on this machine can read the token in {config.file}: chmod o-r it"
