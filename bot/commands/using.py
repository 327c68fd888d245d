"""A database for one command, closed when the command is done with it."""

from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager

from storage.database import Database


@asynccontextmanager
async def using(opening: Awaitable[Database]) -> AsyncIterator[Database]:
    """Wait for the database, and close it at the end whatever happens."""
    database = await opening
    try:
        yield database
    finally:
        await database.close()
