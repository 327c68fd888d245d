"""Which breakdowns a row counts in, and on which local day."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

ASK_DIMENSIONS = ("touchpoint", "agent", "language", "channel", "visit")
SCORE_DIMENSIONS = (*ASK_DIMENSIONS, "reason")
LONGEST_VISIT = 10  # the tenth interaction and every later one count together


def local_day(moment: datetime, zone: ZoneInfo) -> str:
    """Name the local day of a moment, as an ISO date."""
    return local_date(moment, zone).isoformat()


def local_date(moment: datetime, zone: ZoneInfo) -> date:
    """Give the local day of a moment."""
    return moment.astimezone(zone).date()


def places(row: object, dimensions: tuple[str, ...]) -> list[tuple[str, str]]:
    """List (dimension, value) in which a row counts; the total comes first."""
    found = [("total", "")]
    for dimension in dimensions:
        value = getattr(row, dimension, None)
        if value is not None:
            found.append((dimension, _text(dimension, value)))
    return found


def _text(dimension: str, value: object) -> str:
    if dimension == "visit" and isinstance(value, int):
        return visit_text(value)
    return str(value)


def visit_text(number: int) -> str:
    """Write which interaction of a customer's it was, so that text sorts as numbers do."""
    return f"{min(number, LONGEST_VISIT):02d}"
