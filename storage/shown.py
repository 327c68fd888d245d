"""What was last shown to each person: a message that says nothing else is understood by it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from storage.moments import to_micros
from storage.rows import read_one
from storage.transaction import Transaction

ShownScreen = Literal[
    "question", "reminder", "thanks", "anonymous", "change", "later", "never", "link", "expired",
    "which", "guide",
]  # fmt: skip

_NOTE = """
INSERT INTO shown (customer_id, screen, invitation_id, at)
VALUES (:customer_id, :screen, :invitation_id, :at)
ON CONFLICT (customer_id) DO UPDATE SET
    screen = excluded.screen, invitation_id = excluded.invitation_id, at = excluded.at
"""
_CLOSE = """
UPDATE shown SET screen = 'expired', at = :at
WHERE customer_id = :customer_id AND invitation_id = :invitation_id
"""
_LAST = "SELECT screen, invitation_id, at FROM shown WHERE customer_id = :customer_id"


@dataclass(frozen=True)
class Shown:
    """A screen, the ask that it was about, and when it was shown."""

    screen: ShownScreen
    invitation_id: int | None
    at: datetime


async def note(
    tx: Transaction,
    customer_id: int | None,
    screen: ShownScreen,
    *,
    at: datetime,
    invitation_id: int | None = None,
) -> None:
    """Note what somebody is shown, in the transaction that shows it."""
    if customer_id is None:
        return
    values = {"customer_id": customer_id, "screen": screen, "invitation_id": invitation_id}
    await tx.run(_NOTE, {**values, "at": to_micros(at)})


async def close(
    tx: Transaction, customer_id: int | None, invitation_id: int, *, at: datetime
) -> None:
    """Note that a question has closed, if it is what its person was last shown."""
    values = {"customer_id": customer_id, "invitation_id": invitation_id, "at": to_micros(at)}
    await tx.run(_CLOSE, values)


async def last(tx: Transaction, customer_id: int) -> Shown | None:
    """Read what somebody was last shown."""
    return await read_one(tx, Shown, _LAST, {"customer_id": customer_id})
