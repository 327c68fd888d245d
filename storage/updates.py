"""Which updates have had their effect, so that one delivered twice changes nothing."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from storage.moments import to_micros
from storage.transaction import Transaction

_RECORD = """
INSERT INTO updates (bot, update_id, received_at) VALUES (:bot, :update_id, :at)
ON CONFLICT (bot, update_id) DO NOTHING
"""
_FAIL = """
INSERT INTO updates (bot, update_id, received_at, error) VALUES (:bot, :update_id, :at, :error)
ON CONFLICT (bot, update_id) DO NOTHING
"""
_KNOWN = "SELECT update_id FROM updates WHERE bot = :bot AND update_id BETWEEN :first AND :last"
_FORGET = "DELETE FROM updates WHERE received_at < :before AND error IS NULL"

KEPT = timedelta(days=8)  # Telegram itself keeps an update for a day and may restart ids in a week


async def record(tx: Transaction, *, bot: int, ids: Sequence[int], at: datetime) -> None:
    """Note that these updates have their effect in this transaction."""
    await tx.run_many(
        _RECORD, [{"bot": bot, "update_id": each, "at": to_micros(at)} for each in ids]
    )


async def record_failure(
    tx: Transaction, *, bot: int, update_id: int, at: datetime, error: str
) -> None:
    """Note an update whose effect raised: it is not tried again, and /health shows it."""
    await tx.run(
        _FAIL, {"bot": bot, "update_id": update_id, "at": to_micros(at), "error": error[:500]}
    )


async def known(tx: Transaction, *, bot: int, ids: Sequence[int]) -> set[int]:
    """Find which of these updates have been seen before."""
    span = {"bot": bot, "first": min(ids, default=0), "last": max(ids, default=0)}
    return {row["update_id"] for row in await tx.rows(_KNOWN, span)} & set(ids)


async def forget(tx: Transaction, *, now: datetime) -> int:
    """Drop what Telegram itself has long forgotten."""
    return await tx.run(_FORGET, {"before": to_micros(now - KEPT)})
