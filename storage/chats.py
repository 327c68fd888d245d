"""Groups that became supergroups, and so go on under another id."""

from storage.transaction import Transaction

_ALL = "SELECT old_id, new_id FROM chat_moves"
_RECORD = """
INSERT INTO chat_moves (old_id, new_id) VALUES (:old_id, :new_id)
ON CONFLICT (old_id) DO UPDATE SET new_id = excluded.new_id
"""
_FOLLOW_DELIVERIES = (
    "UPDATE deliveries SET chat_id = :new_id WHERE state = 'planned' AND chat_id = :old_id"
)


async def moves(tx: Transaction) -> dict[int, int]:
    """Read where groups have gone."""
    return {row["old_id"]: row["new_id"] for row in await tx.rows(_ALL)}


async def record_move(tx: Transaction, *, old_id: int, new_id: int) -> None:
    """Follow a group to its new id, with the messages planned for it."""
    await tx.run(_RECORD, {"old_id": old_id, "new_id": new_id})
    await tx.run(_FOLLOW_DELIVERIES, {"old_id": old_id, "new_id": new_id})
