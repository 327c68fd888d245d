"""The second message about a question: planned when the first was sent, and what it takes over."""

from storage.transaction import Transaction

_DROP = """
UPDATE deliveries SET state = 'withdrawn', counted_at = NULL
WHERE invitation_id = :invitation_id AND kind = 'reminder' AND state = 'planned'
"""
_SENT = """
SELECT 1 FROM deliveries
WHERE invitation_id = :invitation_id AND kind = 'reminder' AND state = 'sent'
"""
_SUPERSEDE = """
UPDATE deliveries SET revision = revision + 1
WHERE invitation_id = :invitation_id AND kind = 'ask' AND state IN ('claimed', 'sent', 'unknown')
"""


async def drop(tx: Transaction, invitation_id: int) -> None:
    """Take back a reminder that was not sent yet; it counts no more."""
    await tx.run(_DROP, {"invitation_id": invitation_id})


async def is_sent(tx: Transaction, invitation_id: int) -> bool:
    """Tell whether a reminder has taken the place of the first message."""
    return await tx.row(_SENT, {"invitation_id": invitation_id}) is not None


async def supersede(tx: Transaction, invitation_id: int) -> None:
    """Let the first message be drawn anew, now that the reminder is there."""
    await tx.run(_SUPERSEDE, {"invitation_id": invitation_id})
