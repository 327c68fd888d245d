"""How much work waits, and whether anything can be written: a few counts on small indexes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from storage import meta
from storage.moments import to_micros
from storage.rows import read_known
from storage.transaction import Transaction

_LOAD = """
WITH due AS (
    SELECT count(*) AS messages,
        count(*) FILTER (WHERE kind IN ('ask', 'again', 'reminder')) AS asks
    FROM deliveries WHERE state = 'planned' AND due_at <= :now
)
SELECT due.asks, due.messages - due.asks AS alerts,
    (SELECT count(*) FROM deliveries INDEXED BY "deliveries#stale"
        WHERE state = 'sent' AND shown < revision AND id > 0) AS edits,
    (SELECT count(*) FROM deliveries WHERE state = 'claimed' AND lease_until > 0) AS claimed,
    (SELECT count(*) FROM deliveries WHERE state = 'planned' AND due_at > :now) AS scheduled,
    (SELECT count(*) FROM deliveries AS lost INDEXED BY "deliveries#unknown"
        WHERE state = 'unknown' AND id > 0 AND NOT EXISTS (
            SELECT 1 FROM invitations JOIN versions ON versions.id = version_id
            WHERE invitations.id = lost.invitation_id AND anonymous = 1)) AS unknown,
    (SELECT count(*) FROM updates
        WHERE error IS NOT NULL AND received_at > :since) AS failed_updates
FROM due
"""

RECENT = timedelta(days=1)


@dataclass(frozen=True)
class Load:
    """How many messages wait to be sent or redrawn, and what went wrong of late.

    Of `unknown` ones about an anonymous question nothing is told: a press would take one away.
    """

    asks: int
    alerts: int
    edits: int
    claimed: int
    scheduled: int
    unknown: int
    failed_updates: int


async def load(tx: Transaction, *, now: datetime) -> Load:
    """Count the work that is due now, and the work planned for later."""
    times = {"now": to_micros(now), "since": to_micros(now - RECENT)}
    return await read_known(tx, Load, _LOAD, times)


async def prove_writable(tx: Transaction, *, now: datetime) -> None:
    """Write something, so that a full or read-only disk is noticed."""
    await meta.put(tx, "checked_at", str(to_micros(now)))
