"""Where messages to staff did not get, which ones, and how they are planned once more."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from storage.moments import to_micros
from storage.rows import read_all, read_known, read_value
from storage.transaction import Transaction

Scope = Literal["chat", "message"]

_FRESH = """
SELECT * FROM deliveries INDEXED BY "deliveries#failed"
WHERE state = 'failed' AND kind IN ('alert', 'digest') AND id > 0
    AND NOT EXISTS (SELECT 1 FROM undelivered WHERE delivery_id = deliveries.id)
ORDER BY id LIMIT :limit
"""
_NOTE = """
INSERT INTO undelivered (delivery_id, outage_id) VALUES (:delivery_id, :outage_id)
ON CONFLICT (delivery_id) DO UPDATE SET outage_id = excluded.outage_id
"""
_BEGIN = """
INSERT INTO outages (kind, chat_id, reason, began_at, try_at, newest_id)
VALUES (:kind, :chat_id, :reason, :at, :try_at,
    (SELECT coalesce(max(message_id), 0) FROM deliveries WHERE chat_id = :chat_id))
ON CONFLICT (chat_id, kind) WHERE ended_at IS NULL
DO UPDATE SET reason = excluded.reason, newest_id = excluded.newest_id
RETURNING *
"""
_CURRENT = 'SELECT * FROM outages INDEXED BY "outages#open" WHERE ended_at IS NULL ORDER BY id'
_PLAN_FAILED = """
UPDATE deliveries SET state = 'planned', due_at = :at
WHERE dedupe = :dedupe AND state = 'failed' AND repeats < :given_up
"""
_BY_ID = "SELECT * FROM outages WHERE id = :id"
_DRAW_ANEW = """
UPDATE deliveries SET revision = revision + 1
WHERE dedupe = :dedupe AND state IN ('claimed', 'sent', 'unknown')
"""
_END = "UPDATE outages SET ended_at = :at WHERE id = :id AND ended_at IS NULL"
_TRY_AT = "UPDATE outages SET try_at = :at, tried_id = :tried_id WHERE id = :id"
_HURRY = """
UPDATE outages SET try_at = :at WHERE chat_id = :chat_id AND kind = 'chat' AND ended_at IS NULL
"""
_WAITING = """
SELECT deliveries.*, cases.id AS case_id FROM undelivered
JOIN deliveries ON deliveries.id = undelivered.delivery_id
LEFT JOIN cases ON cases.invitation_id = deliveries.invitation_id
WHERE undelivered.outage_id = :id AND deliveries.state = 'failed'
    AND (cases.state IS NULL OR cases.state <> 'closed')
ORDER BY deliveries.id
"""
_ARRIVED = """
SELECT 1 FROM deliveries WHERE chat_id = :chat_id AND message_id > :newest_id LIMIT 1
"""  # in the order in which they came: they may have been planned in another
_PLAN_AGAIN = """
UPDATE deliveries SET state = 'planned', due_at = :at, chat_id = :chat_id, error = NULL
WHERE state = 'failed' AND id IN (SELECT value FROM json_each(:ids))
"""
_FORGET = "DELETE FROM undelivered WHERE delivery_id IN (SELECT value FROM json_each(:ids))"
_STATE = "SELECT state FROM deliveries WHERE id = :id"


@dataclass(frozen=True)
class Outage:
    """A row of the table; at `try_at` a message that waits is tried again, last `tried_id`."""

    id: int
    kind: Scope
    chat_id: int
    reason: str
    began_at: datetime
    try_at: datetime
    tried_id: int | None
    newest_id: int  # of the messages that had come into the chat when one last failed


@dataclass(frozen=True)
class Undelivered:
    """A message to staff that failed."""

    id: int
    kind: str
    invitation_id: int | None
    chat_id: int
    body: Mapping[str, Any]
    error: str | None


@dataclass(frozen=True)
class Waiting:
    """A message that would still be news; `case_id` is the case that it is about."""

    id: int
    kind: str
    case_id: int | None


async def fresh(tx: Transaction, *, limit: int) -> list[Undelivered]:
    """Read messages to staff that have failed and are not noted yet."""
    return await read_all(tx, Undelivered, _FRESH, {"limit": limit})


async def note(tx: Transaction, delivery_id: int, outage: Outage | None) -> None:
    """Note that a message failed, and in which outage, if in any."""
    values = {"delivery_id": delivery_id, "outage_id": outage.id if outage else None}
    await tx.run(_NOTE, values)


async def begin(
    tx: Transaction, kind: Scope, *, chat_id: int, reason: str, at: datetime, try_at: datetime
) -> Outage:
    """Give the outage that a chat has, or begin one; it lasts until something comes later."""
    values = {"kind": kind, "chat_id": chat_id, "reason": reason}
    times = {"at": to_micros(at), "try_at": to_micros(try_at)}
    return await read_known(tx, Outage, _BEGIN, {**values, **times})


async def current(tx: Transaction) -> list[Outage]:
    """Read the outages that have not ended, oldest first."""
    return await read_all(tx, Outage, _CURRENT)


async def get(tx: Transaction, outage_id: int) -> Outage:
    """Read an outage that is known to exist."""
    return await read_known(tx, Outage, _BY_ID, {"id": outage_id})


async def plan_failed(tx: Transaction, dedupe: str, *, at: datetime, given_up: int) -> None:
    """Plan a message once more that was refused, unless it was lost and repeated that often."""
    values = {"dedupe": dedupe, "at": to_micros(at), "given_up": given_up}
    await tx.run(_PLAN_FAILED, values)


async def draw_anew(tx: Transaction, dedupe: str) -> None:
    """Let a message that tells of an outage be drawn anew, also one on its way."""
    await tx.run(_DRAW_ANEW, {"dedupe": dedupe})


async def end(tx: Transaction, outage_id: int, *, at: datetime) -> None:
    """End an outage."""
    await tx.run(_END, {"id": outage_id, "at": to_micros(at)})


async def note_try(tx: Transaction, outage_id: int, tried_id: int, *, next_at: datetime) -> None:
    """Note which message is tried now, and when the next one is."""
    await tx.run(_TRY_AT, {"id": outage_id, "tried_id": tried_id, "at": to_micros(next_at)})


async def hurry(tx: Transaction, chat_id: int, *, at: datetime) -> None:
    """Let a message be tried at once: the chat may take it now."""
    await tx.run(_HURRY, {"chat_id": chat_id, "at": to_micros(at)})


async def waiting(tx: Transaction, outage_id: int) -> list[Waiting]:
    """Read what did not get through in an outage and is still of interest, oldest first."""
    return await read_all(tx, Waiting, _WAITING, {"id": outage_id})


async def is_over(tx: Transaction, outage: Outage) -> bool:
    """Tell whether the message that was tried has come, or another since the last one failed."""
    tried = {"id": outage.tried_id}
    if outage.tried_id is not None and await read_value(tx, str, _STATE, tried) == "sent":
        return True
    values = {"chat_id": outage.chat_id, "newest_id": outage.newest_id}
    return await tx.row(_ARRIVED, values) is not None


async def plan_again(tx: Transaction, ids: Sequence[int], *, chat_id: int, at: datetime) -> None:
    """Plan messages that failed once more, for a chat; if they fail again, that is noted anew."""
    values = {"ids": json.dumps(list(ids))}
    await tx.run(_PLAN_AGAIN, {**values, "chat_id": chat_id, "at": to_micros(at)})
    await tx.run(_FORGET, values)
