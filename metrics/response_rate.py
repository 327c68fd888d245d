"""Of those whom the question reached, how many answered, and of those, how many commented."""

from dataclasses import dataclass
from typing import Protocol

from metrics.differences import newcombe
from metrics.exact import clopper_pearson
from metrics.intervals import CONFIDENCE, Interval
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


class Cohort(Protocol):
    """Asks delivered, those answered so far, and those that may still be."""

    @property
    def delivered(self) -> int:
        """How many reached somebody."""

    @property
    def answered(self) -> int:
        """How many were answered."""

    @property
    def open(self) -> int:
        """How many may still be answered."""


def differs(first: Cohort, second: Cohort, *, confidence: float = CONFIDENCE) -> bool:
    """Tell whether clearly more or fewer answer, whatever those who still may will do.

    Newcombe's interval leaves zero out on one side, of all asks and of the closed ones (Newcombe
    1998, method 10). False where there are no asks, or answers that none of them led to.
    """
    found = [
        _difference(first, second, confidence, of_closed=of_closed) for of_closed in (False, True)
    ]
    both = [each for each in found if each is not None]
    return len(both) == 2 and (
        all(each.low > 0 for each in both) or all(each.high < 0 for each in both)
    )


def _difference(
    first: Cohort, second: Cohort, confidence: float, *, of_closed: bool
) -> Interval | None:
    shares = []
    for asks in (first, second):
        whole = asks.delivered - (asks.open if of_closed else 0)
        if not 0 <= asks.answered <= whole or not whole:
            return None
        shares.append(Share(asks.answered, whole))
    return newcombe(shares[1], shares[0], confidence=confidence)
