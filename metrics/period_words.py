"""The English words for periods, and what somebody may have meant who typed another."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from types import MappingProxyType

from metrics.calendar_units import Unit, read_code

ROLLING: Mapping[str, int] = MappingProxyType(
    {"week": 7, "month": 30, "quarter": 90, "year": 365},  # days, today among them
)
_UNITS: tuple[Unit, ...] = ("week", "month", "quarter", "year")
CALENDAR: Mapping[str, tuple[Unit, int]] = MappingProxyType(
    {
        "today": ("day", 0),
        "yesterday": ("day", -1),
        **{f"this {unit}": (unit, 0) for unit in _UNITS},
        **{f"last {unit}": (unit, -1) for unit in _UNITS},
    },
)
PHRASES = (*ROLLING, *CALENDAR, "since")

_ISO_LIKE = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4})", re.ASCII)
_WEEK_ALONE = re.compile(r"(?:(\d{4})-?)?w(\d{1,2})", re.ASCII)
_MONTH_LIKE = re.compile(r"(\d{4})[-./](\d{1,2})", re.ASCII)
_DAYS_LIKE = re.compile(r"(\d{1,4})-?(?:d\w*)?", re.ASCII)


def nearest(words: Sequence[str], phrases: Sequence[str], *, today: date) -> tuple[str, str | None]:
    """Find the word or phrase that is wrong, and the nearest right one if any is near."""
    first = words[0]
    guess = next((guess for guess in _guesses(first, today) if _is_other(guess, first)), None)
    if guess is not None:
        return first, guess
    days = _DAYS_LIKE.fullmatch(first)
    if days and int(days[1]):
        return first, f"{int(days[1])}d"
    return _closest(words, phrases)


def _is_other(guess: str, word: str) -> bool:
    return read_code(guess) is not None and guess.casefold() != word


def _closest(words: Sequence[str], phrases: Sequence[str]) -> tuple[str, str | None]:
    """Try the first two words where they look like two, then the first alone."""
    first, pair = words[0], " ".join(words[:2])
    doubles = [phrase for phrase in phrases if " " in phrase]
    leaders = {phrase.split()[0] for phrase in doubles}
    if len(words) > 1 and get_close_matches(first, leaders, n=1, cutoff=0.7):
        close = get_close_matches(pair, doubles, n=1, cutoff=0.7)
        if close:
            return pair, close[0]
    if first in leaders:
        return first, next(phrase for phrase in doubles if phrase.startswith(f"{first} "))
    close = get_close_matches(first, phrases, n=1, cutoff=0.6)
    return first, close[0] if close else None


def _guesses(word: str, today: date) -> Iterator[str]:
    """Write what looks like a date or a week the way it is understood."""
    if match := _ISO_LIKE.fullmatch(word):
        yield f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}"
    if match := _DAY_FIRST.fullmatch(word):
        yield f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}"
    if match := _WEEK_ALONE.fullmatch(word):
        yield f"{match[1] or today.year}-W{int(match[2]):02}"
    if match := _MONTH_LIKE.fullmatch(word):
        yield f"{match[1]}-{int(match[2]):02}"
