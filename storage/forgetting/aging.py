"""What has been kept long enough: words and recordings go, and people of whom nothing is heard."""

from datetime import datetime

from storage.moments import to_micros
from storage.transaction import Transaction

_WORDS = """
UPDATE comments SET body = NULL, media = NULL, file_id = NULL
WHERE said_at < :before AND (body IS NOT NULL OR file_id IS NOT NULL)
"""
_NOTES = """
UPDATE case_steps SET note = NULL, media = NULL, file_id = NULL
WHERE at < :before AND (note IS NOT NULL OR file_id IS NOT NULL)
"""
_TALKS = """
UPDATE case_words SET body = NULL, media = NULL, file_id = NULL
WHERE said_at < :before AND (body IS NOT NULL OR file_id IS NOT NULL)
"""
_NAMELESS_WORDS = "DELETE FROM anonymous_comments WHERE day < :day"
_SILENT = """
SELECT id FROM customers WHERE id > :after AND first_seen_at < :before AND opted_out_at IS NULL
    AND (telegram_id IS NOT NULL OR name IS NOT NULL
        OR EXISTS (SELECT 1 FROM customer_refs WHERE customer_refs.customer_id = customers.id))
    AND NOT EXISTS (SELECT 1 FROM interactions
        WHERE interactions.customer_id = customers.id AND interactions.received_at >= :before)
    AND NOT EXISTS (SELECT 1 FROM invitations
        WHERE invitations.customer_id = customers.id AND invitations.decided_at >= :before)
    AND NOT EXISTS (SELECT 1 FROM answers
        WHERE answers.customer_id = customers.id AND answers.answered_at >= :before)
ORDER BY id LIMIT :limit
"""


async def drop_words(tx: Transaction, *, before: datetime) -> int:
    """Blank what people wrote and sent, and what staff noted, before then; gives how many rows.

    Rows stay, so that counts of comments stay equal to them.
    """
    day = before.date().isoformat()
    gone = await tx.run(_NAMELESS_WORDS, {"day": day})
    at = {"before": to_micros(before)}
    return gone + sum([await tx.run(each, at) for each in (_WORDS, _NOTES, _TALKS)])


async def silent(tx: Transaction, *, before: datetime, after: int, limit: int) -> list[int]:
    """Find people, in the order of their ids, of whom nothing was heard or decided since then.

    Who never wants to be asked stays: without knowing them they would be asked again.
    """
    values = {"before": to_micros(before), "after": after, "limit": limit}
    return [row["id"] for row in await tx.rows(_SILENT, values)]
