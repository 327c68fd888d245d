"""How the rows of a breakdown and the versions of a question are called."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeVar

from bot.text.query import STEPS
from bot.words import dates, figures, tables
from bot.words.language_names import language_name
from bot.words.reasons import reason_label
from bot.words.voice import Voice
from metrics.measure import Measure
from storage.dimensions import LONGEST_VISIT

_Row = TypeVar("_Row")
_IN_ORDER = frozenset({*STEPS, "version"})  # what comes one after another


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
    if by in ("weekday", "visit"):
        return voice.weekday(int(key)) if by == "weekday" else _visit(voice, int(key))
    return _named(voice, by, key)


def latest_or_first(rows: Sequence[_Row], by: str, most: int) -> Sequence[_Row]:
    """Choose the rows to show: the latest of what comes one after another, of names the first."""
    return rows[-most:] if by in _IN_ORDER else rows[:most]


def rows_left(voice: Voice, by: str, *, shown: int, of: int) -> str:
    """Say that only the latest, or the first, of so many rows are shown."""
    if by in _IN_ORDER:
        return voice.say("staff.by.cut", shown=shown, of=of)
    return voice.say("staff.by.cut_first", shown=shown, of=of)


def cut_table(
    voice: Voice, by: str, heads: Sequence[str], rows: Sequence[Sequence[str]], *, left: int = 0
) -> list[str]:
    """Lay out the rows of a breakdown under their heads, and say that so many are left out."""
    lines = [tables.table([[voice.plain(f"staff.by.{by}"), *heads], *rows])]
    of = len(rows) + left
    return [*lines, rows_left(voice, by, shown=len(rows), of=of)] if left else lines


def range_cell(voice: Voice, measure: Measure) -> str:
    """Write the range of a score as narrow as a table needs it."""
    ends = figures.bounds(voice, measure)
    return "".join(f"{ends['low']}..{ends['high']}".replace("%", "").split())


def _named(voice: Voice, by: str, key: str) -> str:
    if by == "touchpoint":
        return voice.named("touchpoint", key)
    if by == "language":
        return language_name(voice, key)
    return reason_label(voice, key) if by == "reason" else key


def _visit(voice: Voice, number: int) -> str:
    """Name a customer's nth interaction; the last number stands for every later one as well."""
    shown = voice.number(number)
    later = number >= LONGEST_VISIT
    return voice.plain("staff.by.last_visit", number=shown) if later else shown


def versions(voice: Voice, numbers: Iterable[int]) -> str:
    """Name question versions."""
    return voice.joined(voice.plain("staff.summary.version", number=n) for n in sorted(numbers))


def question(voice: Voice, numbers: Iterable[int]) -> str:
    """Say which versions of the question were answered."""
    return voice.say("staff.summary.question", versions=versions(voice, numbers))
