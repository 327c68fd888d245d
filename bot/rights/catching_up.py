"""What was forgotten before stays so: done at each opening, before anything else is."""

import logging
from datetime import datetime

from bot.settings.config import Config
from storage.database import Database
from storage.forgetting.forgotten import catch_up

_log = logging.getLogger(__name__)


async def remember_forgotten(database: Database, config: Config, *, now: datetime) -> int:
    """Forget again whom a restored backup brought back; gives how many they were."""
    erased = await catch_up(database, now=now, zone=config.business.zone)
    if erased:
        _log.warning("forgotten again, as they were in this copy of the database: %d", erased)
    return erased
