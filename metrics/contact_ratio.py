"""Contacts that a person had to handle, per 10,000 orders: a rate, which may exceed one each."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from metrics.control import Subgroup
from metrics.exact import binomial_p, clopper_pearson, poisson_interval
from metrics.intervals import CONFIDENCE, Interval
from metrics.measure import Verdict, verdict_of

PER = 10_000
FEWEST_A_WEEK = 10  # contacts, on average, of the weeks that show what is usual


@dataclass(frozen=True)
class ContactRatio:
    """Contacts, orders, and both the rate and its interval per 10,000 orders; low is good."""

    contacts: int
    orders: int
    rate: float
    interval: Interval


def contact_ratio(*, contacts: int, orders: int) -> ContactRatio | None:
    """Give the rate with its exact Poisson interval (Garwood 1936); None without orders.

    ValueError for fewer than no orders.
    """
    if orders < 0:
        raise ValueError(f"there cannot be {orders} orders")
    expected = poisson_interval(contacts)
    if orders == 0:
        return None
    interval = Interval(expected.low * PER / orders, expected.high * PER / orders)
    return ContactRatio(contacts, orders, contacts * PER / orders, interval)


def known_orders(sources: Sequence[Mapping[date, int]]) -> dict[date, int]:
    """Add the orders of all sources up by day, for the days of which they are known.

    Where one is silent between two days that it told, the orders of that day are not known; before
    its first day and after its last one a source has none.
    """
    days = {day for by_day in sources for day in by_day}
    return {
        day: sum(by_day.get(day, 0) for by_day in sources)
        for day in days
        if all(day in by_day or not min(by_day) < day < max(by_day) for by_day in sources)
    }


def contact_group(*, contacts: int, orders: int) -> Subgroup | None:
    """Sum up a week in contacts of one order, Poisson: the variance is the mean; None of none."""
    return Subgroup(contacts / orders, orders, contacts / orders) if orders else None


def enough_contacts(weeks: Sequence[Subgroup]) -> bool:
    """Tell whether weeks have ten contacts each on average."""
    return sum(week.value * week.people for week in weeks) >= FEWEST_A_WEEK * len(weeks)


@dataclass(frozen=True)
class ContactChange:
    """How many times the rate before the rate after is; None and no upper end from a rate of 0."""

    ratio: float | None
    low: float
    high: float | None
    p: float
    verdict: Verdict


def contact_change(
    before: ContactRatio, after: ContactRatio, *, confidence: float = CONFIDENCE
) -> ContactChange | None:
    """Compare two rates; None when nobody contacted anybody.

    Given all contacts of both, those after are binomial: exact (Przyborowski and Wilenski 1940;
    Lehmann and Romano 2005, section 4.5).
    """
    contacts = before.contacts + after.contacts
    if contacts == 0:
        return None
    share = clopper_pearson(after.contacts, contacts, confidence=confidence)
    orders = before.orders / after.orders
    low = share.low / (1 - share.low) * orders
    high = None if share.high == 1 else share.high / (1 - share.high) * orders
    ratio = after.rate / before.rate if before.contacts else None
    p = binomial_p(after.contacts, contacts, after.orders / (before.orders + after.orders))
    from_no_change = Interval(low - 1, math.inf if high is None else high - 1)
    return ContactChange(ratio, low, high, p, verdict_of(from_no_change))
