"""The file beside a database that outlives its backups: who was forgotten, as salted hashes.

Its first line holds the salt, each other line one forgetting. The salt stands nowhere else: in a
backup the hashes of the database lead to nobody.
"""

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, get_args

from storage.errors import StorageError, UnwritableError
from storage.mark import sync_folder

Kind = Literal["telegram", "ref"]
Identity = tuple[Kind, str]  # a Telegram id as digits, or another system's name as source:id
_SALT_BYTES = 32


@dataclass(frozen=True)
class Forgetting:
    """One person was forgotten; `who` are the hashes of every name that was known of them."""

    event: str
    at: datetime
    who: tuple[tuple[Kind, str], ...]


class ForgottenFile:
    """The file, read once and appended to."""

    def __init__(self, path: Path, salt: bytes, told: list[Forgetting]) -> None:
        self._path = path
        self._salt = salt
        self.told = told

    @classmethod
    def begin(cls, path: Path) -> "ForgottenFile":
        """Make the file with a new salt; UnwritableError if that cannot be."""
        salt = secrets.token_bytes(_SALT_BYTES)
        _append(path, {"salt": salt.hex()}, os.O_CREAT | os.O_EXCL)
        sync_folder(path.parent)
        return cls(path, salt, [])

    @classmethod
    def read(cls, path: Path) -> "ForgottenFile | None":
        """Read the file, None if there is none; StorageError if it is not such a file.

        A line that was cut off by the end of the machine was confirmed to nobody.
        """
        try:
            lines = path.read_text("utf-8").split("\n")[:-1]
            salt = bytes.fromhex(json.loads(lines[0])["salt"])
            return cls(path, salt, [_read(json.loads(line)) for line in lines[1:]])
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StorageError(f"cannot read {path}: {error.strerror}") from error
        except (ValueError, KeyError, IndexError, TypeError) as error:
            raise StorageError(
                f"{path} is damaged: put back the newest copy of it; it says who was forgotten"
            ) from error

    @property
    def fingerprint(self) -> str:
        """Tell this file from that of another database, and nothing of the salt."""
        return hashlib.sha256(self._salt).hexdigest()[:16]

    def hash_of(self, identity: Identity) -> str:
        """Give what stands for a name of somebody: HMAC-SHA256 (RFC 2104)."""
        kind, name = identity
        return hmac.new(self._salt, f"{kind}\x00{name}".encode(), hashlib.sha256).hexdigest()

    def tell(self, forgetting: Forgetting) -> None:
        """Write a forgetting so that it outlasts the machine; UnwritableError if that cannot be."""
        line = {"event": forgetting.event, "at": forgetting.at.isoformat(), "who": forgetting.who}
        _append(self._path, line)
        self.told.append(forgetting)


def _read(line: dict[str, object]) -> Forgetting:
    who = line["who"]
    assert isinstance(who, list)  # noqa: S101
    pairs = tuple((kind, digest) for kind, digest in who if kind in get_args(Kind))
    return Forgetting(str(line["event"]), datetime.fromisoformat(str(line["at"])), pairs)


def _append(path: Path, line: Mapping[str, object], how: int = 0) -> None:
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_APPEND | how, 0o600)
        try:
            _drop_torn(descriptor)
            os.write(descriptor, (json.dumps(line) + "\n").encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise UnwritableError(f"cannot write {path}: {error.strerror}") from error


def _drop_torn(descriptor: int) -> None:
    """Cut off a last line that never ended."""
    whole = os.pread(descriptor, os.fstat(descriptor).st_size, 0)
    kept = whole.rfind(b"\n") + 1
    if kept < len(whole):
        os.ftruncate(descriptor, kept)
