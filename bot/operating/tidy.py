"""Drop what is no longer needed to tell a repeated update from a new one."""

from datetime import datetime

from bot.services import Services
from storage import updates


async def forget_updates(services: Services, now: datetime) -> bool:
    """Forget the updates that Telegram itself has long forgotten."""
    await services.database.write(lambda tx: updates.forget(tx, now=now))
    return False
