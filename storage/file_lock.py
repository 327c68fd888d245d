"""A lock file that only one process can hold, and that ends with its process."""

import asyncio
import fcntl
import os
from pathlib import Path

from storage.errors import DatabaseLockedError, StorageError

_RETRY_S = 0.05


class FileLock:
    """The right to write beside `path`, held from acquire to release."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor

    @classmethod
    async def acquire(cls, path: Path, *, wait_s: float) -> "FileLock":
        """Take the lock "<path>.lock", waiting a little for a process that is just ending.

        StorageError where no file can be written.
        """
        lock_path = path.with_name(path.name + ".lock")
        try:
            descriptor = os.open(lock_path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise StorageError(f"cannot write beside {path}: {error.strerror}") from error
        try:
            await _take(descriptor, path, lock_path, wait_s)
        except BaseException:
            os.close(descriptor)
            raise
        return cls(descriptor)

    def release(self) -> None:
        """Let the next process in; releasing twice is harmless."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


async def _take(descriptor: int, path: Path, lock_path: Path, wait_s: float) -> None:
    loop = asyncio.get_running_loop()
    deadline = loop.time() + wait_s
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if loop.time() >= deadline:
                raise DatabaseLockedError(_held(descriptor, path, lock_path)) from error
            await asyncio.sleep(_RETRY_S)
        else:
            _sign(descriptor)
            return


def _sign(descriptor: int) -> None:
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)


def _held(descriptor: int, path: Path, lock_path: Path) -> str:
    holder = os.pread(descriptor, 32, 0).decode(errors="replace").strip()
    who = f"process {holder}" if holder.isdigit() else "another process"
    return (
        f"{who} is using {path} (it holds {lock_path.name}). Only one process may write to it: "
        "stop that one first, or wait until it has ended. Commands that only read work meanwhile."
    )
