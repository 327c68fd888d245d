"""The lines of a file that were not taken, as they stand, under the header they came with."""

from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

from bot.commands.whole_file import whole_file
from bot.errors import CannotRunError


class Rejected:
    """A file for what was not taken; it appears when it is whole, and only if it is needed."""

    def __init__(self, of: Path, *, header: bytes, parts: ExitStack) -> None:
        """Begin; the file is closed, and put in its place, with the parts of the import."""
        stem = of.stem if of.suffix.lower() == ".csv" else of.name
        self.path = of.with_name(f"{stem}.rejected.csv")
        if self.path.exists():
            raise CannotRunError(
                f"{self.path} is there already, perhaps with rows that you have mended: "
                "import it, or move it away"
            )
        self._header = header
        self._parts = parts
        self._file: BinaryIO | None = None
        self.count = 0

    def add(self, raw: bytes) -> None:
        """Keep a line as it stands."""
        if self._file is None:
            self._file = self._parts.enter_context(whole_file(self.path))
            self._file.write(_whole(self._header))
        self._file.write(_whole(raw))
        self.count += 1


def _whole(line: bytes) -> bytes:
    return line if line.endswith(b"\n") else line + b"\r\n"
