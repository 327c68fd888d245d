"""One answer as a line of a file: what imports read and exports write, and when two are one."""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from storage.rows import stored

SOURCE = "import"  # what the names in a file belong to, where the file says no source
COLUMNS = (
    "survey", "score", "answered_at", "customer", "comment", "reason", "touchpoint", "agent",
    "language", "channel",
)  # fmt: skip
_SOURCE_NAME = re.compile(r"[\w.-]{1,64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Line:
    """An answer without ids of ours; only words said anonymously have no score."""

    survey: str
    score: int | None
    answered_at: datetime  # of an anonymous answer, noon of its day
    customer: str | None = None  # as `name_of` writes it
    comment: str | None = None
    reason: str | None = None
    touchpoint: str | None = None
    agent: str | None = None
    language: str | None = None
    channel: str | None = None


def key_of(line: Line) -> str:
    """Name the content of a line; the colon keeps it apart from the tokens that buttons carry."""
    content = [stored(getattr(line, name)) for name in COLUMNS]
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return f"{SOURCE}:{blake2b(text.encode(), digest_size=16).hexdigest()}"


def person_of(name: str) -> int | tuple[str, str]:
    """Read who a customer is: a Telegram id, or (source, what that source calls them)."""
    if name.isascii() and name.isdigit():
        return int(name)
    source, colon, ref = name.partition(":")
    return (source, ref) if colon and ref and _SOURCE_NAME.fullmatch(source) else (SOURCE, name)


def name_of(telegram_id: int | None, *, source: str | None, ref: str | None) -> str | None:
    """Write who a customer is, so that `person_of` reads the same; None for nobody known."""
    if telegram_id is not None:
        return str(telegram_id)
    if source is None or ref is None:
        return None
    plain = source == SOURCE and person_of(ref) == (SOURCE, ref)
    return ref if plain else f"{source}:{ref}"
