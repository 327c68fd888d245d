"""Of those whom the question reached, how many answered, and whether as many as before."""

from dataclasses import dataclass
from typing import Literal

from metrics.differences import square_and_add
from metrics.exact import clopper_pearson
from metrics.intervals import Interval
from metrics.kaplan_meier import Within
from metrics.shares import Share, share_of
from metrics.small_numbers import COMPARED, change_is_shown

LOW = 0.2  # answered within three days; with fewer it is asked who they are


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


@dataclass(frozen=True)
class Compared:
    """How many answered within three days, now and before; None where asks are not old enough."""

    now: Within | None
    before: Within | None
    verdict: Literal["up", "down", "unclear"] | None  # None: too few to be compared

    @property
    def differs(self) -> bool:
        """Whether clearly more or fewer answer than before."""
        return self.verdict in ("up", "down")

    @property
    def low(self) -> bool:
        """Whether so few answer that those who do may be unlike the others."""
        now = self.now
        return now is not None and now.asks >= COMPARED and now.share < LOW


def compared(now: Within | None, before: Within | None, *, confidence: float) -> Compared:
    """Set two rates at the same age beside each other, whatever is still open of either.

    Their intervals are squared and added (Zou and Donner 2008).
    """
    if now is None or before is None or not change_is_shown(before.asks, now.asks):
        return Compared(now, before, None)
    first, second = (each.estimate(confidence=confidence) for each in (now, before))
    apart = square_and_add(first, second)
    if apart.low > 0:
        return Compared(now, before, "up")
    return Compared(now, before, "down" if apart.high < 0 else "unclear")
