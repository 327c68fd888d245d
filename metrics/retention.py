"""Of the customers at the start of a window, how many are still there at its end."""

from dataclasses import dataclass

from metrics.differences import newcombe
from metrics.exact import clopper_pearson
from metrics.intervals import CONFIDENCE, Interval
from metrics.measure import Change, verdict_of
from metrics.shares import Share, share_of
from metrics.small_numbers import change_is_shown


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
    """Give (end - new) / start over so many days, with an exact interval; None of nobody.

    Refused if that is no share of those at the start: then the three do not count the same people.
    """
    if days < 1 or new < 0:
        raise ValueError(f"{new} new customers in {days} days is no window")
    share = share_of(end - new, start)
    if share is None:
        return None
    interval = clopper_pearson(share.count, share.people)
    return Retention(days, start, new, end, rate=share.value, interval=interval)


def retention_change(
    before: Retention, after: Retention, *, confidence: float = CONFIDENCE
) -> Change | None:
    """Compare two windows, in shares of 0 to 1; None where either has too few customers.

    By Newcombe's interval of a difference of shares (Newcombe 1998, method 10).
    """
    if not change_is_shown(before.start, after.start):
        return None
    one, other = (Share(each.retained, each.start) for each in (after, before))
    interval = newcombe(one, other, confidence=confidence)
    return Change(after.rate - before.rate, interval, verdict_of(interval))
