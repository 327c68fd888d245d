"""How often a 95 % interval holds the truth: every outcome enumerated, against the known figures.

Covered: every named mix and both tables of random mixes for 5, 10, 20 and 50 answers, for the
methods that are here; shares for 5 to 200 answers; means for 5 and 10.
"""

import math
from collections.abc import Callable, Iterator
from functools import cache

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats
from scipy.special import gammaln, xlogy

from metrics.catalogue import scale_of
from metrics.exact import clopper_pearson
from metrics.intervals import Interval, cautious_mean, plain_mean, wald, wilson
from metrics.net_promoter import (
    AGRESTI_MIN,
    BONETT_PRICE,
    NONE_ADDED,
    Net,
    adjusted_wald,
    plain_t,
    tango,
)

Numbers = npt.NDArray[np.float64]

SIZES = (5, 10, 20, 50)
WHOLE = 0.55  # what rounding to whole percents hides, where the figures were rounded twice
TENTH = 0.05 + 1e-9
METHODS: dict[str, Callable[[Net], Interval]] = {
    "Wald": lambda net: adjusted_wald(net, added=NONE_ADDED),
    "t": lambda net: plain_t(net).clipped(-100, 100),
    "(3, T)": adjusted_wald,
    "Agresti-Min": lambda net: adjusted_wald(net, added=AGRESTI_MIN),
    "Bonett-Price": lambda net: adjusted_wald(net, added=BONETT_PRICE),
    "score": tango,
}

MIXES = ((50, 30, 20), (80, 15, 5), (90, 8, 2), (15, 25, 60), (50, 0, 50))  # for, between, against
NAMED = {  # coverage in percent, by size, of the mixes above
    "Wald": (
        ((84, 67, 40, 90, 94), (90, 88, 65, 90, 89)),
        ((93, 86, 87, 91, 96), (94, 93, 91, 94, 94)),
    ),
    "t": (
        ((95, 67, 41, 91, 94), (93, 89, 65, 91, 98)),
        ((94, 86, 88, 94, 96), (95, 93, 92, 95, 94)),
    ),
    "(3, T)": (
        ((94, 93, 92, 95, 94), (96, 94, 93, 96, 89)),
        ((95, 96, 95, 96, 96), (95, 96, 97, 95, 94)),
    ),
    "score": (
        ((98, 96, 97, 95, 94), (95, 97, 96, 96, 98)),
        ((95, 96, 97, 95, 96), (95, 96, 97, 95, 94)),
    ),
}
RANDOM = {  # mean coverage and mean width of 400 mixes drawn uniformly, by size
    "Wald": ((77.2, 91), (87.5, 76), (91.4, 57), (93.7, 37)),
    "t": ((83.8, 125), (91.1, 90), (93.4, 62), (94.5, 38)),
    "(3, T)": ((95.5, 95), (95.2, 74), (95.1, 56), (95.0, 37)),
    "Agresti-Min": ((95.2, 98), (94.7, 76), (94.8, 56), (94.8, 37)),
    "Bonett-Price": ((97.6, 111), (96.7, 82), (96.0, 59), (95.4, 38)),
    "score": ((97.4, 105), (96.6, 80), (95.7, 58), (95.1, 37)),
}
WORST = {  # the 5th percentile of coverage over the same 400
    "Wald": (55.1, 76.7, 86.7, 92.2),
    "t": (55.8, 80.0, 88.8, 92.9),
    "(3, T)": (90.4, 92.1, 93.5, 94.4),
    "Bonett-Price": (93.9, 94.2, 94.3, 94.7),
    "score": (94.4, 94.5, 94.5, 94.6),
}
DRAWS = np.random.default_rng(7).dirichlet([1, 1, 1], 400)  # the same 400


@cache
def outcomes(people: int) -> Numbers:
    """Every way in which so many can answer for, between and against."""
    ways = [(p, s, people - p - s) for p in range(people + 1) for s in range(people + 1 - p)]
    return np.array(ways, dtype=np.float64)


@cache
def limits(method: str, people: int) -> Numbers:
    found = [METHODS[method](Net(*map(int, way))) for way in outcomes(people)]
    return np.array([(each.low, each.high) for each in found])


def chances(mixes: Numbers, people: int) -> Numbers:
    """How likely each outcome is under each mix."""
    ways = outcomes(people)
    orders = gammaln(people + 1) - gammaln(ways + 1).sum(axis=1)
    likely: Numbers = np.exp(orders + xlogy(ways[None], mixes[:, None, :]).sum(axis=2))
    return likely


def coverage(method: str, people: int, mixes: Numbers) -> Numbers:
    true = 100 * (mixes[:, 0] - mixes[:, 2])[:, None]
    low, high = limits(method, people).T
    held = (low - 1e-9 <= true) & (true <= high + 1e-9)
    held_in_percent: Numbers = 100 * (chances(mixes, people) * held).sum(axis=1)
    return held_in_percent


