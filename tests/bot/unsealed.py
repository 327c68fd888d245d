"""What waits in the pools of anonymous answers, opened with the keys: a test holds both."""

import sqlite3
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

_POOLS = "SELECT kind, version_id, dimension, value, key FROM pools ORDER BY version_id"


def waiting(database: Path, kind: str) -> list[bytes]:
    """Open everything of a kind, without the padding, sorted."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    found = []
    for *pool, key in connection.execute(_POOLS).fetchall():
        if pool[0] != kind:
            continue
        opens = ChaCha20Poly1305(Path(f"{database}.key-{key}").read_bytes())
        rows = connection.execute("SELECT body FROM sealed WHERE key = ?", (key,)).fetchall()
        bound = repr(tuple(pool)).encode()
        found += [opens.decrypt(body[:12], body[12:], bound) for (body,) in rows]
    connection.close()
    return sorted(body if kind == "scores" else body.rstrip(b"\0") for body in found)


def scores(database: Path) -> list[int]:
    """Give the scores that wait; 255 is one who cannot say."""
    return [body[0] for body in waiting(database, "scores")]


def words(database: Path) -> list[str]:
    """Give the comments that wait."""
    return [body.decode() for body in waiting(database, "words")]
