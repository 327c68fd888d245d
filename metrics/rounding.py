"""Rounding for display: once, half away from zero, never to a minus zero."""

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

from metrics.intervals import Interval

_EXACT = Decimal("1e-12")  # 0.155 arrives as 0.15499999999999997 when shares are subtracted
_ONE_POINT = 0.01


def rounded(value: float, *, digits: int = 0) -> Decimal:
    """Round half away from zero: -44.5 becomes -45, and what becomes zero has no sign."""
    return _rounded(Decimal(repr(float(value))), digits=digits)


def _rounded(value: Decimal, *, digits: int) -> Decimal:
    exact = value.quantize(_EXACT, rounding=ROUND_HALF_EVEN)
    result = exact.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    return result or abs(result)


def percent(share: float, *, interval: Interval | None = None) -> Decimal:
    """Give a share in percent: whole, with one decimal only if the interval is that narrow."""
    return _rounded(Decimal(repr(float(share))) * 100, digits=percent_digits(interval))


def percent_digits(interval: Interval | None) -> int:
    """Give the decimals that an interval of a share deserves: one below a point to either side."""
    return int(interval is not None and interval.half_width < _ONE_POINT)


def whole_shares(counts: Sequence[int], *, kept: int | None = None) -> list[int]:
    """Give the shares of one whole in percent, which add up to 100; zeros of nobody.

    Each is rounded down, and what is missing goes to the largest remainders, the first ones where
    they are equal. The share at `kept` is rounded by itself, for it is said elsewhere, too.
    """
    people = sum(counts)
    if not people:
        return [0] * len(counts)
    kept = None if kept is None else kept % len(counts)
    shares = [divmod(100 * count, people) for count in counts]
    found = [whole for whole, _ in shares]
    if kept is not None:
        found[kept] += 2 * shares[kept][1] >= people
    others = (at for at in range(len(counts)) if at != kept)
    by_rest = sorted(others, key=lambda at: (-shares[at][1], at))
    for at in by_rest[: 100 - sum(found)]:
        found[at] += 1
    return found
