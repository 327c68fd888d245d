"""How much work waits, and whether anything can be written: a few counts on small indexes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage import meta
from storage.database import Transaction
from storage.moments import to_micros

_DUE = """
SELECT kind, count(*) AS n FROM deliveries WHERE state = 'planned' AND due_at <= :now GROUP BY kind
"""
_SCHEDULED = "SELECT count(*) AS n FROM deliveries WHERE state = 'planned' AND due_at > :now"
_CLAIMED = "SELECT count(*) AS n FROM deliveries WHERE state = 'claimed' AND lease_until > 0"
_STALE = """
SELECT count(*) AS n FROM deliveries INDEXED BY "deliveries#stale"
WHERE state = 'sent' AND shown < revision AND id > 0
"""
_UNKNOWN = """
SELECT count(*) AS n FROM deliveries INDEXED BY "deliveries#unknown"
WHERE state = 'unknown' AND id > 0
"""
_FAILED = "SELECT count(*) AS n FROM updates WHERE error IS NOT NULL AND received_at > :since"

RECENT = timedelta(days=1)
_ASKS = frozenset({"ask", "again", "reminder"})


@dataclass(frozen=True)
class Load:
    """How many messages wait to be sent or redrawn, and what went wrong of late."""

    asks: int
    alerts: int
    edits: int
    claimed: int
    scheduled: int
    unknown: int
    failed_updates: int


async def load(tx: Transaction, *, now: datetime) -> Load:
    """Count the work that is due now, and the work planned for later."""
    at = {"now": to_micros(now)}
    due = {row["kind"]: int(row["n"]) for row in await tx.rows(_DUE, at)}
    asks = sum(n for kind, n in due.items() if kind in _ASKS)
    return Load(
        asks=asks,
        alerts=sum(due.values()) - asks,
        edits=await _count(tx, _STALE),
        claimed=await _count(tx, _CLAIMED),
        scheduled=await _count(tx, _SCHEDULED, at),
        unknown=await _count(tx, _UNKNOWN),
        failed_updates=await _count(tx, _FAILED, {"since": to_micros(now - RECENT)}),
    )


async def prove_writable(tx: Transaction, *, now: datetime) -> None:
    """Write something, so that a full or read-only disk is noticed."""
    await meta.put(tx, "checked_at", str(to_micros(now)))


async def _count(tx: Transaction, sql: str, params: Mapping[str, object] | None = None) -> int:
    row = await tx.row(sql, params or {})
    return int(row["n"]) if row else 0
