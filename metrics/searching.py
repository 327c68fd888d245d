"""Where something begins to hold: among whole numbers, and on a line."""

import math
from bisect import bisect_left
from collections.abc import Callable

_STEPS = 200  # halving alone needs about 60 of them


def first_where(numbers: range, holds: Callable[[int], bool]) -> int:
    """Find the first number for which it holds, and then for all after it; else their end."""
    return numbers.start + bisect_left(numbers, x=True, key=holds)


def root(function: Callable[[float], float], low: float, high: float) -> float:
    """Find where a function that has opposite signs at both ends is 0 (Chandrupatla 1997).

    Between halving and the parabola through three points, whichever is safe; as exact as floats
    are. Ends of one sign give the one that is nearer to 0.
    """
    a, b, c = high, low, high
    at_a, at_b = function(a), function(b)
    if at_a * at_b > 0:
        return a if abs(at_a) < abs(at_b) else b
    at_c, share, best = at_a, 0.5, a
    for _ in range(_STEPS):
        point = a + share * (b - a)
        found = function(point)
        if (found > 0) == (at_a > 0):
            c, at_c = a, at_a
        else:
            c, b, at_c, at_b = b, a, at_b, at_a
        a, at_a = point, found
        best, at_best = (a, at_a) if abs(at_a) < abs(at_b) else (b, at_b)
        smallest = 2 * math.ulp(best) / abs(b - c) if b != c else 1.0
        if smallest > 0.5 or at_best == 0:
            return best
        share = max(smallest, min(1 - smallest, _share(a, b, c, at_a, at_b, at_c)))
    return best


def _share(a: float, b: float, c: float, at_a: float, at_b: float, at_c: float) -> float:
    """Tell how far the next point is on the way from `a` to `b`: a half where that is safer."""
    across, up = (a - b) / (c - b), (at_a - at_b) / (at_c - at_b)
    if not (1 - math.sqrt(1 - across) < up < math.sqrt(across)):
        return 0.5
    first = at_a / (at_b - at_a) * at_c / (at_b - at_c)
    return first + (c - a) / (b - a) * at_a / (at_c - at_a) * at_b / (at_c - at_b)
