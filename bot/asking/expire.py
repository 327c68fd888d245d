"""Close questions whose time has run out, politely."""

from datetime import datetime

from bot.services import Services
from storage import asks, deliveries, invitations, reminders
from storage.transaction import Transaction

AT_ONCE = 100


async def expire_overdue(services: Services, now: datetime) -> bool:
    """Close one handful; True if there was anything."""

    async def unit(tx: Transaction) -> int:
        overdue = await invitations.overdue(tx, now=now, limit=AT_ONCE)
        for invitation in overdue:
            await asks.expire(tx, invitation, zone=services.zone)
            await reminders.drop(tx, invitation.id)
            await deliveries.touch(tx, invitation.id)
        return len(overdue)

    closed = await services.database.write(unit)
    if closed:
        services.wake()  # their messages are drawn anew
    return closed > 0
