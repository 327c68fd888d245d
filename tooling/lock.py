"""What a lock file pins: each package with its version and who needs it."""

import re
from dataclasses import dataclass
from pathlib import Path

_ENTRY = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)((?: ;[^\\\n]*)?)", re.MULTILINE)
_NEEDED_BY = re.compile(r"^    # (?:via|  ) ?([a-z0-9][a-z0-9._-]*)$", re.MULTILINE)
_NEEDED_BY_US = re.compile(r"^    # (?:via|  ) ?-r requirements\.in$", re.MULTILINE)


@dataclass(frozen=True)
class Pin:
    """One package of a lock file. Where `marker` is not empty, some systems go without it."""

    name: str
    version: str
    marker: str
    needed_by: frozenset[str]
    by_us: bool


def read_pins(path: Path) -> list[Pin]:
    """Read the lock file that uv has written, in its order."""
    text = path.read_text("utf-8")
    entries = list(_ENTRY.finditer(text))
    ends = [*(each.start() for each in entries[1:]), len(text)]
    found = []
    for entry, end in zip(entries, ends, strict=True):
        rest = text[entry.end() : end]
        name, version, marker = entry.groups()
        needed_by = frozenset(_NEEDED_BY.findall(rest))
        by_us = _NEEDED_BY_US.search(rest) is not None
        found.append(Pin(name, version, marker.removeprefix(" ; ").strip(), needed_by, by_us))
    return found
