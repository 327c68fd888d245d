"""The lines of a file that were not taken, as they stand, under the header they came with."""

import os
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from bot.errors import CannotRunError


class Rejected:
    """A file for what was not taken; it appears when it is whole, and only if it is needed."""

    def __init__(self, of: Path, *, header: bytes) -> None:
        stem = of.stem if of.suffix.lower() == ".csv" else of.name
        self.path = of.with_name(f"{stem}.rejected.csv")
        if self.path.exists():
            raise CannotRunError(
                f"{self.path} is there already, perhaps with rows that you have mended: "
                "import it, or move it away"
            )
        self._partial = of.with_name(f"{stem}.rejected.csv.partial")
        self._header = header
        self._file: BinaryIO | None = None
        self.count = 0

    def add(self, raw: bytes) -> None:
        """Keep a line as it stands."""
        if self._file is None:
            self._partial.unlink(missing_ok=True)
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
            self._file = os.fdopen(os.open(self._partial, flags, 0o600), "wb")
            self._file.write(_whole(self._header))
        self._file.write(_whole(raw))
        self.count += 1

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Put the file in its place, unless the import was broken off."""
        if self._file is None:
            return
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        if kind is None:
            self._partial.replace(self.path)
        else:
            self._partial.unlink()


def _whole(line: bytes) -> bytes:
    return line if line.endswith(b"\n") else line + b"\r\n"
