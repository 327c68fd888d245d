"""What was asked for and is carried out after the commit: there until it is done."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from storage.database import Row, Transaction
from storage.moments import to_micros

_ADD = """
INSERT INTO actions (kind, body, chat_id, thread_id, reply_to, asked_by, language, at)
VALUES (:kind, :body, :chat_id, :thread_id, :reply_to, :asked_by, :language, :at)
RETURNING *
"""
_LEFT = "SELECT * FROM actions ORDER BY id"
_REMOVE = "DELETE FROM actions WHERE id = :id"


@dataclass(frozen=True)
class Action:
    """Something to carry out; `reply_to` is the message that asked for it, `asked_by` a person."""

    id: int
    kind: str
    body: Mapping[str, str]
    chat_id: int
    thread_id: int | None
    reply_to: int | None
    asked_by: int
    language: str

    @classmethod
    def from_row(cls, row: Row) -> "Action":
        """Read a row of the table."""
        values = {name: row[name] for name in cls.__dataclass_fields__}
        return cls(**{**values, "body": json.loads(row["body"])})


async def add(
    tx: Transaction,
    *,
    kind: str,
    body: Mapping[str, str],
    chat_id: int,
    thread_id: int | None,
    reply_to: int | None,
    asked_by: int,
    language: str,
    at: datetime,
) -> Action:
    """Store an action together with what asked for it."""
    values = {
        "kind": kind,
        "body": json.dumps(body),
        "chat_id": chat_id,
        "thread_id": thread_id,
        "reply_to": reply_to,
        "asked_by": asked_by,
        "language": language,
        "at": to_micros(at),
    }
    row = await tx.row(_ADD, values)
    if row is None:
        raise LookupError(kind)
    return Action.from_row(row)


async def left(tx: Transaction) -> list[Action]:
    """Read what has not been carried out, oldest first."""
    return [Action.from_row(row) for row in await tx.rows(_LEFT)]


async def remove(tx: Transaction, action_id: int) -> bool:
    """Take an action as done, or as begun; False if somebody else did."""
    return await tx.run(_REMOVE, {"id": action_id}) == 1
