"""What messages ought to show and what they show: two numbers that differ until an edit is through.

`revision` counts what a message ought to show, `shown` is the one that it shows.
"""

import json
from collections.abc import Sequence

from storage.rows import read_value
from storage.transaction import Transaction

_STALE = """
SELECT min(id) AS id, chat_id FROM deliveries INDEXED BY "deliveries#stale"
WHERE state = 'sent' AND shown < revision AND id > 0
    AND chat_id NOT IN (SELECT value FROM json_each(:busy))
GROUP BY chat_id ORDER BY 1 LIMIT :limit
"""
_TOUCH = """
UPDATE deliveries SET revision = revision + 1
WHERE invitation_id = :invitation_id AND state IN ('claimed', 'sent', 'unknown')
    AND (kind <> 'alert' OR :alerts)
"""
_TOUCH_ALERTS = """
UPDATE deliveries SET revision = revision + 1
WHERE invitation_id = :invitation_id AND kind = 'alert'
    AND state IN ('claimed', 'sent', 'unknown')
"""
_TOUCH_ONE = """
UPDATE deliveries SET revision = revision + 1
WHERE dedupe = :dedupe AND state IN ('claimed', 'sent', 'unknown')
"""
_ANSWERED = """
UPDATE deliveries SET revision = revision + CASE state WHEN 'planned' THEN 0 ELSE 1 END,
    counted_at = CASE state WHEN 'planned' THEN NULL ELSE counted_at END,
    state = CASE state WHEN 'planned' THEN 'withdrawn' ELSE state END
WHERE invitation_id = :invitation_id AND (state IN ('claimed', 'sent', 'unknown')
    OR state = 'planned' AND (kind = 'reminder' OR dedupe = :words AND attempts = 0))
"""
_SHOWN = """
UPDATE deliveries SET shown = CASE WHEN shown < :revision THEN :revision ELSE shown END
WHERE id = :id AND message_id = :message_id RETURNING shown < revision AS stale
"""


async def stale(tx: Transaction, *, limit: int, busy: Sequence[int] = ()) -> list[tuple[int, int]]:
    """Read messages that do not show what they ought to, one in a chat: (id, chat)."""
    rows = await tx.rows(_STALE, {"limit": limit, "busy": json.dumps(list(busy))})
    return [(row["id"], row["chat_id"]) for row in rows]


async def touch(tx: Transaction, invitation_id: int, *, alerts: bool = False) -> None:
    """Let the messages about an invitation be drawn anew, also those on their way."""
    await tx.run(_TOUCH, {"invitation_id": invitation_id, "alerts": alerts})


async def touch_alerts(tx: Transaction, invitation_id: int) -> None:
    """Let the alert about an answer be drawn anew, and nothing that the customer sees."""
    await tx.run(_TOUCH_ALERTS, {"invitation_id": invitation_id})


async def touch_one(tx: Transaction, dedupe: str) -> None:
    """Let one message be drawn anew."""
    await tx.run(_TOUCH_ONE, {"dedupe": dedupe})


async def mark_shown(
    tx: Transaction, delivery_id: int, *, message_id: int | None, revision: int
) -> bool:
    """Note what a message shows now; True if it ought to show something else by now.

    What another copy of it shows is not what it shows.
    """
    values = {"id": delivery_id, "message_id": message_id, "revision": revision}
    return await read_value(tx, bool, _SHOWN, values) is not False


async def answered(tx: Transaction, invitation_id: int, *, words: str) -> None:
    """Let all be drawn anew that tells of a first score; what it makes needless is withdrawn.

    That is a reminder, and an untried alert of words alone, which has the `dedupe` in `words`.
    """
    await tx.run(_ANSWERED, {"invitation_id": invitation_id, "words": words})
