"""Summaries that are sent on time: which there are, and when the next one is due."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Literal

from storage.moments import to_micros
from storage.rows import columns_of, read_all, read_known, read_one
from storage.transaction import Transaction

Every = Literal["daily", "weekly", "monthly"]

_ADD = """
INSERT INTO digests (chat_id, thread_id, command, every, day, at, language, made_by, made_at,
    next_at)
VALUES (:chat_id, :thread_id, :command, :every, :day, :at, :language, :made_by, :made_at, :next_at)
RETURNING *
"""
_BY_ID = "SELECT * FROM digests WHERE id = :id"
_OF_CHAT = "SELECT * FROM digests WHERE chat_id = :chat_id ORDER BY id"
_DUE = "SELECT * FROM digests WHERE next_at <= :now ORDER BY next_at, id LIMIT :limit"
_GO_ON = """
UPDATE digests SET next_at = :next_at, skipped = :skipped
WHERE id = :id AND next_at = :expected
"""
_FOLLOW = "UPDATE digests SET chat_id = :new_id WHERE id = :id"
_REMOVE = "DELETE FROM digests WHERE id = :id"
_WITHDRAW = """
UPDATE deliveries INDEXED BY "deliveries#due" SET state = 'withdrawn'
WHERE state = 'planned' AND due_at > 0 AND kind = 'digest' AND json_extract(body, '$.digest') = :id
"""


@dataclass(frozen=True)
class Draft:
    """A digest that is not kept yet."""

    chat_id: int
    thread_id: int | None
    command: str
    every: Every
    day: int | None
    at: time
    language: str
    made_by: int
    made_at: datetime
    next_at: datetime


@dataclass(frozen=True)
class Digest(Draft):
    """One summary and its times; `at` is local."""

    id: int
    skipped: int


async def add(tx: Transaction, draft: Draft) -> Digest:
    """Keep a new digest."""
    return await read_known(tx, Digest, _ADD, columns_of(draft))


async def find(tx: Transaction, digest_id: int) -> Digest | None:
    """Find a digest that was not stopped."""
    return await read_one(tx, Digest, _BY_ID, {"id": digest_id})


async def of_chat(tx: Transaction, chat_id: int) -> list[Digest]:
    """Read the digests of a chat, oldest first."""
    return await read_all(tx, Digest, _OF_CHAT, {"chat_id": chat_id})


async def due(tx: Transaction, *, now: datetime, limit: int) -> list[Digest]:
    """Read the digests whose time has come."""
    return await read_all(tx, Digest, _DUE, {"now": to_micros(now), "limit": limit})


async def passed(tx: Transaction, digest: Digest, *, next_at: datetime, skipped: int) -> bool:
    """Go on to the next time; False if somebody else did, or the digest was stopped."""
    values = {
        "id": digest.id,
        "expected": to_micros(digest.next_at),
        "next_at": to_micros(next_at),
        "skipped": skipped,
    }
    return await tx.run(_GO_ON, values) == 1


async def follow(tx: Transaction, digest_id: int, *, chat_id: int) -> None:
    """Follow a digest's group to its new id."""
    await tx.run(_FOLLOW, {"id": digest_id, "new_id": chat_id})


async def remove(tx: Transaction, digest_id: int) -> bool:
    """End a digest; False if it had ended."""
    return await tx.run(_REMOVE, {"id": digest_id}) == 1


async def withdraw(tx: Transaction, digest_id: int) -> None:
    """Take back the messages of a digest that are planned and have not left."""
    await tx.run(_WITHDRAW, {"id": digest_id})
