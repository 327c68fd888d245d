"""Messages that keep themselves true: which there are, what they show, when they may change."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.moments import to_micros
from storage.rows import columns_of, read_all, read_one, read_value
from storage.transaction import Transaction

_ADD = """
INSERT INTO boards (token, chat_id, thread_id, message_id, command, language, made_by, made_at,
    picture, shown, edited_at, next_at)
VALUES (:token, :chat_id, :thread_id, :message_id, :command, :language, :made_by, :made_at,
    :picture, :shown, :edited_at, :next_at)
ON CONFLICT (token) DO NOTHING
"""
_FIND = "SELECT * FROM boards WHERE token = :token"
_OF_CHAT = "SELECT * FROM boards WHERE chat_id = :chat_id ORDER BY made_at, token"
_DUE = """
SELECT * FROM boards AS board WHERE next_at <= :now AND message_id <> 0 AND NOT EXISTS (
    SELECT 1 FROM boards AS other
    WHERE other.chat_id = board.chat_id AND other.edited_at > :not_since
)
ORDER BY next_at, token
"""
_CLAIM = """
UPDATE boards SET lease_until = :lease_until
WHERE token = :token AND next_at <= :now AND NOT EXISTS (
    SELECT 1 FROM boards AS other
    WHERE other.chat_id = boards.chat_id
        AND (other.edited_at > :not_since OR other.lease_until > :now)
)
"""
_DROP_LOST = """
DELETE FROM boards
WHERE message_id = 0 AND token NOT IN (SELECT value FROM json_each(:tokens))
"""
_SHOWS = """
UPDATE boards SET picture = :picture, shown = :shown, edited_at = :at,
    next_at = :next_at, lease_until = 0
WHERE token = :token
"""
_WAIT = """
UPDATE boards SET edited_at = :at, next_at = :next_at, lease_until = 0 WHERE token = :token
"""
_REMOVE = "DELETE FROM boards WHERE token = :token"
_MARK = "PRAGMA data_version"

LEASE = timedelta(seconds=60)  # of a turn: longer than drawing and editing take


@dataclass(frozen=True)
class Board:
    """One message that keeps itself true; `made_by` is a Telegram id.

    Until it is posted `message_id` is 0.
    """

    token: str
    chat_id: int
    thread_id: int | None
    message_id: int
    command: str
    language: str
    made_by: int
    made_at: datetime
    picture: bool
    shown: str
    edited_at: datetime
    next_at: datetime


async def add(tx: Transaction, board: Board) -> bool:
    """Keep a board; False if it is kept already."""
    return await tx.run(_ADD, columns_of(board)) == 1


async def find(tx: Transaction, token: str) -> Board | None:
    """Find a board that has not ended."""
    return await read_one(tx, Board, _FIND, {"token": token})


async def of_chat(tx: Transaction, chat_id: int) -> list[Board]:
    """Read the boards of a chat, oldest first."""
    return await read_all(tx, Board, _OF_CHAT, {"chat_id": chat_id})


async def due(tx: Transaction, *, now: datetime, not_since: datetime) -> list[Board]:
    """Read the boards that may be edited, in chats where none was after `not_since`.

    What is read may be old when it is acted upon: `claim` decides.
    """
    values = {"now": to_micros(now), "not_since": to_micros(not_since)}
    return await read_all(tx, Board, _DUE, values)


async def claim(tx: Transaction, token: str, *, now: datetime, not_since: datetime) -> bool:
    """Take the turn of a chat for one of its boards; False if another has it, or had it just now.

    A turn that comes to no end, because the process did, is over when its lease runs out.
    """
    values = {
        "token": token,
        "now": to_micros(now),
        "not_since": to_micros(not_since),
        "lease_until": to_micros(now + LEASE),
    }
    return await tx.run(_CLAIM, values) == 1


async def drop_lost(tx: Transaction, *, tokens: Collection[str]) -> int:
    """Drop boards that were being posted when the bot died, except those still to be posted."""
    return await tx.run(_DROP_LOST, {"tokens": json.dumps(list(tokens))})


async def shows(
    tx: Transaction,
    token: str,
    *,
    shown: str,
    picture: bool,
    at: datetime,
    next_at: datetime,
) -> None:
    """Note what a board shows since `at`, and when it may be edited again: its turn is over."""
    await tx.run(
        _SHOWS,
        {
            "token": token,
            "shown": shown,
            "picture": picture,
            "at": to_micros(at),
            "next_at": to_micros(next_at),
        },
    )


async def wait(tx: Transaction, token: str, *, at: datetime, until: datetime) -> None:
    """Leave a board alone until a moment: what was tried `at` has not shown, as far as is known."""
    await tx.run(_WAIT, {"token": token, "at": to_micros(at), "next_at": to_micros(until)})


async def remove(tx: Transaction, token: str) -> bool:
    """End a board; False if it had ended."""
    return await tx.run(_REMOVE, {"token": token}) == 1


async def change_mark(tx: Transaction) -> int:
    """Give a number that is another one after every commit; a reader's, never a writer's."""
    return await read_value(tx, int, _MARK) or 0
