"""Many tests at once: how large a part of the findings may be chance."""

from collections.abc import Sequence


def benjamini_hochberg(ps: Sequence[float]) -> tuple[float, ...]:
    """Adjust p values in the order given: those up to 5 % hold 5 % false findings on average.

    Benjamini and Hochberg 1995, for tests that are independent.
    """
    tests, smallest = len(ps), 1.0
    adjusted = [0.0] * tests
    by_size = sorted(range(tests), key=lambda place: ps[place])
    for rank in range(tests, 0, -1):
        place = by_size[rank - 1]
        smallest = min(smallest, ps[place] * tests / rank)
        adjusted[place] = smallest
    return tuple(adjusted)
