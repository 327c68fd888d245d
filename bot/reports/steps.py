"""The steps that time is cut into: the one asked for, or one that suits the length."""

from bot.text.query import Query
from metrics.calendar_units import Unit

UNITS: tuple[Unit, ...] = ("day", "week", "month")


def unit_of(by: str | None) -> Unit | None:
    """Give the unit of the calendar that a breakdown cuts into; None where it cuts otherwise."""
    return next((unit for unit in UNITS if unit == by), None)


def step_for(query: Query, *, by_day: int, by_week: int) -> Unit:
    """Give the step asked for, else days or weeks up to a length in days, else months."""
    usual: Unit = "day" if query.period.days <= by_day else "week"
    return unit_of(query.by) or (usual if query.period.days <= by_week else "month")
