"""The parameters of one call, whichever way they came: JSON, form, multipart or query."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from playground.errors import bad_request

Json = dict[str, Any]
TRUTHS = frozenset({"true", "1", "yes", "t", "y"})


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call."""

    filename: str
    content: bytes
    content_type: str = "application/octet-stream"


class Parameters:
    """Reads typed values out of the loose ones that HTTP delivers."""

    def __init__(self, raw: Mapping[str, Any] | None = None) -> None:
        self.raw = {name: value for name, value in (raw or {}).items() if value is not None}

    def __contains__(self, name: str) -> bool:
        return name in self.raw

    def text(self, name: str) -> str:
        """Return a string, as given."""
        value = self.raw.get(name, "")
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    def integer(self, name: str, default: int = 0) -> int:
        """Return a whole number; anything else is the default, as Telegram reads it."""
        value = self.raw.get(name, default)
        try:
            return int(value)
        except (TypeError, ValueError, OverflowError):
            return default

    def flag(self, name: str) -> bool:
        """Return whether a boolean parameter is set."""
        value = self.raw.get(name, False)
        return value is True or str(value).lower() in TRUTHS

    def parsed(self, name: str) -> object:
        """Return a nested value, decoded if it came as JSON text; None when absent."""
        value = self.raw.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None

    def mapping(self, name: str) -> Json | None:
        """Return a nested object; None when absent."""
        value = self.parsed(name)
        if value is None or isinstance(value, dict):
            return value
        raise bad_request(f"object expected as {name.replace('_', ' ')}")

    def items(self, name: str) -> list[Any]:
        """Return a nested list; empty when absent."""
        value = self.parsed(name)
        if value is None:
            return []
        if isinstance(value, list):
            return value
        raise bad_request(f"expected an Array as {name.replace('_', ' ')}")

    def loggable(self) -> Json:
        """Return the values with files replaced by their names."""
        return {
            name: f"<{value.filename}, {len(value.content)} bytes>"
            if isinstance(value, Upload)
            else value
            for name, value in self.raw.items()
        }
