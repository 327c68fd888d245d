"""What `afterword check` warns of: no token, and what is risky though it works."""

import asyncio
from collections.abc import Iterator
from datetime import date

from bot.commands.using import using
from bot.operating.checkup.dangers import look_at_dangers
from bot.settings.config import NO_TOKEN, Config
from bot.words.catalogues import Words
from bot.words.voice import Voice
from storage import meta, recount
from storage.database import Database
from storage.errors import StorageError
from storage.transaction import Transaction


def risks(config: Config, *, today: date) -> Iterator[str]:
    """Say each in one sentence, with what to do."""
    if config.telegram.token.get_secret_value() == NO_TOKEN:
        yield "there is no token: the bot cannot be run without (AFTERWORD_TELEGRAM__TOKEN)"
    voice = Voice(Words.load())
    for each in look_at_dangers(config, today=today):
        if each.level != "ok":
            yield each.words(voice)


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
