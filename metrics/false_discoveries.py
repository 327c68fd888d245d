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


def holm(ps: Sequence[float]) -> tuple[float, ...]:
    """Adjust p values in the order given: those up to 5 % hold any false finding in 5 % of cases.

    Holm 1979; whatever the tests have to do with one another.
    """
    tests, largest = len(ps), 0.0
    adjusted = [0.0] * tests
    for rank, place in enumerate(sorted(range(tests), key=lambda place: ps[place])):
        largest = max(largest, min(1.0, ps[place] * (tests - rank)))
        adjusted[place] = largest
    return tuple(adjusted)


def holm_levels(ps: Sequence[float], *, mistaken: float) -> tuple[float, ...]:
    """Give the level that each p is held to: it is a finding where it does not exceed it.

    Intervals at these levels leave out nothing just where Holm finds something; those after the
    first that is none are all held to its level.
    """
    tests, stopped = len(ps), 0.0
    levels = [0.0] * tests
    for rank, place in enumerate(sorted(range(tests), key=lambda place: ps[place])):
        levels[place] = stopped or mistaken / (tests - rank)
        if not stopped and ps[place] > levels[place]:
            stopped = levels[place]
    return tuple(levels)
