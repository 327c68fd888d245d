"""The replies that requests with an Idempotency-Key got, for a day."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from storage.moments import to_micros
from storage.transaction import Transaction

KEPT = timedelta(hours=24)
_FIND = """
SELECT request, status, reply FROM idempotency_keys
WHERE source = :source AND key = :key AND at > :since
"""
_KEEP = """
INSERT INTO idempotency_keys (source, key, request, status, reply, at, interaction)
VALUES (:source, :key, :request, :status, :reply, :at, :interaction)
ON CONFLICT (source, key) DO UPDATE SET request = excluded.request, status = excluded.status,
    reply = excluded.reply, at = excluded.at, interaction = excluded.interaction
"""
_FORGET = "DELETE FROM idempotency_keys WHERE at <= :since"


@dataclass(frozen=True)
class Replied:
    """What a request was answered: `request` tells it from others."""

    request: str
    status: int
    reply: Mapping[str, Any]


async def find(tx: Transaction, *, source: str, key: str, now: datetime) -> Replied | None:
    """Look up what a source's key was answered within the last day."""
    rows = await tx.rows(_FIND, {"source": source, "key": key, "since": to_micros(now - KEPT)})
    for row in rows:
        return Replied(row["request"], row["status"], json.loads(row["reply"]))
    return None


async def keep(tx: Transaction, replied: Replied, *, source: str, key: str, now: datetime) -> None:
    """Keep what a request is about to be answered, in the transaction of its effect."""
    row = {"request": replied.request, "status": replied.status, "at": to_micros(now)}
    row |= {"interaction": replied.reply.get("interaction")}  # whose customer may be forgotten
    reply = json.dumps(replied.reply, ensure_ascii=False)
    await tx.run(_KEEP, {"source": source, "key": key, "reply": reply, **row})


async def forget(tx: Transaction, *, now: datetime) -> None:
    """Drop what is older than a day."""
    await tx.run(_FORGET, {"since": to_micros(now - KEPT)})
