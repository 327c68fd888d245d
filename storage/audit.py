"""Who changed what, who looked at whom, and when."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage.moments import to_micros
from storage.rows import read_all
from storage.transaction import Transaction

NEWEST = 2**63 - 1  # an id behind every line
_ADD = "INSERT INTO audit (at, actor, action, detail) VALUES (:at, :actor, :action, :detail)"
_NEWEST = """
SELECT id, at, actor, action, detail FROM audit
WHERE id < :before ORDER BY id DESC LIMIT :limit
"""
_FORGET = "DELETE FROM audit WHERE at < :before"


@dataclass(frozen=True)
class AuditLine:
    """One line of it; the actor is `telegram:ID`, `operator`, `bot` or `customer`."""

    id: int
    at: datetime
    actor: str
    action: str
    detail: Mapping[str, Any]


async def newest(tx: Transaction, *, limit: int, before: int = NEWEST) -> list[AuditLine]:
    """Read the newest lines, older than one of them where that is named."""
    return await read_all(tx, AuditLine, _NEWEST, {"limit": limit, "before": before})


async def forget(tx: Transaction, *, before: datetime) -> int:
    """Drop what is older; gives how many lines."""
    return await tx.run(_FORGET, {"before": to_micros(before)})


async def looked(
    tx: Transaction, *, at: datetime, by: int, at_what: str, detail: Mapping[str, object]
) -> None:
    """Note that a colleague read what is kept of people."""
    actor, action = f"telegram:{by}", f"look {at_what}"
    await record(tx, at=at, actor=actor, action=action, detail=detail)


async def record(
    tx: Transaction, *, at: datetime, actor: str, action: str, detail: Mapping[str, object]
) -> None:
    """Add one line to the log of changes."""
    text = json.dumps(dict(detail), ensure_ascii=False)
    await tx.run(_ADD, {"at": to_micros(at), "actor": actor, "action": action, "detail": text})
