"""Groups beside one another: what is flagged is more than chance, and no order is made of noise."""

import random

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats
from scipy.optimize import brentq

from metrics.catalogue import METRICS
from metrics.control import Subgroup
from metrics.empirical_bayes import beta_prior, normal_prior
from metrics.funnel import limits, share_limits, team
from metrics.shares import Share
from metrics.tally import Tally, tally_of

SHARES = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
TARGETS = st.floats(0.02, 0.98)


def thumbs(up: int, people: int) -> Tally:
    return {2: up, 1: people - up}


@given(SHARES, TARGETS, st.sampled_from([0.95, 0.998]))
def test_a_share_is_outside_where_its_exact_tail_is_too_small(
    share: tuple[int, int], target: float, inside: float
) -> None:
    hits, people = share
    drawn, tail = share_limits(target, people, inside=inside), (1 - inside) / 2
    assert 0 <= drawn.low < target < drawn.high <= 1
    margin = 1e-9
    above, below = stats.binom.sf(hits - 1, people, target), stats.binom.cdf(hits, people, target)
    assume(min(abs(above - tail), abs(below - tail)) > 1e-12)  # 0.1 ** 3 is no number of a float
    assert (hits / people > drawn.high + margin) == (above < tail)
    assert (hits / people < drawn.low - margin) == (below < tail)


@given(TARGETS, st.integers(1, 400))
def test_a_funnel_is_one_person_wider_than_spiegelhalter_draws_it(
    target: float, people: int
) -> None:
    counts = stats.binom(people, target)
    hits = int(counts.ppf(0.999))
    part = (counts.cdf(hits) - 0.999) / counts.pmf(hits)
    expected = min(1.0, (hits + 1 - part) / people)
    drawn = share_limits(target, people, inside=0.998)
    assert drawn.high == pytest.approx(expected, abs=1e-7)
    mirrored = share_limits(1 - target, people, inside=0.998)
    assert drawn.low == pytest.approx(1 - mirrored.high, abs=1e-7)


@pytest.mark.parametrize("metric", ["nps", "csat", "stars", "score", "ces", "thumbs"])
def test_a_funnel_narrows_and_holds_the_whole(metric: str) -> None:
    form = METRICS[metric]
    whole = {score: 3 + score for score in form.scales[form.default_points].scores}
    widths = []
    for people in (1, 5, 25, 125, 3_125):
        inner, outer = limits(metric, form.default_points, whole, people)
        assert outer.low <= inner.low < inner.high <= outer.high
        widths.append(inner.width)
    assert widths == sorted(widths, reverse=True)


def test_the_limits_of_a_mean_are_normal() -> None:
    scores = [1] * 10 + [3] * 20 + [5] * 70
    inner, outer = limits("stars", 5, tally_of(scores), 49)
    spread = np.sqrt(np.var([*scores * 5, 1, 2, 3, 4, 5]) / 49)  # an answer spread evenly over 5
    mean = np.mean(scores)
    assert inner.low == pytest.approx(mean - stats.norm.ppf(0.975) * spread)
    assert outer.low == pytest.approx(mean - stats.norm.ppf(0.999) * spread)
    assert limits("stars", 5, tally_of(scores), 4)[1].high == 5


def test_a_funnel_needs_somebody() -> None:
    for whole, people in (({}, 5), ({5: 3}, 0)):
        with pytest.raises(ValueError, match="somebody"):
            limits("csat", 5, whole, people)
    assert team("csat", 5, {}) is None
    assert team("csat", 5, {"anna": {}}) is None


GROUPS = st.lists(SHARES, min_size=2, max_size=12)


def expected_squares(alike: float, people: list[int], whole: float) -> float:
    """What the squares should be if answers of one group are that much alike."""
    n = sum(people)
    each = [whole * (1 - whole) / k * (1 + (k - 1) * alike) for k in people]
    return sum(k * v * (1 - k / n) for k, v in zip(people, each, strict=True))


@given(GROUPS)
def test_the_prior_of_shares_is_that_of_moments(groups: list[tuple[int, int]]) -> None:
    shares, people = [Share(*group) for group in groups], [n for _, n in groups]
    prior = beta_prior(shares)
    whole = sum(hits for hits, _ in groups) / sum(people)
    squares = sum(s.people * (s.value - whole) ** 2 for s in shares)
    if prior is None:
        assert max(people) == 1 or squares <= expected_squares(0, people, whole) + 1e-9
        return
    assert prior.whole == whole
    if squares >= expected_squares(0.5, people, whole) - 1e-9:
        assert prior.weight == pytest.approx(1)
        return
    alike = brentq(lambda r: expected_squares(r, people, whole) - squares, 0, 0.5, xtol=1e-14)
    assert prior.weight == pytest.approx((1 - alike) / alike, rel=1e-4)
    assert prior.spread == pytest.approx(np.sqrt(alike * whole * (1 - whole)), rel=1e-4)


@given(GROUPS)
def test_a_drawn_in_share_is_that_of_the_beta_distribution(groups: list[tuple[int, int]]) -> None:
    prior = beta_prior([Share(*group) for group in groups])
    if prior is None:
        return
    for hits, people in groups:
        drawn = prior.shrunk(Share(hits, people))
        a = prior.whole * prior.weight + hits
        b = (1 - prior.whole) * prior.weight + people - hits
        assert drawn.value == pytest.approx(a / (a + b))
        assert drawn.above == pytest.approx(stats.beta.sf(prior.whole, a, b), abs=1e-9)
        low, high = sorted((hits / people, prior.whole))
        assert low - 1e-12 <= drawn.value <= high + 1e-12


