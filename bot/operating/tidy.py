"""Drop what is no longer needed to tell a repeated update from a new one."""

from datetime import datetime, timedelta

from bot.services import Services
from bot.surveys.versioning import current
from storage import pools, unplaced, updates

UNPLACED_FOR = timedelta(days=90)  # words that their person has given no place


async def forget_updates(services: Services, now: datetime) -> bool:
    """Forget the updates that Telegram itself has long forgotten, and words nobody ever placed.

    Anonymous answers that still wait when nobody can answer their version any more go unseen.
    """
    await services.database.write(lambda tx: updates.forget(tx, now=now))
    await services.database.write(lambda tx: unplaced.forget(tx, before=now - UNPLACED_FOR))
    asked = current(services.versions, services.config)
    await services.database.write(lambda tx: pools.end_others(tx, asked, now=now))
    return False
