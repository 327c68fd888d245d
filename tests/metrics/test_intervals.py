"""Intervals against other people's software, and against their slow definitions."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.optimize import brentq
from statsmodels.stats import proportion

from metrics.catalogue import Scale, scale_of
from metrics.differences import adjusted_net_difference, newcombe, pooled_test
from metrics.distributions import two_sided_p, two_sided_t, two_sided_z
from metrics.intervals import cautious_mean, plain_mean, simultaneous_shares, wald, wilson
from metrics.net_promoter import Net, adjusted_wald, net_promoter, plain_t, standard_error, tango
from metrics.shares import Share

SHARES = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
CONFIDENCES = st.sampled_from([0.8, 0.9, 0.95, 0.99])
FIVE = scale_of("csat", 5)


@st.composite
def nets(draw: st.DrawFn, *, at_least: int = 1) -> Net:
    people = st.integers(0, 150)
    return draw(
        st.builds(Net, people, people, people).filter(lambda net: net.people >= at_least),
    )


@given(SHARES, CONFIDENCES)
def test_wilson_is_statsmodels(share: tuple[int, int], confidence: float) -> None:
    hits, people = share
    low, high = proportion.proportion_confint(hits, people, 1 - confidence, method="wilson")
    ours = wilson(hits, people, confidence=confidence)
    assert (ours.low, ours.high) == pytest.approx((low, high), abs=1e-9)


@given(SHARES)
def test_wald_is_statsmodels(share: tuple[int, int]) -> None:
    low, high = proportion.proportion_confint(*share, method="normal")
    ours = wald(*share)
    assert (ours.low, ours.high) == pytest.approx((max(0, low), min(1, high)), abs=1e-9)


@pytest.mark.parametrize("people", [1, 7, 38, 77, 10**7])
def test_wilson_ends_exactly_at_nobody_and_everybody(people: int) -> None:
    assert wilson(0, people).low == 0
    assert wilson(people, people).high == 1


@pytest.mark.parametrize(("hits", "people"), [(0, 0), (-1, 4), (5, 4)])
def test_what_is_no_share_is_refused(hits: int, people: int) -> None:
    with pytest.raises(ValueError, match="is not a share"):
        wilson(hits, people)
    with pytest.raises(ValueError, match="is not a share"):
        Share(hits, people)


@given(st.lists(st.integers(1, 300), min_size=2, max_size=7))
def test_simultaneous_shares_are_statsmodels(counts: list[int]) -> None:
    theirs = proportion.multinomial_proportions_confint(counts, method="goodman")
    for ours, (low, high) in zip(simultaneous_shares(counts), theirs, strict=True):
        assert (ours.low, ours.high) == pytest.approx((low, high), abs=1e-9)


@given(SHARES, SHARES)
def test_newcombe_is_statsmodels(first: tuple[int, int], second: tuple[int, int]) -> None:
    low, high = proportion.confint_proportions_2indep(
        *first, *second, method="newcomb", compare="diff"
    )
    ours = newcombe(Share(*first), Share(*second))
    assert (ours.low, ours.high) == pytest.approx((low, high), abs=1e-9)


def test_the_pooled_test_of_the_same_is_no_difference() -> None:
    assert pooled_test(Share(5, 5), Share(9, 9)) == (0.0, 1.0)


@pytest.mark.parametrize("confidence", [0.5, 0.8, 0.95, 0.998])
@pytest.mark.parametrize("freedom", [*range(1, 210), 1_000, 10**5, 10**7])
def test_student_is_scipy(freedom: int, confidence: float) -> None:
    expected = stats.t.ppf((1 + confidence) / 2, freedom)
    assert two_sided_t(confidence, freedom) == pytest.approx(expected, rel=1e-8)


def test_student_needs_a_degree_of_freedom() -> None:
    with pytest.raises(ValueError, match="degree of freedom"):
        two_sided_t(0.95, 0)


@given(st.floats(-8, 8))
def test_two_sided_p_is_scipy(z: float) -> None:
    assert two_sided_p(z) == pytest.approx(2 * stats.norm.sf(abs(z)), abs=1e-12)


@given(st.lists(st.integers(0, 40), min_size=5, max_size=5).filter(any), CONFIDENCES)
def test_the_cautious_mean_is_student_with_one_more_answer(
    counts: list[int], confidence: float
) -> None:
    low, high = slow_cautious_mean(counts, FIVE, confidence)
    ours = cautious_mean(dict(enumerate(counts, start=1)), FIVE, confidence=confidence)
    assert (ours.low, ours.high) == pytest.approx((max(low, 1), min(high, 5)), abs=1e-7)


def slow_cautious_mean(counts: list[int], scale: Scale, confidence: float) -> tuple[float, float]:
    """Five copies of every answer and one of each score: weights of a fifth, as whole answers."""
    scores = [s for s, n in zip(scale.scores, counts, strict=True) for _ in range(5 * n)]
    scores += list(scale.scores)
    people = len(scores) / 5
    mean = sum(scores) / len(scores)
    squares = sum((score - mean) ** 2 for score in scores) / 5
    error = math.sqrt(squares / (people - 1) / people)
    low, high = stats.t.interval(confidence, people - 1, loc=mean, scale=error)
    return float(low), float(high)


@given(st.lists(st.integers(1, 5), min_size=2, max_size=80).filter(lambda s: len(set(s)) > 1))
def test_the_plain_mean_is_scipy(scores: list[int]) -> None:
    low, high = stats.ttest_1samp(scores, 0).confidence_interval(0.95)
    ours = plain_mean({score: scores.count(score) for score in scores})
    assert (ours.low, ours.high) == pytest.approx((low, high), abs=1e-7)


@given(nets(), CONFIDENCES)
def test_tango_ends_where_the_likeliest_answers_stop_being_credible(
    net: Net, confidence: float
) -> None:
    score = (net.promoters - net.detractors) / net.people
    ours = tango(net, confidence=confidence)
    z = two_sided_z(confidence)
    if net.detractors < net.people:
        assert ours.low == pytest.approx(100 * slow_limit(net, score, -1.0, z), abs=2e-4)
    if net.promoters < net.people:
        assert ours.high == pytest.approx(100 * slow_limit(net, score, 1.0, z), abs=2e-4)


def slow_limit(net: Net, score: float, end: float, z: float) -> float:
    """Where |z| reaches its bound, with the likelihood maximised by root finding."""

    def over(delta: float) -> float:
        spread = max(0.0, 2 * slow_against(net, delta) + delta * (1 - delta))
        return abs(score - delta) - z * math.sqrt(spread / net.people)

    near_score, near_end = score + (end - score) * 1e-7, end * (1 - 1e-9)
    return float(brentq(over, near_score, near_end, xtol=1e-10))


def slow_against(net: Net, delta: float) -> float:
    """The share q of detractors that makes the answers likeliest when p = q + delta."""
    low, high = max(0.0, -delta), (1 - delta) / 2

    def slope(q: float) -> float:
        between = ratio(net.passives, 1 - 2 * q - delta)
        return ratio(net.detractors, q) + ratio(net.promoters, q + delta) - 2 * between

    tiny = (high - low) * 1e-12
    first, last = low + tiny, high - tiny
    if slope(first) <= 0:
        return low
    if slope(last) >= 0:
        return high
    return float(brentq(slope, first, last, xtol=1e-15))


def ratio(count: float, share: float) -> float:
    if count == 0:
        return 0.0
    return count / share if share > 0 else math.inf


@given(nets(at_least=200))
def test_adjusted_wald_agrees_with_tango_for_many_people(net: Net) -> None:
    ours, check = tango(net), adjusted_wald(net)
    assert (ours.low, ours.high) == pytest.approx((check.low, check.high), abs=2.0)


@given(nets())
def test_turning_everybody_round_turns_the_interval_round(net: Net) -> None:
    ours, turned = tango(net), tango(Net(net.detractors, net.passives, net.promoters))
    assert (ours.low, ours.high) == pytest.approx((-turned.high, -turned.low), abs=1e-9)


@given(nets(at_least=2).filter(lambda net: 0 < net.promoters < net.people))
def test_the_t_interval_of_a_net_score_is_scipy(net: Net) -> None:
    votes = np.repeat([1, 0, -1], [int(net.promoters), int(net.passives), int(net.detractors)])
    low, high = stats.ttest_1samp(votes, 0).confidence_interval(0.95)
    ours = plain_t(net)
    assert (ours.low, ours.high) == pytest.approx((100 * low, 100 * high), abs=1e-6)
    assert standard_error(net) == pytest.approx(
        100 * stats.sem(votes, ddof=0),
        abs=1e-9,
    )


@given(nets(), nets())
def test_comparing_net_scores_both_ways_is_the_same_test(first: Net, second: Net) -> None:
    there, back = adjusted_net_difference(first, second), adjusted_net_difference(second, first)
    assert there.p == pytest.approx(back.p)
    assert there.difference == pytest.approx(-back.difference)


def test_nobody_has_no_net_score() -> None:
    assert net_promoter(Net(0, 0, 0)) is None