@pytest.mark.parametrize("people", SIZES)
@pytest.mark.parametrize("method", NAMED)
def test_the_coverage_of_named_mixes_is_the_known_one(method: str, people: int) -> None:
    place = SIZES.index(people)
    known = NAMED[method][place // 2][place % 2]
    found = coverage(method, people, np.array(MIXES) / 100)
    assert list(found) == pytest.approx(known, abs=WHOLE)


@pytest.mark.parametrize("people", SIZES)
@pytest.mark.parametrize("method", RANDOM)
def test_the_coverage_of_random_mixes_is_the_known_one(method: str, people: int) -> None:
    known, width = RANDOM[method][SIZES.index(people)]
    assert coverage(method, people, DRAWS).mean() == pytest.approx(known, abs=TENTH)
    low, high = limits(method, people).T
    widths = (chances(DRAWS, people) * (high - low)).sum(axis=1)
    assert widths.mean() == pytest.approx(width, abs=WHOLE)


@pytest.mark.parametrize("people", SIZES)
@pytest.mark.parametrize("method", WORST)
def test_the_coverage_in_bad_corners_is_the_known_one(method: str, people: int) -> None:
    found = np.percentile(coverage(method, people, DRAWS), 5)
    assert found == pytest.approx(WORST[method][SIZES.index(people)], abs=TENTH)


@pytest.mark.parametrize("people", SIZES)
def test_the_score_interval_is_the_best_in_bad_corners(people: int) -> None:
    score = coverage("score", people, DRAWS)
    for method in ("Wald", "t", "(3, T)", "Agresti-Min"):
        assert np.percentile(score, 5) > np.percentile(coverage(method, people, DRAWS), 5)
    assert np.percentile(score, 5) > 94.3


SHARES: dict[str, tuple[Callable[[int, int], Interval], dict[int, tuple[float, float]]]] = {
    "Wald": (wald, {5: (65, 5), 10: (78, 10), 20: (86, 18), 50: (91, 40), 200: (94, 80)}),
    "Wilson": (
        wilson,
        {5: (95.5, 83), 10: (95.4, 84), 20: (95.4, 90), 50: (95.2, 90), 200: (95.1, 93)},
    ),
    "Clopper-Pearson": (
        clopper_pearson,
        {5: (99.0, 98), 10: (98.4, 96), 20: (97.7, 96), 50: (96.9, 95)},
    ),
}


def of_shares() -> Iterator[tuple[str, int]]:
    for method, (_, known) in SHARES.items():
        for people in known:
            yield method, people


@pytest.mark.parametrize(("method", "people"), list(of_shares()))
def test_the_coverage_of_shares_is_the_known_one(method: str, people: int) -> None:
    """Mean and minimum over true shares of 50 to 99 % in steps of a tenth of a percent."""
    interval, known = SHARES[method]
    hits, true = np.arange(people + 1), np.linspace(0.5, 0.99, 491)[:, None]
    found = [interval(int(each), people) for each in hits]
    low, high = np.array([(each.low, each.high) for each in found]).T
    held = (low <= true) & (true <= high)
    covered = 100 * (stats.binom.pmf(hits, people, true) * held).sum(axis=1)
    mean, least = known[people]
    assert covered.mean() == pytest.approx(mean, abs=WHOLE if method == "Wald" else TENTH)
    assert covered.min() == pytest.approx(least, abs=WHOLE)


MEANS: dict[
    tuple[float, ...], dict[int, tuple[float, float]]
] = {  # shares of 1 to 5, and by size: the t interval, and the one with an added answer
    (0.04, 0.03, 0.08, 0.25, 0.60): {5: (92.1, 99.7), 10: (85.8, 99.3)},
    (0.01, 0.01, 0.03, 0.10, 0.85): {5: (55.5, 99.9), 10: (80.4, 99.8)},
    (0.30, 0.05, 0.05, 0.10, 0.50): {5: (88.9, 95.5), 10: (93.5, 95.5)},
}


def splits(people: int, scores: int) -> Iterator[tuple[int, ...]]:
    if scores == 1:
        yield (people,)
        return
    for first in range(people + 1):
        for rest in splits(people - first, scores - 1):
            yield (first, *rest)


@pytest.mark.parametrize("people", [5, 10])
@pytest.mark.parametrize("mix", MEANS)
def test_the_coverage_of_means_is_the_known_one(mix: tuple[float, ...], people: int) -> None:
    """The known figures were drawn, not enumerated: half a point is their own uncertainty."""
    true = sum(score * share for score, share in enumerate(mix, start=1))
    plain = cautious = 0.0
    for way in splits(people, len(mix)):
        chance = likely(way, mix)
        tally = dict(enumerate(way, start=1))
        plain += 100 * chance * (true in plain_mean(tally))
        cautious += 100 * chance * (true in cautious_mean(tally, scale_of("stars", 5)))
    assert (plain, cautious) == pytest.approx(MEANS[mix][people], abs=0.5)


def likely(way: tuple[int, ...], mix: tuple[float, ...]) -> float:
    orders = math.lgamma(sum(way) + 1) - sum(math.lgamma(count + 1) for count in way)
    return math.exp(orders + sum(k * math.log(p) for k, p in zip(way, mix, strict=True)))
