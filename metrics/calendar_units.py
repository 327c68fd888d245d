"""Days, weeks, months, quarters and years: where one begins, what it is called, the next one."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Literal

Unit = Literal["day", "week", "month", "quarter", "year"]

_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_CODES = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?|-w(?P<week>\d\d)|-q(?P<quarter>\d))?",
    re.ASCII | re.IGNORECASE,
)


def first_day(unit: Unit, day: date) -> date:
    """Find the day on which the unit around a day begins; weeks begin on Monday."""
    if unit == "day":
        return day
    if unit == "week":
        return day - timedelta(days=day.weekday())
    months = _MONTHS[unit]
    return day.replace(month=(day.month - 1) // months * months + 1, day=1)


def moved(unit: Unit, first: date, steps: int) -> date:
    """Find the first day of the unit so many steps on from one that begins on `first`.

    OverflowError where no calendar reaches.
    """
    if unit == "day":
        return first + timedelta(days=steps)
    if unit == "week":
        return first + timedelta(weeks=steps)
    months = first.year * 12 + first.month - 1 + steps * _MONTHS[unit]
    year, month = divmod(months, 12)
    if not date.min.year <= year <= date.max.year:
        raise OverflowError("no calendar reaches that far")
    return date(year, month + 1, 1)


def code(unit: Unit, first: date) -> str:
    """Write the unit that begins on a day: 2026-11-01, 2026-W47, 2026-11, 2026-Q4, 2026."""
    if unit == "day":
        return first.isoformat()
    if unit == "week":
        year, week, _ = first.isocalendar()
        return f"{year:04}-W{week:02}"
    if unit == "month":
        return f"{first:%Y-%m}"
    if unit == "quarter":
        return f"{first:%Y}-Q{first.month // 3 + 1}"
    return f"{first:%Y}"


def read_code(text: str) -> tuple[Unit, date] | None:
    """Read what `code` writes; None when it is something else or no such day exists."""
    match = _CODES.fullmatch(text)
    if match is None:
        return None
    parts = {name: int(part) for name, part in match.groupdict().items() if part is not None}
    try:
        return _from_parts(parts)
    except ValueError:
        return None


def _from_parts(parts: Mapping[str, int]) -> tuple[Unit, date]:
    year = parts["year"]
    if "week" in parts:
        return "week", date.fromisocalendar(year, parts["week"], 1)
    if "quarter" in parts:
        return "quarter", date(year, parts["quarter"] * 3 - 2, 1)
    first = date(year, parts.get("month", 1), parts.get("day", 1))
    if "day" in parts:
        return "day", first
    return ("month" if "month" in parts else "year"), first
