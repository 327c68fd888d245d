"""The right to write to a database, which only one process can hold and which ends with it.

It is held twice: on a file beside the database, and where the system knows locks of open files
(Linux) on the database itself, so that whoever deletes the first file lets nobody in.
"""

import asyncio
import errno
import fcntl
import os
import struct
import sys
from collections.abc import Callable
from pathlib import Path

from storage.errors import DatabaseLockedError, StorageError
from storage.place import Place

_RETRY_S = 0.05
_NO_SUCH_LOCKS = {errno.EINVAL, errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP}
# One byte far behind all that SQLite locks (512 bytes at 1 GiB). An open-file lock is neither
# dropped by other descriptors of this process, as its own POSIX locks are, nor stretched over the
# whole file by a network's file system, as flock is.
_BYTE = 1 << 62
_WRITE_LOCK = struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, _BYTE, 1, 0)


class FileLock:
    """The right to write to the database at `place`, held from acquire to release."""

    def __init__(self, place: Place, descriptor: int) -> None:
        self._place = place
        self._descriptors = [descriptor]

    @classmethod
    async def acquire(cls, place: Place, *, wait_s: float) -> "FileLock":
        """Take the locks, waiting a little for a process that is just ending.

        StorageError where no file can be written, DatabaseLockedError if another process has one.
        """
        try:
            lock = cls(place, os.open(place.lock, os.O_RDWR | os.O_CREAT, 0o600))
        except OSError as error:
            raise StorageError(f"cannot write beside {place.named}: {error.strerror}") from error
        deadline = asyncio.get_running_loop().time() + wait_s
        try:
            await lock._take(_flock, deadline)
            if place.database.exists():
                lock._open(place.database)
                await lock._take(_lock_byte, deadline)
        except BaseException:
            lock.release()
            raise
        os.ftruncate(lock._descriptors[0], 0)
        os.pwrite(lock._descriptors[0], f"{os.getpid()}\n".encode(), 0)
        return lock

    def take_new_file(self) -> None:
        """Make the database file if there is none, and lock it, too; DatabaseLockedError if not."""
        if len(self._descriptors) == 1:
            self._open(self._place.database)
            try:
                _lock_byte(self._descriptors[-1])
            except BlockingIOError as error:
                raise DatabaseLockedError(self._held()) from error

    def release(self) -> None:
        """Let the next process in; releasing twice is harmless.

        No connection to the database may be open any more: closing drops SQLite's locks.
        """
        while self._descriptors:
            os.close(self._descriptors.pop())

    def _open(self, path: Path) -> None:
        try:
            self._descriptors.append(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        except OSError as error:
            raise StorageError(f"cannot open the database {path}: {error.strerror}") from error

    async def _take(self, take: Callable[[int], None], deadline: float) -> None:
        while True:
            try:
                take(self._descriptors[-1])
            except BlockingIOError as error:
                if asyncio.get_running_loop().time() >= deadline:
                    raise DatabaseLockedError(self._held()) from error
                await asyncio.sleep(_RETRY_S)
            else:
                return

    def _held(self) -> str:
        holder = os.pread(self._descriptors[0], 32, 0).decode(errors="replace").strip()
        who = f"process {holder}" if holder.isdigit() else "another process"
        return (
            f"{who} is using {self._place.named}. Only one process may write to it: stop that one "
            "first, or wait until it has ended. Commands that only read work meanwhile."
        )


def _flock(descriptor: int) -> None:
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _lock_byte(descriptor: int) -> None:
    if sys.platform != "linux":  # pragma: no cover - the tests' own coverage is measured on Linux
        return
    try:
        fcntl.fcntl(descriptor, fcntl.F_OFD_SETLK, _WRITE_LOCK)
    except OSError as error:
        if error.errno not in _NO_SUCH_LOCKS:  # pragma: no branch - no such disk is at hand
            raise
