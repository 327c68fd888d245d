"""What stands for the placeholders of a wording; what is not known leaves no hole."""

import re
from dataclasses import dataclass, replace

_HOLE = "\0"
_IN_BRACKETS = re.compile(rf"\s*[(（](?:[\s,，、]*{_HOLE})+\s*[)）]")
_OPENED = re.compile(rf"(?<=[(（])(?:{_HOLE}[,，、]?\s*)+")
_AT_START = re.compile(
    rf"(?P<before>(?:^|(?<=[.!?…])\s+))(?:{_HOLE}\s*)+[,，、:：]?\s*(?P<first>.?)"
)
_AFTER = re.compile(rf"[,，、]?\s*[#№]?\s*{_HOLE}")


@dataclass(frozen=True)
class Filling:
    """Who was talked with about what, as far as it is known."""

    business: str = ""
    agent: str | None = None
    customer: str | None = None
    touchpoint: str | None = None
    ref: str | None = None  # the interaction's id in the system that told of it

    def called(self, business: str, touchpoint: str | None) -> "Filling":
        """Give the names of the business and of the touchpoint in a language."""
        return replace(self, business=business, touchpoint=touchpoint)


def filled(text: str, filling: Filling) -> str:
    """Fill a wording in; what is unknown goes together with the comma or brackets around it."""
    values = {name: value or _HOLE for name, value in vars(filling).items()}
    said = text.format(**values)
    return _closed(said) if _HOLE in said else said


def _closed(said: str) -> str:
    said = _OPENED.sub("", _IN_BRACKETS.sub("", said).lstrip())
    said = _AT_START.sub(_begun, said)
    return _AFTER.sub("", said).strip()


def _begun(found: re.Match[str]) -> str:
    return found["before"] + found["first"].upper()
