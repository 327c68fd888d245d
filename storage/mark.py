"""The small file beside a database: the database's id, and the number of its last commit."""

import os
import re
from dataclasses import dataclass, replace
from pathlib import Path

from storage.errors import StorageError, UnwritableError

_WRITTEN = re.compile(rb"([0-9a-f]{32})\n(\d{20})\n(\d{20})\n")
_NUMBER_AT = 33  # behind the id and its line end
_BASE_AT = 54


@dataclass(frozen=True)
class Mark:
    """What the file says; an id of "" means that it says nothing that can be read.

    Commits up to `base` are in the database file itself, those up to `number` perhaps in its log.
    """

    store_id: str
    number: int
    base: int = 0


def read_mark(path: Path) -> Mark | None:
    """Read the file; None if there is none.

    StorageError if it cannot be read.
    """
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StorageError(f"cannot read {path}: {error.strerror}") from error
    match = _WRITTEN.fullmatch(text)
    return Mark(match[1].decode(), int(match[2]), int(match[3])) if match else Mark("", 0)


class MarkFile:
    """The file, held open: the number is overwritten in place after each commit.

    The number needs no sync: it is there to outlive the process, and one that lags is believed.
    """

    def __init__(self, path: Path, mark: Mark) -> None:
        """Write what stands from now on; StorageError if it cannot be."""
        self._path = path
        self._mark = mark
        self._descriptor: int | None = None
        self._write_anew()

    def tell(self, number: int) -> None:
        """Note the number of a commit; UnwritableError if it cannot be."""
        self._mark = replace(self._mark, number=number)
        self._overwrite(number, _NUMBER_AT)

    def tell_base(self, number: int) -> None:
        """Note that the file itself holds all up to a commit; UnwritableError if it cannot be."""
        self._mark = replace(self._mark, base=number)
        self._overwrite(number, _BASE_AT)

    def disown(self) -> None:
        """Name no database any more: what is at the path must not be opened again.

        StorageError if it cannot be written.
        """
        self._mark = replace(self._mark, store_id="0" * 32)
        self._write_anew()

    def keep(self) -> None:
        """Write the file again if it is no longer at its path; StorageError if it cannot be."""
        try:
            there = self._path.stat()
        except OSError:
            there = None
        held = None if self._descriptor is None else os.fstat(self._descriptor)
        if there is None or held is None or not os.path.samestat(there, held):
            self._write_anew()

    def close(self) -> None:
        """Let go of the file; again is harmless."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _overwrite(self, number: int, at: int) -> None:
        if self._descriptor is not None:
            try:
                os.pwrite(self._descriptor, b"%020d" % number, at)
            except OSError as error:
                raise UnwritableError(f"cannot write {self._path}: {error.strerror}") from error

    def _write_anew(self) -> None:
        self.close()
        try:
            self._descriptor = _replaced(self._path, self._mark)
        except OSError as error:
            raise StorageError(f"cannot write {self._path}: {error.strerror}") from error


def _replaced(path: Path, mark: Mark) -> int:
    """Put a new file in the place of the old one, whole and on the disk; gives it open."""
    draft = path.with_name(path.name + ".partial")
    descriptor = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        text = f"{mark.store_id}\n{mark.number:020d}\n{mark.base:020d}\n"
        os.pwrite(descriptor, text.encode(), 0)
        os.fsync(descriptor)
        draft.replace(path)
        sync_folder(path.parent)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
