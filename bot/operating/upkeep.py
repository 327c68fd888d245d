"""What the database needs while it runs: a look at its files, and a log that stays short."""

import logging
from datetime import datetime

from bot.services import Services

_log = logging.getLogger(__name__)

LONG_LOG = 64 * 1024 * 1024  # bytes


async def look_at_files(services: Services, _now: datetime) -> bool:
    """Notice that somebody took the database away, also while nothing is written."""
    await services.database.look()
    return False


async def empty_log(services: Services, _now: datetime) -> bool:
    """Move what was committed from the log into the database itself."""
    left = await services.database.checkpoint()
    if left > LONG_LOG:
        _log.warning("the log cannot be emptied: a program has read for long bytes=%s", left)
    return False
