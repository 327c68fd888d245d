"""Close questions whose time has run out, politely, and prompts that no longer listen.

A question whose time has run out counts as ignored at once. Its message stays as it is for a day,
in which a tap still counts, and is closed then; an anonymous one is closed at once.
"""

from datetime import datetime

from bot.services import Services
from storage import asks, comments, invitations, reminders, revisions, shown
from storage.transaction import Transaction

AT_ONCE = 100


async def expire_overdue(services: Services, now: datetime) -> bool:
    """Close one handful; True if there was anything."""

    async def unit(tx: Transaction) -> int:
        overdue = await invitations.overdue(tx, now=now, limit=AT_ONCE)
        for invitation in overdue:
            late = invitation.late_until if invitation.takes_answers(now) else None
            await asks.expire(tx, invitation, zone=services.zone, late_until=late)
            if not invitation.anonymous:  # its reminder counts, whatever became of the question
                await reminders.drop(tx, invitation.id)
            await shown.close(tx, invitation.customer_id, invitation.id, at=now)
            if late is None:
                await revisions.touch(tx, invitation.id)
        return len(overdue)

    closed = await services.database.write(unit)
    if closed:
        services.wake()  # their messages are drawn anew
    return closed > 0


async def drop_prompts(services: Services, now: datetime) -> bool:
    """Let messages ask for nothing any more, once nothing is listened for."""

    async def unit(tx: Transaction) -> int:
        over = await invitations.prompts_over(tx, now=now, limit=AT_ONCE)
        for invitation in over:
            await asks.drop_prompt(tx, invitation)
            prompted = not await comments.parts(tx, invitation.id)  # else the prompt is gone
            if prompted or invitation.state == "expired":
                await revisions.touch(tx, invitation.id)
        return len(over)

    dropped = await services.database.write(unit)
    if dropped:
        services.wake()
    return dropped > 0
