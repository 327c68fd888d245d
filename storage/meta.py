"""The few facts about the database itself: its secrets, and the zone its days are cut in."""

from storage.rows import read_value
from storage.transaction import Transaction

_FIND = "SELECT value FROM meta WHERE key = :key"
_PUT = """
INSERT INTO meta (key, value) VALUES (:key, :value)
ON CONFLICT (key) DO UPDATE SET value = excluded.value
"""
_PUT_ONCE = "INSERT INTO meta (key, value) VALUES (:key, :value) ON CONFLICT (key) DO NOTHING"


async def find(tx: Transaction, key: str) -> str | None:
    """Look a fact up."""
    return await read_value(tx, str, _FIND, {"key": key})


async def put(tx: Transaction, key: str, value: str) -> None:
    """Set a fact."""
    await tx.run(_PUT, {"key": key, "value": value})


async def keep(tx: Transaction, key: str, fresh: str) -> str:
    """Give the fact that stands, or let `fresh` stand from now on."""
    await tx.run(_PUT_ONCE, {"key": key, "value": fresh})
    return await find(tx, key) or fresh
