"""Waits, rates at one age, customers who came again and contacts, worked out a second time.

Nothing here is imported from `metrics`: numpy, SciPy and docs/metrics.md are its sources.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
from scipy.stats import beta, binom, chi2, norm

from tests.figures_again import shown, sure, wilson
from tests.figures_again_more import exact

Range = tuple[float, float]
AGES = [timedelta(hours=hours) for hours in (0, 1, 6, 24, 48, 72)]
PER = 10_000


def length(seconds: float) -> str:
    """A length of time as it is written, without its unit: days, hours, minutes or seconds."""
    size, whole = abs(seconds), 1
    for least, unit in ((48 * 3600, 86_400), (6_000, 3_600), (100, 60)):
        if size >= least:
            whole = unit
            break
    digits = int(whole > 1 and size < 10 * whole and size % whole != 0)
    return shown(seconds / whole, digits)


def quantile(waits: Sequence[float], part: float) -> float:
    """Read in proportion between two waits."""
    return float(np.quantile(waits, part))


def ranked(waits: Sequence[float], confidence: float = 0.95) -> Range | None:
    """Two of the waits between which the true median lies, by counting how many lie below it."""
    n, tail, rank = len(waits), (1 - confidence) / 2, np.arange(1, len(waits) + 1)
    low = rank[binom.cdf(rank - 1, n, 0.5) <= tail]
    high = rank[binom.sf(rank - 1, n, 0.5) <= tail]
    if not low.size or not high.size:
        return None
    ordered = np.sort(waits)
    return float(ordered[low.max() - 1]), float(ordered[high.min() - 1])


def apart(then: float, before: Range, now: float, after: Range) -> Range:
    """The squares of the distances of both to their limits, added."""
    low = now - then - math.hypot(now - after[0], before[1] - then)
    high = now - then + math.hypot(after[1] - now, then - before[0])
    return low, high


def slower(before: Sequence[float], after: Sequence[float], days: int) -> Range | None:
    """Between what the median changed, for looks of 90 days."""
    if min(len(before), len(after)) < 30:
        return None
    ends = [ranked(each, sure(days)) for each in (before, after)]
    if ends[0] is None or ends[1] is None:
        return None
    then, now = (quantile(each, 0.5) for each in (before, after))
    return apart(then, ends[0], now, ends[1])


# -- rates -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asking:
    """One ask: when, and after how long it was answered or taken back, if ever."""

    at: datetime
    channel: str
    answered: timedelta | None = None
    withdrawn: timedelta | None = None


@dataclass(frozen=True)
class Rate:
    """The share answered within three days, and what its variance is made of."""

    asks: int
    answered: Sequence[int]
    waiting: Sequence[int]

    @property
    def left(self) -> float:
        """The share that is still not answered."""
        steps = zip(self.answered, self.waiting, strict=True)
        return float(np.prod([1 - d / n for d, n in steps if n]))

    def range(self, confidence: float) -> Range:
        """Greenwood's variance on the log(-log) scale; in shares."""
        steps = list(zip(self.answered, self.waiting, strict=True))
        variance = sum(d / (n * (n - d)) for d, n in steps if d)
        middle = math.log(-math.log(self.left))
        far = float(norm.isf((1 - confidence) / 2)) * math.sqrt(variance) / -math.log(self.left)
        return tuple(1 - math.exp(-math.exp(middle + way * far)) for way in (-1, 1))  # type: ignore[return-value]


def at_three_days(asks: Sequence[Asking], now: datetime, zone: ZoneInfo) -> Rate | None:
    """Follow each ask through the spans that are over for the whole of its day."""
    answered, waiting, old = [0] * 5, [0] * 5, 0
    for ask in asks:
        day = ask.at.astimezone(zone).date()
        ends = datetime.combine(day + timedelta(days=1), time(), zone)
        old += now >= ends + AGES[-1]
        for span, (begun, over) in enumerate(pairwise(AGES)):
            gone = min((each for each in (ask.answered, ask.withdrawn) if each), default=None)
            if now < ends + over or (gone is not None and gone <= begun):
                break
            waiting[span] += 1
            answered[span] += ask.answered is not None and ask.answered <= over
    return Rate(old, answered, waiting) if old else None


# -- customers and contacts ------------------------------------------------------------------------


def came_again(before: set[int], now: set[int]) -> tuple[float, float, float]:
    """The share of those before who are there now, with its range; in percent."""
    both = len(before & now)
    return (100 * both / len(before), *exact(both, len(before)))


def kept_apart(one: tuple[int, int], other: tuple[int, int], days: int) -> Range:
    """Newcombe's range of the difference of two shares, each so many of so many; in points."""
    (k, n), (m, p) = one, other
    ends = [wilson(k / n, n, sure(days)), wilson(m / p, p, sure(days))]
    low, high = apart(k / n, ends[0], m / p, ends[1])
    return 100 * max(-1.0, low), 100 * min(1.0, high)


def for_orders(contacts: int, orders: int) -> tuple[float, float, float]:
    """Contacts for each 10,000 orders, with Garwood's range."""
    low = chi2.ppf(0.025, 2 * contacts) / 2 if contacts else 0.0
    high = chi2.ppf(0.975, 2 * contacts + 2) / 2
    rate, least, most = (float(each) * PER / orders for each in (contacts, low, high))
    return rate, least, most


def times_as_many(one: tuple[int, int], other: tuple[int, int], days: int) -> Range:
    """How many times the rate before the rate now is: binomial, given all contacts."""
    (a, m), (b, n) = one, other
    tail = (1 - sure(days)) / 2
    low, high = beta.ppf(tail, b, a + 1), beta.isf(tail, b + 1, a)
    return tuple(float(each / (1 - each)) * m / n for each in (low, high))  # type: ignore[return-value]
