"""The range that is shown holds the truth, in the middle and at both ends of a scale."""

import math
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats
from scipy.special import gammaln

from metrics.bounded_mean import bounded_mean
from metrics.catalogue import scale_of
from metrics.intervals import Interval, cautious_mean, wilson
from metrics.measure import measure
from metrics.net_promoter import Net, tango

PROMISED = 0.94
TALLIES = st.lists(st.integers(0, 60), min_size=3, max_size=11).filter(lambda tally: sum(tally) > 0)


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_of_two_values_it_is_the_exact_interval_of_a_share(share: tuple[int, int]) -> None:
    hits, people = share
    found = bounded_mean({0: people - hits, 1: hits}, 0, 1)
    exact = stats.binomtest(hits, people).proportion_ci(0.95, "exact")
    assert (found.low, found.high) == pytest.approx((exact.low, exact.high), abs=1e-9)


def above(weights: Mapping[int, float], mean: float) -> float:
    """P(sum of gammas, each times its distance from the mean, > 0), by Gil-Pelaez 1951."""
    far = np.array([value - mean for value in weights])
    shapes = np.array(list(weights.values()))

    def inner(u: float) -> float:
        phase = float(np.sum(shapes * np.arctan(u * far)))
        size = float(np.sum(-shapes / 2 * np.log1p((u * far) ** 2)))
        return math.sin(phase) * math.exp(size) / u

    whole = float(integrate.quad(inner, 0, np.inf, limit=2000)[0])
    return 0.5 + whole / math.pi


@given(TALLIES)
def test_the_upper_end_is_a_quantile_after_one_more_best_answer(tally: list[int]) -> None:
    weights = {value: float(count) for value, count in enumerate(tally) if count}
    high = len(tally) - 1
    found = bounded_mean(weights, 0, high).high
    weights[high] = weights.get(high, 0.0) + 1.0
    if len(weights) < 3:
        return
    low, top = found - 0.003 * high, found + 0.003 * high  # what the saddlepoint may be off by
    assert top >= high or above(weights, top) < 0.025
    assert above(weights, low) > 0.025


@given(TALLIES)
def test_turning_the_scale_round_turns_the_range_round(tally: list[int]) -> None:
    high = len(tally) - 1
    found = bounded_mean(dict(enumerate(tally)), 0, high)
    turned = bounded_mean(dict(enumerate(reversed(tally))), 0, high)
    assert (found.low, found.high) == pytest.approx((high - turned.high, high - turned.low))


@given(TALLIES, st.floats(1, 30))
def test_it_holds_the_mean_and_grows_when_the_answers_tell_less(
    tally: list[int], design: float
) -> None:
    high = len(tally) - 1
    mean = sum(value * count for value, count in enumerate(tally)) / sum(tally)
    found = bounded_mean(dict(enumerate(tally)), 0, high)
    told = bounded_mean({v: count / design for v, count in enumerate(tally)}, 0, high)
    assert 0 <= told.low <= found.low + 1e-6
    assert found.low <= mean + 1e-9
    assert mean - 1e-9 <= found.high
    assert found.high - 1e-6 <= told.high <= high


def test_nobody_has_no_range() -> None:
    with pytest.raises(ValueError, match="no mean"):
        bounded_mean({0: 0, 1: 0}, 0, 1)


SHARES = (0.5, 0.7, 0.8, 0.85, 0.9, 0.95, 0.97, 0.98, 0.99, 0.995)
PEOPLE = (5, 10, 20, 50, 100, 200)


@pytest.mark.parametrize("people", PEOPLE)
def test_a_share_is_covered_in_every_corner(people: int) -> None:
    ours = [shown("csat", {5: hits, 1: people - hits}) for hits in range(people + 1)]
    wider = []
    for share in SHARES:
        chances = stats.binom.pmf(range(people + 1), people, share)
        held = sum(p for p, found in zip(chances, ours, strict=True) if share in found)
        assert held >= PROMISED
        old = sum(p * wilson(hits, people).width for hits, p in enumerate(chances))
        wider.append(sum(p * each.width for p, each in zip(chances, ours, strict=True)) / old)
    assert max(wider) < 1.3
    assert sum(wider) / len(wider) < 1.25