@given(st.lists(st.lists(st.integers(1, 5), min_size=1, max_size=30), min_size=2, max_size=8))
def test_the_prior_of_means_is_that_of_the_analysis_of_variance(groups: list[list[int]]) -> None:
    sums = [Subgroup(float(np.mean(g)), len(g), float(np.var(g))) for g in groups]
    prior = normal_prior(sums, even=2.0)
    everybody = np.concatenate(groups)
    n, k = len(everybody), len(groups)
    within = (sum(((np.array(g) - np.mean(g)) ** 2).sum() for g in groups) + 2.0) / (n - k + 1)
    squares = sum(len(g) * (np.mean(g) - everybody.mean()) ** 2 for g in groups)
    between = (squares - (k - 1) * within) / (n - sum(len(g) ** 2 for g in groups) / n)
    if prior is None:
        assert between <= 1.001e-9 * within
        return
    assert prior.spread == pytest.approx(np.sqrt(between))
    for group in sums:
        precision = 1 / between + group.people / within
        centre = (everybody.mean() / between + group.value * group.people / within) / precision
        drawn = prior.shrunk(group)
        assert drawn.value == pytest.approx(centre)
        expected = stats.norm.sf(everybody.mean(), centre, np.sqrt(1 / precision))
        assert drawn.above == pytest.approx(expected, abs=1e-6)


def test_one_group_has_nobody_to_differ_from() -> None:
    assert beta_prior([Share(3, 9)]) is None
    assert beta_prior([]) is None
    assert normal_prior([Subgroup(4.0, 20, 1.0)], even=2.0) is None
    alone = team("stars", 5, {"anna": {5: 20}})
    assert alone is not None
    assert alone.spread == 0
    assert [(m.shrunk, m.outside) for m in alone.members] == [(None, None)]


@pytest.mark.parametrize("metric", ["thumbs", "stars", "nps"])
def test_members_keep_their_order_and_their_counts(metric: str) -> None:
    form = METRICS[metric]
    low, high = form.scales[form.default_points].low, form.scales[form.default_points].high
    tallies = {
        "zoe": {low: 2, high: 58},
        "nobody": {},
        "anna": {low: 40, high: 20},
        "few": {low: 4},
        "bo": {low: 3, high: 37},
    }
    found = team(metric, form.default_points, tallies)
    assert found is not None
    assert [m.key for m in found.members] == ["zoe", "anna", "few", "bo"]
    assert [m.people for m in found.members] == [60, 60, 4, 40]
    assert found.people == 164
    assert found.spread > 0
    outside = {m.key: m.outside for m in found.members}
    assert outside == {"zoe": "above", "anna": "below", "few": None, "bo": "above"}
    assert [m.shrunk is None for m in found.members] == [False, False, True, False]
    for member in found.members:
        if member.shrunk is not None:
            low_end, high_end = sorted((member.value, found.whole))
            assert low_end <= member.shrunk <= high_end


def test_equal_groups_show_no_difference() -> None:
    found = team("thumbs", 2, {name: thumbs(17, 20) for name in "abcdef"})
    assert found is not None
    assert found.spread == 0
    assert all(m.shrunk is None and m.outside is None for m in found.members)


def test_groups_that_agree_inside_are_still_few_answers() -> None:
    found = team("stars", 5, {"a": {5: 5}, "b": {5: 5}, "c": {5: 4, 4: 1}})
    assert found is not None
    assert all(m.outside is None for m in found.members)


@pytest.mark.parametrize(
    ("metric", "points", "low", "high"), [("thumbs", 2, 1, 2), ("stars", 5, 4, 5)]
)
@pytest.mark.parametrize(("given", "side"), [("high", "above"), ("low", "below")])
def test_one_small_group_beside_large_ones_is_told_by_the_funnel(
    metric: str, points: int, low: int, high: int, given: str, side: str
) -> None:
    """Groups that hardly differ draw a small one in so far that its own estimate says nothing."""
    halves = {name: {low: 1_000, high: 1_000} for name in "bcd"}
    found = team(metric, points, {"a": {high if given == "high" else low: 10}, **halves})
    assert found is not None
    assert [m.outside for m in found.members] == [side, None, None, None]


def agents(chance: random.Random, spread: float) -> dict[str, tuple[float, Tally]]:
    """Fifty agents around 85 %: median 25 answers, 3 to 300."""
    found = {}
    for number in range(50):
        people = min(300, max(3, round(chance.lognormvariate(np.log(25), 0.9))))
        true = min(0.995, max(0.3, chance.gauss(0.85, spread)))
        found[str(number)] = (
            true,
            thumbs(sum(chance.random() < true for _ in range(people)), people),
        )
    return found


def test_equal_agents_are_left_alone_and_different_ones_found() -> None:
    """Simulated agents: nearly no false flags, and about ten of fifty where they differ."""
    chance, rounds = random.Random(20261101), 30
    flagged = {0.0: 0, 0.1: 0}
    right = 0
    for spread in flagged:
        for _ in range(rounds):
            agents_now = agents(chance, spread)
            found = team("thumbs", 2, {key: tally for key, (_, tally) in agents_now.items()})
            assert found is not None
            for member in found.members:
                if member.outside is not None:
                    flagged[spread] += 1
                    true = agents_now[member.key][0]
                    right += (true > found.whole) == (member.outside == "above")
    assert flagged[0.0] / rounds < 0.3
    assert 6 < flagged[0.1] / rounds < 14
    assert right / sum(flagged.values()) > 0.95
