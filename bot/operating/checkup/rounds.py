"""The doctor's round: from outside, and inside the running bot, where nobody waits for it."""

import asyncio
from datetime import datetime
from functools import partial

from bot.operating.checkup.findings import Finding
from bot.operating.checkup.letters import look_at_drawing
from bot.operating.checkup.machine import look_at_machine
from bot.operating.checkup.port import look_at_port
from bot.operating.checkup.stored import look_at_database, look_at_orphans
from bot.operating.checkup.telegram import look_at_telegram
from bot.operating.condition import why_unwritable
from bot.pictures.drawer import Pictures
from bot.services import Services
from bot.settings.config import Config
from storage.errors import StorageError

_PATIENCE_S = 20.0  # for all that Telegram is asked


async def look_from_outside(config: Config, *, now: datetime) -> list[Finding]:
    """Look at everything, whether the bot runs or not."""
    pictures = Pictures()
    try:
        drawing = await look_at_drawing(config, pictures)
    finally:
        await pictures.close()
    return [
        *await look_at_database(config, now=now),
        *look_at_machine(config, now=now),
        drawing,
        await look_at_port(config),
        *[each async for each in look_at_telegram(config)],
    ]


async def look_from_inside(services: Services, *, now: datetime) -> list[Finding]:
    """Look at what the running bot cannot know by itself; its port answers, or it had not begun.

    Files are looked at in a thread, and not one page of the database: it may be large.
    """
    config = services.config
    return [
        *await _database(services, now),
        *await asyncio.to_thread(lambda: list(look_at_machine(config, now=now))),
        await look_at_drawing(config, services.pictures),
        *await _telegram(config),
    ]


async def _database(services: Services, now: datetime) -> list[Finding]:
    problem = why_unwritable(services)
    if problem is not None:
        return [Finding("database", "bad", "doctor.database.unwritable", {"said": problem})]
    look = partial(look_at_orphans, config=services.config, now=now)
    try:
        orphans = await services.database.read(look)
    except StorageError as error:
        said = {"said": str(error)}
        return [Finding("database", "bad", "doctor.database.unreadable", said)]
    return [Finding("database", "ok", "doctor.database.written"), *orphans]


async def _telegram(config: Config) -> list[Finding]:
    """Ask as long as there is patience for; what was heard till then counts."""
    found: list[Finding] = []
    try:
        async with asyncio.timeout(_PATIENCE_S):
            async for each in look_at_telegram(config):
                found.append(each)  # noqa: PERF401 - what came before the end of patience stays
    except TimeoutError:
        found.append(Finding("telegram", "unknown", "doctor.telegram.slow"))
    return found
