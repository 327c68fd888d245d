"""What was asked for and is carried out after the commit: there until it is done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from storage.rows import columns_of, read_all, read_known, stored
from storage.transaction import Transaction

_ADD = """
INSERT INTO actions (kind, body, chat_id, thread_id, reply_to, asked_by, language, at)
VALUES (:kind, :body, :chat_id, :thread_id, :reply_to, :asked_by, :language, :at)
RETURNING *
"""
_LEFT = "SELECT * FROM actions ORDER BY id"
_REMOVE = "DELETE FROM actions WHERE id = :id"


@dataclass(frozen=True)
class Draft:
    """Something to carry out; `reply_to` is the message that asked for it, `asked_by` a person."""

    kind: str
    body: Mapping[str, str]
    chat_id: int
    thread_id: int | None
    reply_to: int | None
    asked_by: int
    language: str


@dataclass(frozen=True)
class Action(Draft):
    """An action that is stored."""

    id: int


async def add(tx: Transaction, draft: Draft, *, at: datetime) -> Action:
    """Store an action together with what asked for it."""
    return await read_known(tx, Action, _ADD, {**columns_of(draft), "at": stored(at)})


async def left(tx: Transaction) -> list[Action]:
    """Read what has not been carried out, oldest first."""
    return await read_all(tx, Action, _LEFT)


async def remove(tx: Transaction, action_id: int) -> bool:
    """Take an action as done, or as begun; False if somebody else did."""
    return await tx.run(_REMOVE, {"id": action_id}) == 1
