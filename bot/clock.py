"""What time it is: the one place that reads the clock."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Read the time, aware and in UTC."""
    return datetime.now(UTC)


class MovableClock:
    """The system's time plus a shift that only grows; for demonstrations and tests."""

    def __init__(self, base: Clock = system_clock) -> None:
        """Start without a shift."""
        self._base = base
        self._shift = timedelta()

    def __call__(self) -> datetime:
        """Read the shifted time."""
        return self._base() + self._shift

    def advance(self, by: timedelta) -> None:
        """Move forward; ValueError for a step back."""
        if by < timedelta():
            raise ValueError("the clock moves forward only")
        self._shift += by


class Countdown:
    """How long several things may take together, from the moment it begins."""

    def __init__(self, seconds: float) -> None:
        """Hold the time ready."""
        self._seconds = seconds
        self._ends: float | None = None

    def begin(self) -> None:
        """Count from now on."""
        self._ends = time.monotonic() + self._seconds

    @property
    def left_s(self) -> float:
        """How many seconds there are left."""
        if self._ends is None:
            return self._seconds
        return max(0.0, self._ends - time.monotonic())
