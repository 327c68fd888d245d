"""What is measured: a database, or a whole bot beside a playground that limits nothing."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from pathlib import Path

from bot.app import serve
from bot.pictures.drawer import Pictures
from bot.settings.config import load
from bot.wire.pacing import Pace, Pacer
from playground.core import Telegram
from playground.limits import Limits
from playground.server import serve as serve_playground
from storage.database import Database

TOKEN = "4242424242:a-token-that-only-the-playground-takes"  # noqa: S105 - of nothing real
_FAST = Pace(a_second=10**6, bulk_a_second=10**6, chat_a_second=10**6, group_a_minute=10**6)
_CONFIG = """
[telegram]
api_url = "{url}"
token = "{token}"
[storage]
url = "sqlite:///bench.db"
"""


async def seconds(work: Awaitable[object]) -> float:
    """Tell how long something takes."""
    started = time.perf_counter()
    await work
    return time.perf_counter() - started


@asynccontextmanager
async def opened(opening: Awaitable[Database]) -> AsyncIterator[Database]:
    """Close a database in the end."""
    database = await opening
    try:
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def playing() -> AsyncIterator[tuple[Telegram, str]]:
    """Serve a playground; gives it, and where it is."""
    world = Telegram(limits=Limits(chat_interval_s=0, overall=0, group=0))
    server = await serve_playground(world)
    yield world, server.url
    await server.close()


@asynccontextmanager
async def running(
    place: Path, url: str, settings: str, *, pictures: Pictures | None = None
) -> AsyncIterator[None]:
    """Run the bot in a folder, at the playground's address, with some more settings."""
    path = place / "config.toml"
    path.write_text(_CONFIG.format(url=url, token=TOKEN) + settings)
    stop, ready = asyncio.Event(), asyncio.Event()
    pacer = Pacer(time.monotonic, asyncio.sleep, _FAST)
    bot = asyncio.create_task(
        serve(load(path, {}), ready=ready.set, stop=stop, pacer=pacer, pictures=pictures)
    )
    await ready.wait()
    yield
    stop.set()
    await bot