MIXES = (  # against, between, for: those of the coverage table, and the ends where good desks live
    *((0.2, 0.3, 0.5), (0.05, 0.15, 0.8), (0.02, 0.08, 0.9), (0.6, 0.25, 0.15), (0.5, 0, 0.5)),
    *((0.01, 0.01, 0.98), (0, 0.05, 0.95), (0.005, 0.015, 0.98), (0, 0.01, 0.99), (0.98, 0.02, 0)),
)


@pytest.mark.parametrize("people", PEOPLE[:-1])
def test_a_net_score_is_covered_in_every_corner(people: int) -> None:
    held, width, old = (dict.fromkeys(range(len(MIXES)), 0.0) for _ in range(3))
    for net in nets(people):
        chances = {at: chance_of(net, mix) for at, mix in enumerate(MIXES)}
        likely = {at: p for at, p in chances.items() if p > 1e-6}
        if not likely:
            continue
        found, before = score_of(net), tango(Net(*reversed(net))).width
        for at, p in likely.items():
            against, _, promoters = MIXES[at]
            held[at] += p * (found.low - 1e-9 <= 100 * (promoters - against) <= found.high + 1e-9)
            width[at] += p * found.width
            old[at] += p * before
    assert min(held[at] for at in range(len(MIXES))) >= PROMISED
    wider = [width[at] / old[at] for at in range(len(MIXES))]
    assert max(wider) < 1.3
    assert sum(wider) / len(wider) < 1.25


RATINGS = (  # 1 to 5: those of the table of means, and lopsided ones
    *((0.04, 0.03, 0.08, 0.25, 0.60), (0.01, 0.01, 0.03, 0.10, 0.85), (0.3, 0.05, 0.05, 0.1, 0.5)),
    *((0.02, 0, 0, 0.01, 0.97), (0.01, 0, 0, 0, 0.99), (0.005, 0, 0.005, 0.005, 0.985)),
    (0, 0, 0.02, 0.96, 0.02),
)


@pytest.mark.parametrize("people", [5, 10, 50, 100, 200])
@pytest.mark.parametrize("mix", RATINGS)
def test_a_mean_of_stars_is_covered_in_every_corner(mix: Sequence[float], people: int) -> None:
    rounds, held, width, old = 800, 0, 0.0, 0.0
    chance = random.Random(f"{mix} {people}")
    true = sum(star * share for star, share in enumerate(mix, 1))
    for _ in range(rounds):
        given_stars = Counter(chance.choices(range(1, 6), mix, k=people))
        found, before = mean_of(tuple(given_stars[star] for star in range(1, 6)))
        held += found.low - 1e-6 <= true <= found.high + 1e-6
        width, old = width + found.width, old + before
    assert held / rounds >= PROMISED
    assert width / old < (1.25 if max(mix) < 0.8 else 1.9)


def shown(metric: str, tally: Mapping[int, int]) -> Interval:
    found = measure(metric, 5, tally)
    assert found is not None
    return found.interval


def nets(people: int) -> Iterator[tuple[int, int, int]]:
    for against in range(people + 1):
        for between in range(people + 1 - against):
            yield against, between, people - against - between


def chance_of(net: tuple[int, int, int], mix: tuple[float, float, float]) -> float:
    if any(count and not share for count, share in zip(net, mix, strict=True)):
        return 0.0
    logs = [count * math.log(share) for count, share in zip(net, mix, strict=True) if count]
    ways = gammaln(sum(net) + 1) - sum(gammaln(count + 1) for count in net)
    return math.exp(ways + sum(logs))


def score_of(net: tuple[int, int, int]) -> Interval:
    against, between, promoters = net
    found = measure("nps", 11, {0: against, 7: between, 10: promoters})
    assert found is not None
    return found.interval


@cache
def mean_of(stars: tuple[int, ...]) -> tuple[Interval, float]:
    tally = dict(enumerate(stars, 1))
    found = measure("stars", 5, tally)
    assert found is not None
    return found.interval, cautious_mean(tally, scale_of("stars", 5)).width
