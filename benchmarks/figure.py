"""One measured figure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """What was measured, and in which unit; a ratio says what it is compared to."""

    what: str
    value: float
    unit: str
