"""Of those whom the question reached, how many answered, and of those, how many commented."""

from dataclasses import dataclass

from metrics.exact import clopper_pearson
from metrics.intervals import Interval
from metrics.shares import Share, share_of


@dataclass(frozen=True)
class ResponseRate:
    """The asks delivered in a period and what has become of them so far."""

    delivered: int
    answered: int
    closed: int
    rate: float
    interval: Interval

    @property
    def open(self) -> int:
        """How many may still answer."""
        return max(0, self.delivered - self.answered - self.closed)


def response_rate(
    *, delivered: int, answered: int, expired: int = 0, withdrawn: int = 0
) -> ResponseRate | None:
    """Give the rate of one cohort of delivered asks, or None when nothing was delivered.

    Refused if more answered than were reached: then the two do not count the same asks.
    """
    share = share_of(answered, delivered)
    if share is None:
        return None
    return ResponseRate(
        delivered=delivered,
        answered=answered,
        closed=expired + withdrawn,
        rate=share.value,
        interval=clopper_pearson(share.count, share.people),
    )


def comment_rate(*, answers: int, comments: int) -> Share | None:
    """Give the share of answers that say something in words; None without answers."""
    return share_of(comments, answers)


def annoyed_range(people: int, *, delivered: int) -> Interval | None:
    """Give the range of the share that was annoyed; None where that is no share of them."""
    return clopper_pearson(people, delivered) if 0 < delivered >= people else None
