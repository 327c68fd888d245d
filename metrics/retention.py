"""Of the customers at the start of a window, how many are still there at its end."""

from dataclasses import dataclass

from metrics.intervals import Interval
from metrics.shares import share_of


@dataclass(frozen=True)
class Retention:
    """The customers of one window: retained of those at the start; new ones are not among them."""

    days: int
    start: int
    new: int
    end: int
    rate: float
    interval: Interval

    @property
    def retained(self) -> int:
        """How many of those at the start are left."""
        return self.end - self.new

    @property
    def lost(self) -> int:
        """How many of those at the start are gone."""
        return self.start - self.retained


def retention(*, start: int, end: int, new: int = 0, days: int) -> Retention | None:
    """Give (end - new) / start over so many days, with Wilson's interval; None of nobody.

    Refused if that is no share of those at the start: then the three do not count the same people.
    """
    if days < 1 or new < 0:
        raise ValueError(f"{new} new customers in {days} days is no window")
    share = share_of(end - new, start)
    if share is None:
        return None
    return Retention(days, start, new, end, rate=share.value, interval=share.interval)
