"""Files that appear in their place only when they are whole, for nobody's eyes but the owner's."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from bot.errors import CannotRunError


@contextmanager
def whole_file(path: Path, *, like: Path | None = None) -> Iterator[BinaryIO]:
    """Write a file beside its place and put it there at the end, or take it away if that fails.

    It may be read by whoever may read `like`. CannotRunError where nothing can be written.
    """
    draft = path.with_name(f"{path.name}.partial")
    try:
        draft.unlink(missing_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise CannotRunError(f"cannot write {path}: {error.strerror}") from error
    try:
        with os.fdopen(descriptor, "wb") as file:
            if like is not None:
                _let_read(descriptor, like)
            yield file
            file.flush()
            os.fsync(descriptor)
        _put_in_place(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _put_in_place(draft: Path, path: Path) -> None:
    try:
        draft.replace(path)
    except OSError as error:  # a folder, or a file that a container has mounted alone
        raise CannotRunError(f"cannot write {path}: {error.strerror}") from error


def _let_read(descriptor: int, like: Path) -> None:
    known = like.stat()
    with suppress(PermissionError):  # only root gives files away; the owner may not be another
        os.fchown(descriptor, known.st_uid, known.st_gid)
    os.fchmod(descriptor, known.st_mode & 0o777)
