"""When each source last posted something."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from storage.moments import from_micros, to_micros
from storage.transaction import Transaction

NOTED_EVERY = timedelta(hours=1)  # never for each request
_NOTE = """
INSERT INTO source_uses (source, used_at) VALUES (:source, :used_at)
ON CONFLICT (source) DO UPDATE SET used_at = excluded.used_at
"""
_ALL = "SELECT source, used_at FROM source_uses ORDER BY source"


async def note(tx: Transaction, used: Mapping[str, datetime]) -> None:
    """Note when sources were last heard of."""
    await tx.run_many(
        _NOTE, [{"source": name, "used_at": to_micros(at)} for name, at in used.items()]
    )


async def last_uses(tx: Transaction) -> dict[str, datetime]:
    """Tell when each source was last heard of, give or take an hour."""
    return {row["source"]: from_micros(row["used_at"]) for row in await tx.rows(_ALL)}
