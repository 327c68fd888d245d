"""People who answer again and again do not make a figure surer than they are many."""

import math
import random
from collections import Counter
from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.regression.linear_model import OLS

from metrics.catalogue import METRICS, scale_of
from metrics.measure import change, measure
from metrics.repeats import NOBODY_TWICE, Repeats, design_effect, worths

POINTS = {"nps": 11, "csat": 5, "stars": 5}
PEOPLE = st.lists(st.lists(st.integers(1, 5), min_size=1, max_size=6), min_size=2, max_size=30)


def repeats_of(people: Sequence[Sequence[int]]) -> Repeats:
    """Every pair of answers of each person, one by one."""
    pairs = [pair for answers in people for pair in combinations(answers, 2)]
    return Repeats(
        pairs=len(pairs),
        sums=sum(a + b for a, b in pairs),
        products=sum(a * b for a, b in pairs),
        previous=sum(len(answers) - 1 for answers in people),
    )


def repeats_of_satisfied(people: Sequence[Sequence[int]]) -> Repeats:
    """The same of answers that are 1 or 0, by formulas."""
    return Repeats(
        pairs=sum(math.comb(len(answers), 2) for answers in people),
        sums=sum((len(answers) - 1) * sum(answers) for answers in people),
        products=sum(math.comb(sum(answers), 2) for answers in people),
        previous=sum(len(answers) - 1 for answers in people),
    )


@given(st.lists(st.lists(st.integers(0, 1), min_size=1, max_size=6), max_size=9))
def test_formulas_count_every_pair(people: list[list[int]]) -> None:
    assert repeats_of_satisfied(people) == repeats_of(people)


@given(PEOPLE)
def test_the_variance_is_that_of_regression_with_clusters(people: list[list[int]]) -> None:
    answers = [worth for each in people for worth in each]
    if len(set(answers)) == 1:
        return
    groups = [at for at, each in enumerate(people) for _ in each]
    fitted = OLS(np.array(answers, float), np.ones(len(answers))).fit(
        cov_type="cluster",
        cov_kwds={"groups": np.array(groups), "use_correction": False},
    )
    naive = np.var(answers) / len(answers)
    effect = design_effect(Counter(answers), repeats_of(people))
    wanted = float(fitted.bse[0]) ** 2 / naive + unseen(people)
    assert effect == pytest.approx(max(1.0, wanted), abs=1e-9)


def unseen(people: Sequence[Sequence[int]]) -> float:
    """What a twelfth of a person adds who says the farthest again and again."""
    answers = np.array([worth for each in people for worth in each], float)
    off = answers - answers.mean()
    each = sum(math.comb(len(given), 2) for given in people) / len(people)
    return float(2 * each * np.max(off**2) / np.sum(off**2)) / 12


def test_whoever_always_says_the_same_is_one_answer() -> None:
    people = [[5] * 4, [1] * 4, [5] * 4, [4] * 4] * 50
    answers = Counter(worth for each in people for worth in each)
    effect = design_effect(answers, repeats_of(people))
    assert effect == pytest.approx(4 + unseen(people))
    assert effect == pytest.approx(4, abs=0.01)  # of many people nobody is missing
    assert design_effect(Counter({5: 12}), repeats_of([[5] * 4] * 3)) == 4
    assert design_effect(answers, NOBODY_TWICE) == 1


def test_parts_add_up() -> None:
    assert Repeats(1, 9, 20, 1) + Repeats(2, 3, 4, 5) == Repeats(3, 12, 24, 6)


@pytest.mark.parametrize("metric", POINTS)
def test_a_metric_is_a_multiple_of_the_mean_worth(metric: str) -> None:
    scale = scale_of(metric, POINTS[metric])
    tally = {score: 3 + 2 * score for score in scale.scores}
    found = measure(metric, POINTS[metric], tally)
    assert found is not None
    worth = worths(metric, POINTS[metric])
    mean = sum(worth[score] * count for score, count in tally.items()) / sum(tally.values())
    assert found.value == pytest.approx(mean * (100 if METRICS[metric].kind == "net" else 1))


@pytest.mark.parametrize(
    ("share", "each", "before"),
    [(0.85, 2, 0.05), (0.85, 8, 0.16), (0.85, 20, 0.3), (0.95, 8, 0.16), (0.98, 20, 0.3)],
)
def test_without_any_change_a_verdict_falls_in_a_twentieth_of_comparisons(
    share: float, each: int, before: float
) -> None:
    """People who differ from one another, and answer `each` times in either of two periods."""
    chance, rounds, wrong, naive = random.Random(each), 300, 0, 0
    for _ in range(rounds):
        sides = [crowd(chance, share, people=30, each=each) for _ in range(2)]
        wrong += verdict(sides, told=True) != "unclear"
        naive += verdict(sides, told=False) != "unclear"
    assert wrong / rounds <= 0.05 + 2 * math.sqrt(0.05 * 0.95 / rounds)
    assert naive / rounds > before  # what was said while answers were taken for people


def crowd(chance: random.Random, share: float, *, people: int, each: int) -> list[list[int]]:
    """Give people who are satisfied in this share on average, each of their own (a beta)."""
    shares = [chance.betavariate(5 * share, 5 - 5 * share) for _ in range(people)]
    return [[int(chance.random() < share) for _ in range(each)] for share in shares]


def verdict(sides: Sequence[Sequence[Sequence[int]]], *, told: bool) -> str:
    found = []
    for people in sides:
        good = sum(map(sum, people))
        whole = sum(map(len, people))
        repeats = repeats_of_satisfied(people) if told else NOBODY_TWICE
        measured = measure("csat", 5, {5: good, 1: whole - good}, repeats)
        assert measured is not None
        assert measured.answers == whole
        assert measured.people == (len(people) if told else whole)
        found.append(measured)
    return change(*found).verdict
