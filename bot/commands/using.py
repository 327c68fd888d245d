"""A database for one command, closed when the command is done with it."""

from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from datetime import datetime

from bot.rights.catching_up import remember_forgotten
from bot.settings.config import Config
from storage.database import Database


@asynccontextmanager
async def using(opening: Awaitable[Database]) -> AsyncIterator[Database]:
    """Wait for the database, and close it at the end whatever happens."""
    database = await opening
    try:
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def changing(config: Config, *, now: datetime) -> AsyncIterator[Database]:
    """Open the database to be changed; refused with a StorageError while the bot runs."""
    async with using(Database.open(config.database_path)) as database:
        await remember_forgotten(database, config, now=now)
        yield database
