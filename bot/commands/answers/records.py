"""A CSV file record by record, in constant memory: each as it stands, its fields, or why not."""

import codecs
import csv
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from bot.errors import CannotRunError

LONGEST_LINE = 1 << 20
_SEPARATORS = (",", ";", "\t")
_WHY = {
    "unexpected end of data": "a quotation mark opens a field that never ends",
    "field larger than field limit": "a quotation mark opens a field that does not end",
    "new-line character seen": "a line ends with a carriage return alone: save the file anew",
    "expected after": "a quotation mark inside a quoted field is written twice",
}


@dataclass(frozen=True, slots=True)
class Record:
    """One record: the line that it begins on, what stands there, and its fields or its fault."""

    line: int
    raw: bytes
    fields: Sequence[str]
    fault: str | None = None


class Records:
    """The records of a file after its header; after a broken one it goes on a line later."""

    def __init__(self, file: BinaryIO, *, name: str, wanted: Sequence[str]) -> None:
        """Read the header; the separator is the one that finds most of the wanted columns."""
        self._file = file
        self._name = name
        self._line = 0  # of the file, read last
        self._taken: list[bytes] = []  # lines of the record in hand
        self._again: deque[bytes] = deque()  # lines of a broken record, to be read once more
        self.bytes_read = 0
        first = self._header_line()
        self.separator = max(_SEPARATORS, key=lambda each: len({*wanted} & {*_header(first, each)}))
        self.header = _header(first, self.separator)
        self.header_raw = first
        self._reader = csv.reader(self, delimiter=self.separator, strict=True)

    def __iter__(self) -> Iterator[str]:
        """Give lines to the csv module."""
        return self

    def __next__(self) -> str:
        """Read a line; what is not UTF-8 is kept as it is, for whoever looks at the field."""
        line = self._again.popleft() if self._again else self._read()
        if not line:
            raise StopIteration
        self._line += 1
        self._taken.append(line)
        return line.decode("utf-8", "surrogateescape")

    def records(self) -> Iterator[Record]:
        """Read on; empty lines are passed over."""
        while True:
            first, self._taken = self._line + 1, []
            try:
                fields = next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield self._broken(first, str(error))
                continue
            if any(fields):
                yield Record(first, b"".join(self._taken), fields)

    def _broken(self, first: int, said: str) -> Record:
        """Take the first line for the broken one, and read those after it again."""
        raw, *rest = self._taken
        self._again.extendleft(reversed(rest))
        self._line = first
        why = next((words for part, words in _WHY.items() if part in said), said)
        return Record(first, raw, (), why)

    def _read(self) -> bytes:
        line = self._file.readline(LONGEST_LINE + 1)
        self.bytes_read += len(line)
        if len(line) > LONGEST_LINE:
            place = f"{self._name}:{self._line + 1}"
            raise CannotRunError(f"{place}: a line of more than 1 MiB: this is no CSV file")
        return line

    def _header_line(self) -> bytes:
        line = self._read()
        if line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise CannotRunError(f'{self._name}:1: UTF-16: save the file as "CSV UTF-8"')
        self._line = 1
        return line.removeprefix(codecs.BOM_UTF8)


def _header(line: bytes, separator: str) -> list[str]:
    text = line.decode("utf-8", "backslashreplace").rstrip("\r\n")
    try:
        names = next(csv.reader([text], delimiter=separator), [])
    except csv.Error:
        return []
    return [name.strip().lower() for name in names]
