"""Where a phrase of characters begins and ends, in a script that writes no spaces."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

FREE = 0.6  # nats: a side with less leads nearly always to the same character
BOUND = 1.0  # nats: less says that two parts stand together by chance
LONGEST = 10  # characters


def whole_phrase(part: str, runs: Sequence[str]) -> str:
    """Lengthen a part until different characters stand on both sides of it.

    The branching entropy of either side (Jin and Tanaka-Ishii 2006); an end of a run is a character
    of its own each time.
    """
    holding = [run for run in runs if part in run]
    while len(part) < LONGEST:
        longer = _longer(part, holding)
        if longer is None:
            break
        part = longer
    return part


def _longer(part: str, runs: Sequence[str]) -> str | None:
    for side in (1, -1):
        beside = Counter(_beside(part, runs, side))
        letter, _ = max(beside.items(), key=lambda each: (each[1], each[0]), default=("", 0))
        if letter and branching(beside) < FREE:
            return part + letter if side == 1 else letter + part
    return None


def branching(beside: Counter[str]) -> float:
    """Give the entropy in nats of what stands beside a phrase; "" is an end."""
    total = beside.total()
    ends = beside[""]
    parts = [count for letter, count in beside.items() if letter] + [1] * ends
    return -sum(count / total * math.log(count / total) for count in parts)


def _beside(part: str, runs: Iterable[str], side: int) -> Iterator[str]:
    for run in runs:
        at = run.find(part)
        while at >= 0:
            if side == 1:
                yield run[at + len(part) : at + len(part) + 1]
            else:
                yield run[max(0, at - 1) : at]
            at = run.find(part, at + 1)


def cohesion(part: str, runs: Sequence[str]) -> float:
    """Give the pointwise mutual information, in nats, of the loosest place to cut a phrase.

    Church and Hanks 1990. A single character has no such place.
    """
    letters = sum(map(len, runs))
    times = _times(part, runs)
    if len(part) < 2 or not times:
        return 0.0
    return min(
        math.log(times * letters / (_times(part[:at], runs) * _times(part[at:], runs)))
        for at in range(1, len(part))
    )


def _times(part: str, runs: Iterable[str]) -> int:
    return sum(run.count(part) for run in runs)
