"""How the rows of a breakdown and the versions of a question are called."""

from collections.abc import Sequence
from datetime import date

from bot.views import dates
from bot.views.voice import Voice
from storage.dimensions import LONGEST_VISIT


def segment_label(voice: Voice, by: str, key: str) -> str:
    """Name a row of a breakdown."""
    if not key:
        return voice.plain("staff.by.none")
    if by in ("day", "week"):
        return dates.day(voice, date.fromisoformat(key))
    if by == "month":
        return dates.month_of_year(voice, date.fromisoformat(key))
    if by == "version":
        return voice.plain("staff.summary.version", number=key)
    if by == "weekday":
        return voice.weekday(int(key))
    return _visit(voice, int(key)) if by == "visit" else key


def _visit(voice: Voice, number: int) -> str:
    """Name a customer's nth interaction; the last number stands for every later one as well."""
    shown = voice.number(number)
    later = number >= LONGEST_VISIT
    return voice.plain("staff.by.last_visit", number=shown) if later else shown


def versions(voice: Voice, numbers: Sequence[int]) -> str:
    """Name question versions."""
    return voice.joined(voice.plain("staff.summary.version", number=n) for n in sorted(numbers))
