"""Values of a raw update: a key that holds null, or something of another kind, is absent."""

from collections.abc import Iterator, Mapping
from typing import Any

Raw = Mapping[str, Any]

_LARGEST = 2**63 - 1  # what the database can hold


def part(raw: Raw, name: str) -> Raw:
    """Give an object inside another; an empty one if there is none."""
    value = raw.get(name)
    return value if isinstance(value, Mapping) else {}


def parts(raw: Raw, name: str) -> Iterator[Raw]:
    """Give the objects of a list."""
    value = raw.get(name)
    listed = value if isinstance(value, list) else []
    return (each for each in listed if isinstance(each, Mapping))


def number(raw: Raw, name: str) -> int | None:
    """Give a whole number."""
    value = raw.get(name)
    return value if type(value) is int and abs(value) <= _LARGEST else None


def needed(raw: Raw, name: str) -> int:
    """Give a whole number without which nothing can be done; ValueError if it is absent."""
    value = number(raw, name)
    if value is None:
        raise ValueError(f"an update without {name}")
    return value


def words(raw: Raw, name: str) -> str | None:
    """Give text, of which every character can be kept."""
    value = raw.get(name)
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else None


def is_update(value: object) -> bool:
    """Tell whether something can be told from other updates."""
    return isinstance(value, Mapping) and number(value, "update_id") is not None
