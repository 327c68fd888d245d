"""Who changed what, and when."""

import json
from collections.abc import Mapping
from datetime import datetime

from storage.moments import to_micros
from storage.transaction import Transaction

_ADD = "INSERT INTO audit (at, actor, action, detail) VALUES (:at, :actor, :action, :detail)"


async def record(
    tx: Transaction, *, at: datetime, actor: str, action: str, detail: Mapping[str, object]
) -> None:
    """Add one line to the log of changes."""
    text = json.dumps(dict(detail), ensure_ascii=False)
    await tx.run(_ADD, {"at": to_micros(at), "actor": actor, "action": action, "detail": text})
