"""The commands behind staff buttons, where 64 bytes do not hold them."""

import base64
import hashlib
from collections.abc import Iterable
from datetime import datetime

from storage.moments import to_micros
from storage.rows import read_value
from storage.transaction import Transaction

_KEEP = """
INSERT INTO shortcuts (token, body, created_at) VALUES (:token, :body, :at)
ON CONFLICT (token) DO NOTHING
"""
_FIND = "SELECT body FROM shortcuts WHERE token = :token"
_TOKEN_LENGTH = 12


def token_of(body: str) -> str:
    """Give the token of a command: the same command always has the same."""
    digest = hashlib.sha256(body.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode()[:_TOKEN_LENGTH]


async def keep(tx: Transaction, bodies: Iterable[str], *, now: datetime) -> dict[str, str]:
    """Keep commands for their buttons, and give the token of each."""
    tokens = {body: token_of(body) for body in bodies}
    rows = [{"token": token, "body": body, "at": to_micros(now)} for body, token in tokens.items()]
    await tx.run_many(_KEEP, rows)
    return tokens


async def find(tx: Transaction, token: str) -> str | None:
    """Find the command behind a button."""
    return await read_value(tx, str, _FIND, {"token": token})
