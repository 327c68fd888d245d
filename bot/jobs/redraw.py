"""Repeat edits until every message shows the stored state, also after a restart."""

import asyncio
from datetime import datetime

from bot.context import Services
from bot.flows.drawing import redraw
from storage import deliveries

AT_ONCE = 25


async def redraw_stale(services: Services, _now: datetime) -> bool:
    """Edit one handful of messages; True if there may be more to do at once."""
    stale = await services.database.read(lambda tx: deliveries.stale(tx, limit=AT_ONCE))
    todo = [each for each in stale if each not in services.drawing]
    await asyncio.gather(*(redraw(services, each) for each in todo))
    return False
