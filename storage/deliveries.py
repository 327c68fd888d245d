"""Every message that the bot begins: planned, claimed as its call to Telegram begins, then sent.

What it shows by now, and what it ought to, is in `storage/revisions.py`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from storage.moments import to_micros
from storage.rows import read_all, read_known, read_one, stored
from storage.transaction import Transaction

Kind = Literal["ask", "again", "reminder", "alert", "digest", "board", "reply"]
State = Literal["planned", "claimed", "sent", "withdrawn", "failed", "unknown"]
ASKS: frozenset[Kind] = frozenset({"ask", "again", "reminder"})
AT_MOST_ONCE: frozenset[Kind] = ASKS | {"reply"}  # to customers; others go out at least once

_PLAN = """
INSERT INTO deliveries (kind, dedupe, invitation_id, customer_id, survey, chat_id, thread_id, body,
    state, due_at, counted_at)
VALUES (:kind, :dedupe, :invitation_id, :customer_id, :survey, :chat_id, :thread_id, :body,
    'planned', :due_at, :counted_at)
ON CONFLICT (dedupe) DO NOTHING
"""
_DUE_ALERTS = """
SELECT * FROM deliveries INDEXED BY "deliveries#alerts"
WHERE state = 'planned' AND kind = 'alert' AND due_at <= :now
    AND chat_id NOT IN (SELECT value FROM json_each(:busy))
ORDER BY due_at, id LIMIT :limit
"""
_DUE = """
SELECT * FROM deliveries WHERE state = 'planned' AND kind <> 'alert' AND due_at <= :now
    AND chat_id NOT IN (SELECT value FROM json_each(:busy))
ORDER BY due_at, id LIMIT :limit
"""
_CLAIM = """
UPDATE deliveries SET state = 'claimed', lease_until = :lease_until, attempts = attempts + 1,
    shown = revision,
    counted_at = CASE WHEN counted_at IS NULL THEN NULL ELSE :now END
WHERE id = :id AND state = 'planned'
"""
_SENT = """
UPDATE deliveries SET state = 'sent', message_id = :message_id, lease_until = NULL, error = NULL,
    chat_id = :chat_id,
    counted_at = CASE WHEN counted_at IS NULL THEN NULL ELSE coalesce(:now, counted_at) END
WHERE id = :id AND state IN ('claimed', 'unknown')
"""
_SETTLE = """
UPDATE deliveries SET state = :state, lease_until = NULL, error = :error,
    counted_at = CASE WHEN :counts THEN counted_at ELSE NULL END
WHERE id = :id
"""
_LEAVE_OUT = """
UPDATE deliveries SET state = 'withdrawn', lease_until = NULL,
    counted_at = CASE WHEN counted_at IS NULL THEN NULL ELSE :now END
WHERE id = :id
"""
_POSTPONE = """
UPDATE deliveries SET state = 'planned', due_at = :due_at, lease_until = NULL, error = :error,
    counted_at = CASE WHEN counted_at IS NULL THEN NULL ELSE :due_at END
WHERE id = :id
"""
_REPEAT = """
UPDATE deliveries SET state = 'planned', due_at = :due_at, lease_until = NULL, error = :error,
    message_id = NULL, repeats = repeats + 1
WHERE id = :id AND state = 'claimed'
"""
_LOST_LEASES = """
SELECT * FROM deliveries WHERE state = 'claimed' AND lease_until <= :now
    AND chat_id NOT IN (SELECT value FROM json_each(:in_hand))
"""
_TAKE_BACK = """
UPDATE deliveries SET state = 'withdrawn'
WHERE dedupe = :dedupe AND state = 'planned' AND attempts = 0
"""
_STANDS = """
SELECT 1 FROM deliveries WHERE dedupe = :dedupe AND state IN ('planned', 'claimed', 'sent')
"""
_ADOPT = """
UPDATE deliveries SET state = 'sent', message_id = :message_id, revision = revision + 1,
    lease_until = NULL, error = NULL
