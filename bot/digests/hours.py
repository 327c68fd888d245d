"""The time of day of a digest as people type it: 09:00, 9am, 9 утра, 早上9点半, or a bare 9."""

import re
from dataclasses import dataclass
from datetime import time

from bot.words.catalogues import Words

_NOON = 12
_HALF = "半"  # of an hour, written right after it


@dataclass(frozen=True)
class Hour:
    """What was typed as a time of day; `at` is None where no day has it.

    A bare number is one only where no other number is missing.
    """

    at: time | None
    bare: bool


class Hours:
    """Reads times of day in the words of all languages."""

    def __init__(self, words: Words) -> None:
        """Gather how hours and halves of the day are called."""
        parts = {name: _spellings(words, name) for name in ("hour", "morning", "evening")}
        self._evening = frozenset(parts["evening"])
        half_days = _any_of(parts["morning"] + parts["evening"])
        self._pattern = re.compile(
            rf"(?P<before>{half_days})?\s*(?P<hour>\d{{1,2}})(?:[:.](?P<minute>\d{{2}}))?\s*"
            rf"(?P<unit>{_any_of(parts['hour'])})?(?P<half>{_HALF})?\s*(?P<after>{half_days})?",
            re.ASCII,
        )

    def read(self, text: str) -> Hour | None:
        """Read a whole text, in normal letters; None if it is no time of day."""
        found = self._pattern.fullmatch(text)
        if found is None or (found["half"] and (found["minute"] or not found["unit"])):
            return None
        hour, minute = int(found["hour"]), int(found["minute"] or (30 if found["half"] else 0))
        half_day = found["before"] or found["after"]
        if half_day:
            late = half_day in self._evening
            hour = hour % _NOON + _NOON * late if hour <= _NOON else hour
        bare = not (half_day or found["minute"] or found["unit"])
        return Hour(time(hour, minute) if hour < 24 and minute < 60 else None, bare)


def _spellings(words: Words, name: str) -> list[str]:
    said = (words.plain(each, f"digest.words.{name}") for each in words.languages)
    return [word for each in said for word in each.split(",")]


def _any_of(spellings: list[str]) -> str:
    return "|".join(re.escape(each) for each in sorted(spellings, key=len, reverse=True))
