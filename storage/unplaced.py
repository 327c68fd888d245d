"""Words that belong nowhere yet: what becomes of them is for their person to say."""

from datetime import datetime
from typing import Literal

from storage.comments import Part
from storage.moments import to_micros
from storage.rows import columns_of, read_all
from storage.transaction import Transaction

WaitsFor = Literal["which", "guide"]  # the button by which their person decides

_KEEP = """
INSERT INTO unplaced (customer_id, message_id, waits_for, said_at, body, media, file_id)
VALUES (:customer_id, :message_id, :waits_for, :said_at, :body, :media, :file_id)
ON CONFLICT (customer_id, message_id) DO UPDATE SET
    body = excluded.body, media = excluded.media, file_id = excluded.file_id
"""
_OF = """
SELECT message_id, said_at, body, media, file_id FROM unplaced
WHERE customer_id = :customer_id AND waits_for = :waits_for ORDER BY message_id
"""
_WAITS_FOR = """
SELECT waits_for FROM unplaced WHERE customer_id = :customer_id AND message_id = :message_id
"""
_DROP = "DELETE FROM unplaced WHERE customer_id = :customer_id AND waits_for = :waits_for"
_FORGET = "DELETE FROM unplaced WHERE said_at < :before"


async def keep(tx: Transaction, customer_id: int, part: Part, waits_for: WaitsFor) -> None:
    """Keep a message until its person says where it belongs, or the newer words of one."""
    owner = {"customer_id": customer_id, "waits_for": waits_for}
    await tx.run(_KEEP, {**columns_of(part), **owner})


async def waiting(tx: Transaction, customer_id: int, waits_for: WaitsFor) -> list[Part]:
    """Read what somebody wrote that waits for one of the two, in order."""
    return await read_all(tx, Part, _OF, {"customer_id": customer_id, "waits_for": waits_for})


async def waits_for(tx: Transaction, *, customer_id: int, message_id: int) -> WaitsFor | None:
    """Tell what a message waits for; None if it does not wait here."""
    place = {"customer_id": customer_id, "message_id": message_id}
    row = await tx.row(_WAITS_FOR, place)
    return row["waits_for"] if row else None


async def drop(tx: Transaction, customer_id: int, waits_for: WaitsFor) -> None:
    """Forget what waited: it has found its place."""
    await tx.run(_DROP, {"customer_id": customer_id, "waits_for": waits_for})


async def forget(tx: Transaction, *, before: datetime) -> None:
    """Forget what nobody ever placed."""
    await tx.run(_FORGET, {"before": to_micros(before)})
