"""A few words in a file beside the database, changed in place: on a full disk that goes on."""

import os
from contextlib import suppress
from pathlib import Path

from storage.mark import sync_folder

LENGTH = 96  # bytes: within one block, which is there before the disk is full


def make_note(path: Path) -> None:
    """Make room for the words while there is some, if there is none yet; OSError if there is not.

    What stands there stays.
    """
    with suppress(FileNotFoundError):
        if path.stat().st_size == LENGTH:
            return
    _overwrite(path, "", os.O_CREAT | os.O_TRUNC)
    sync_folder(path.parent)


def read_note(path: Path) -> str:
    """Read what stands there, "" if nothing does; OSError if it cannot be read."""
    try:
        return path.read_bytes().decode("ascii", "replace").strip()
    except FileNotFoundError:
        return ""


def write_note(path: Path, words: str) -> None:
    """Write at most 95 ASCII letters over what stands there; OSError if that cannot be."""
    _overwrite(path, words, 0)


def _overwrite(path: Path, words: str, how: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | how, 0o600)
    try:
        os.pwrite(descriptor, words.encode("ascii").ljust(LENGTH - 1) + b"\n", 0)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