WHERE id = :id AND state IN ('planned', 'sent', 'failed', 'unknown')
"""
_REPEATED = """
SELECT * FROM deliveries INDEXED BY "deliveries#repeated"
WHERE chat_id = :chat_id AND repeats > 0 ORDER BY id DESC LIMIT :limit
"""
_BY_ID = "SELECT * FROM deliveries WHERE id = :id"
_BY_MESSAGE = "SELECT * FROM deliveries WHERE chat_id = :chat_id AND message_id = :message_id"
_OF_INVITATION = "SELECT * FROM deliveries WHERE invitation_id = :invitation_id ORDER BY id"
_SEEN_BY_CUSTOMER = """
SELECT id FROM deliveries WHERE invitation_id = :invitation_id AND kind <> 'alert' ORDER BY id
"""
_MOVE = "UPDATE deliveries SET chat_id = :chat_id WHERE id = :id"

LEASE = timedelta(seconds=60)


@dataclass(frozen=True)
class Delivery:
    """One message that the bot begins."""

    id: int
    kind: Kind
    invitation_id: int | None
    customer_id: int | None
    chat_id: int
    thread_id: int | None
    body: Mapping[str, Any]
    state: State
    due_at: datetime
    attempts: int
    message_id: int | None
    revision: int
    shown: int
    repeats: int  # how often it was planned anew because nobody knows whether it came


async def plan(  # noqa: PLR0913 - the columns of a row
    tx: Transaction,
    *,
    kind: Kind,
    dedupe: str,
    chat_id: int,
    due_at: datetime,
    thread_id: int | None = None,
    invitation_id: int | None = None,
    customer_id: int | None = None,
    survey: str | None = None,
    counts: bool = False,
    body: Mapping[str, object] | None = None,
) -> bool:
    """Plan a message; one with the same `dedupe` is planned once. True if it was new."""
    due = to_micros(due_at)
    added = await tx.run(
        _PLAN,
        {
            "kind": kind,
            "dedupe": dedupe,
            "invitation_id": invitation_id,
            "customer_id": customer_id,
            "survey": survey,
            "chat_id": chat_id,
            "thread_id": thread_id,
            "body": json.dumps(dict(body or {}), ensure_ascii=False),
            "due_at": due,
            "counted_at": due if counts else None,
        },
    )
    return added == 1


async def due(
    tx: Transaction, *, now: datetime, limit: int, busy: Sequence[int] = ()
) -> list[Delivery]:
    """Read the planned messages whose time has come, alerts first, in chats that are not busy."""
    values = {"now": to_micros(now), "limit": limit, "busy": json.dumps(list(busy))}
    alerts = await read_all(tx, Delivery, _DUE_ALERTS, values)
    return [*alerts, *await read_all(tx, Delivery, _DUE, values)][:limit]


async def claim(tx: Transaction, delivery: Delivery, *, now: datetime) -> bool:
    """Take a planned message in hand; its call begins with the commit, or not at all."""
    values = {"id": delivery.id, "now": to_micros(now), "lease_until": to_micros(now + LEASE)}
    return await tx.run(_CLAIM, values) == 1


async def mark_sent(
    tx: Transaction, delivery_id: int, *, chat_id: int, message_id: int, now: datetime | None
) -> None:
    """Note that Telegram accepted the message; without a moment it counts from where it did."""
    at = stored(now)
    await tx.run(
        _SENT, {"id": delivery_id, "chat_id": chat_id, "message_id": message_id, "now": at}
    )


async def settle(
    tx: Transaction, delivery_id: int, *, state: State, error: str | None = None
) -> None:
    """End a message as withdrawn or failed (neither counts), or as unknown (which does)."""
    values = {"id": delivery_id, "state": state, "error": error, "counts": state == "unknown"}
    await tx.run(_SETTLE, values)


async def leave_out(tx: Transaction, delivery_id: int, *, now: datetime) -> None:
    """Leave out a message that is not needed; it counts as if it had been sent."""
    await tx.run(_LEAVE_OUT, {"id": delivery_id, "now": to_micros(now)})


async def postpone(
    tx: Transaction, delivery_id: int, *, due_at: datetime, error: str | None = None
) -> None:
    """Plan a message for later; only for what is proven not to have been sent."""
    await tx.run(_POSTPONE, {"id": delivery_id, "due_at": to_micros(due_at), "error": error})


async def repeat(tx: Transaction, delivery_id: int, *, due_at: datetime, error: str) -> None:
    """Plan a claimed message anew that may have come or not: it will be another message."""
    await tx.run(_REPEAT, {"id": delivery_id, "due_at": to_micros(due_at), "error": error})


async def take_back(tx: Transaction, dedupe: str) -> None:
    """Withdraw a message whose turn has not come; what was tried once goes on being tried."""
    await tx.run(_TAKE_BACK, {"dedupe": dedupe})


async def stands(tx: Transaction, dedupe: str) -> bool:
    """Tell whether a message has been sent, or will be as soon as it can."""
    return await tx.row(_STANDS, {"dedupe": dedupe}) is not None


async def lost_leases(
    tx: Transaction, *, now: datetime, in_hand: Sequence[int] = ()
) -> list[Delivery]:
    """Read messages that were claimed and never heard of again; `in_hand` are chats in hand."""
    values = {"now": to_micros(now), "in_hand": json.dumps(list(in_hand))}
    return await read_all(tx, Delivery, _LOST_LEASES, values)


async def get(tx: Transaction, delivery_id: int) -> Delivery:
    """Read a message that is known to exist."""
    return await read_known(tx, Delivery, _BY_ID, {"id": delivery_id})


async def adopt(tx: Transaction, delivery_id: int, *, message_id: int) -> None:
    """Follow another copy of a message, of which nobody knows what it shows: it is drawn anew."""
    await tx.run(_ADOPT, {"id": delivery_id, "message_id": message_id})


async def repeated(tx: Transaction, chat_id: int, *, limit: int = 100) -> list[Delivery]:
    """Read the newest messages in a chat of which there may be more than one copy."""
    values = {"chat_id": chat_id, "limit": limit}
    return await read_all(tx, Delivery, _REPEATED, values)


async def find_by_message(tx: Transaction, *, chat_id: int, message_id: int) -> Delivery | None:
    """Find what a message in a chat is."""
    place = {"chat_id": chat_id, "message_id": message_id}
    return await read_one(tx, Delivery, _BY_MESSAGE, place)


async def of_invitation(tx: Transaction, invitation_id: int) -> list[Delivery]:
    """Read every message about one invitation."""
    return await read_all(tx, Delivery, _OF_INVITATION, {"invitation_id": invitation_id})


async def seen_by_customer(tx: Transaction, invitation_id: int) -> list[int]:
    """Name the messages about one invitation, without those to staff."""
    found = await tx.rows(_SEEN_BY_CUSTOMER, {"invitation_id": invitation_id})
    return [row["id"] for row in found]


async def move(tx: Transaction, delivery_id: int, *, chat_id: int) -> None:
    """Follow a message's chat to its new id."""
    await tx.run(_MOVE, {"id": delivery_id, "chat_id": chat_id})
