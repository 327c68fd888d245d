"""What filters are in SQL over `counted` rows: the columns, the condition and the values."""

from collections.abc import Mapping

from storage.dimensions import LONGEST_VISIT, visit_text

COLUMNS = {
    "touchpoint": "counted.touchpoint",
    "agent": "counted.agent",
    "language": "counted.language",
    "channel": "counted.channel",
    "reason": "counted.reason",
    "version": "versions.number",
    "visit": f"CASE WHEN counted.visit > {LONGEST_VISIT}"
    f" THEN {LONGEST_VISIT} ELSE counted.visit END",
}
_NUMBERS = ("version", "visit")


def fitting(filters: Mapping[str, str]) -> tuple[str, dict[str, str | int | None]]:
    """Give the condition that rows fit all filters, with the values for its names."""
    condition = "".join(f" AND {COLUMNS[name]} = :{name}" for name in filters)
    return condition, {name: _stored(name, value) for name, value in filters.items()}


def _stored(name: str, value: str) -> str | int | None:
    if name not in _NUMBERS:
        return value
    return int(value) if value.isdecimal() else None


def text_of(by: str | None, value: object) -> str:
    """Write a stored value of a dimension as the daily counts have it."""
    if value is None:
        return ""
    return visit_text(value) if by == "visit" and isinstance(value, int) else str(value)
