"""Pools of anonymous answers: each is sealed as it comes, and all are opened together.

A body has the length of its kind whatever is in it, under an id that is random.
"""

import logging
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from storage import audit, pool_keys
from storage.ask_states import OPEN
from storage.moments import to_micros
from storage.rows import columns_of, read_all, read_value
from storage.transaction import Transaction

Kind = Literal["scores", "words"]

_HERE = "kind = :kind AND version_id = :version_id AND dimension = :dimension AND value = :value"
_KEY = f"SELECT key FROM pools WHERE {_HERE}"  # noqa: S608 - of constants
_NAME_KEY = """
INSERT INTO pools (kind, version_id, dimension, value, key)
VALUES (:kind, :version_id, :dimension, :value, :key)
ON CONFLICT (version_id, kind, dimension, value) DO UPDATE SET key = excluded.key
"""
_ALL = "SELECT * FROM pools ORDER BY kind, version_id, dimension, value"
_PUT = "INSERT INTO sealed (id, key, body) VALUES (:id, :key, :body)"
_SEALED = "SELECT body FROM sealed WHERE key = :key ORDER BY id"
_DROP = "DELETE FROM sealed WHERE key = :key"
_DROP_POOL = "DELETE FROM pools WHERE key = :key"
_OVER = f"""
SELECT * FROM pools WHERE NOT EXISTS (
    SELECT 1 FROM invitations WHERE invitations.version_id = pools.version_id
        AND (state IN {OPEN} OR comment_until IS NOT NULL OR expires_at > :late))
"""  # noqa: S608 - of constants

LATE = timedelta(days=1)  # so long after its end a question may still be answered
LONGEST_WORDS = 4 * 4096  # bytes: four are the longest letter
_LENGTH: dict[Kind, int] = {"scores": 1, "words": LONGEST_WORDS}
_NONCE = 12

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Pool:
    """Answers that are counted together: of one version, or one value of a dimension in it."""

    kind: Kind
    version_id: int
    dimension: str = ""
    value: str = ""


@dataclass(frozen=True)
class Keyed(Pool):
    """A pool and the name of the key that seals it now."""

    key: str = ""


async def put(tx: Transaction, pool: Pool, bodies: Sequence[bytes]) -> None:
    """Seal answers into a pool; ValueError if one is longer than the longest allowed."""
    name, key = await _key_of(tx, pool)
    await tx.run_many(
        _PUT,
        [
            {"id": secrets.token_hex(16), "key": name, "body": _sealed(pool, key, body)}
            for body in bodies
        ],
    )


async def peek(tx: Transaction, pool: Pool, *, at_least: int) -> list[bytes]:
    """Open what waits, in an order that tells nothing, if it is so many; else nothing."""
    name, key = await _key_of(tx, pool)
    rows = await tx.rows(_SEALED, {"key": name})
    if len(rows) < at_least:
        return []
    opened = [_opened(pool, key, row["body"]) for row in rows]
    return [body for body in opened if body is not None]


async def begin_anew(tx: Transaction, pool: Pool) -> tuple[str, bytes]:
    """Forget what waits, and the key that could open it; gives the key of the next answers."""
    before = await read_value(tx, str, _KEY, columns_of(pool))
    await tx.run(_DROP, {"key": before})
    name, key = pool_keys.make(await tx.place())
    await tx.run(_NAME_KEY, {**columns_of(pool), "key": name})
    tx.after_commit(pool_keys.sweep)
    return name, key


async def check(tx: Transaction, *, at: datetime) -> int:
    """Begin every pool anew whose key is gone, as after a restore; tells how many answers went."""
    place, lost = await tx.place(), 0
    for pool in await read_all(tx, Keyed, _ALL):
        if pool_keys.find(place, pool.key) is None:
            lost += len(await tx.rows(_SEALED, {"key": pool.key}))
            await tx.run(_DROP, {"key": pool.key})
            await tx.run(_DROP_POOL, {"key": pool.key})
    if lost:
        _log.warning("%d anonymous answers are lost: the keys that sealed them are gone", lost)
        detail = {"answers": lost}
        await audit.record(tx, at=at, actor="bot", action="sealed_lost", detail=detail)
    tx.after_commit(pool_keys.sweep)
    return lost


async def end_others(tx: Transaction, current: Collection[int], *, now: datetime) -> int:
    """Delete unseen what waits for versions that have ended and can be answered no more."""
    over = await read_all(tx, Keyed, _OVER, {"late": to_micros(now - LATE)})
    ended = [pool for pool in over if pool.version_id not in current]
    for pool in ended:
        await tx.run(_DROP, {"key": pool.key})
        await tx.run(_DROP_POOL, {"key": pool.key})
    if ended:
        tx.after_commit(pool_keys.sweep)
    return len(ended)


async def _key_of(tx: Transaction, pool: Pool) -> tuple[str, bytes]:
    """Give the key that seals now; a pool without one, or whose key is gone, begins anew."""
    name = await read_value(tx, str, _KEY, columns_of(pool))
    key = pool_keys.find(await tx.place(), name) if name is not None else None
    if name is not None and key is not None:
        return name, key
    lost = len(await tx.rows(_SEALED, {"key": name}))
    if lost:
        _log.warning("%d anonymous answers are lost: their key is gone", lost)
    return await begin_anew(tx, pool)


def _sealed(pool: Pool, key: bytes, body: bytes) -> bytes:
    length = _LENGTH[pool.kind]
    if len(body) > length:
        raise ValueError(f"at most {length} bytes of {pool.kind} are sealed")
    nonce = secrets.token_bytes(_NONCE)
    return nonce + ChaCha20Poly1305(key).encrypt(nonce, body.ljust(length, b"\0"), _bound_to(pool))


def _opened(pool: Pool, key: bytes, body: bytes) -> bytes | None:
    try:
        return ChaCha20Poly1305(key).decrypt(body[:_NONCE], body[_NONCE:], _bound_to(pool))
    except InvalidTag:
        _log.warning("an anonymous answer cannot be opened: it was altered, and is left out")
        return None


def _bound_to(pool: Pool) -> bytes:
    """Bind a body to its pool, so that it opens in no other."""
    return repr((pool.kind, pool.version_id, pool.dimension, pool.value)).encode()
