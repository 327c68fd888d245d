"""Exact intervals and the functions beneath them against SciPy and statsmodels."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats
from statsmodels.stats import proportion

from metrics.exact import (
    binomial_at_least,
    binomial_at_most,
    binomial_p,
    clopper_pearson,
    poisson_interval,
)
from metrics.incomplete import beta_below, beta_quantile, gamma_below, gamma_quantile

SHAPES = st.floats(0.05, 5_000)
CHANCES = st.floats(1e-6, 1 - 1e-6)
SHARES = st.integers(1, 3_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
CONFIDENCES = st.sampled_from([0.8, 0.9, 0.95, 0.998])


@given(SHAPES, st.floats(0, 3))
def test_the_incomplete_gamma_function_is_scipy(shape: float, part: float) -> None:
    value = shape * part
    assert gamma_below(shape, value) == pytest.approx(special.gammainc(shape, value), abs=1e-10)


@given(SHAPES, SHAPES, st.floats(0, 1))
def test_the_incomplete_beta_function_is_scipy(a: float, b: float, value: float) -> None:
    assert beta_below(value, a, b) == pytest.approx(special.betainc(a, b, value), abs=1e-10)


@given(st.floats(0.5, 5_000), CHANCES)
def test_gamma_quantiles_are_scipy(shape: float, chance: float) -> None:
    expected = special.gammaincinv(shape, chance)
    assert gamma_quantile(shape, chance) == pytest.approx(expected, rel=1e-7)


@given(st.floats(0.5, 500), st.floats(0.5, 500), CHANCES)
def test_beta_quantiles_are_scipy(a: float, b: float, chance: float) -> None:
    found = beta_quantile(chance, a, b)
    assert special.betainc(a, b, found) == pytest.approx(chance, rel=1e-6)


@given(st.integers(0, 20_000), CONFIDENCES)
def test_the_poisson_interval_is_that_of_chi_square(events: int, confidence: float) -> None:
    tail = (1 - confidence) / 2
    low = stats.chi2.ppf(tail, 2 * events) / 2 if events else 0
    high = stats.chi2.isf(tail, 2 * events + 2) / 2
    ours = poisson_interval(events, confidence=confidence)
    assert (ours.low, ours.high) == pytest.approx((low, high), rel=1e-8)


@given(SHARES, CONFIDENCES)
def test_clopper_pearson_is_statsmodels(share: tuple[int, int], confidence: float) -> None:
    low, high = proportion.proportion_confint(*share, 1 - confidence, method="beta")
    ours = clopper_pearson(*share, confidence=confidence)
    assert (ours.low, ours.high) == pytest.approx((low, high), abs=1e-9)


@given(SHARES, st.floats(0.001, 0.999))
def test_binomial_tails_are_scipy(share: tuple[int, int], true: float) -> None:
    hits, people = share
    most, least = binomial_at_most(*share, true), binomial_at_least(*share, true)
    assert most == pytest.approx(stats.binom.cdf(hits, people, true), abs=1e-10)
    assert least == pytest.approx(stats.binom.sf(hits - 1, people, true), abs=1e-10, rel=1e-8)


@given(SHARES, st.floats(0.01, 0.99))
def test_the_exact_binomial_test_is_scipy(share: tuple[int, int], true: float) -> None:
    expected = stats.binomtest(*share, true).pvalue
    assert binomial_p(*share, true) == pytest.approx(expected, abs=1e-9)


def test_tails_hold_nobody_and_everybody() -> None:
    assert [binomial_at_most(hits, 4, 0.5) for hits in (-1, 4, 5)] == [0, 1, 1]
    assert [binomial_at_least(hits, 4, 0.5) for hits in (5, 0, -1)] == [0, 1, 1]
    assert clopper_pearson(0, 9).low == 0
    assert clopper_pearson(9, 9).high == 1
    assert binomial_p(5, 10, 0.5) == 1


def test_what_cannot_be_counted_is_refused() -> None:
    with pytest.raises(ValueError, match="-1 events"):
        poisson_interval(-1)
    with pytest.raises(ValueError, match="5 of 4 people"):
        clopper_pearson(5, 4)


def test_many_events_are_still_exact() -> None:
    ours = poisson_interval(1_000_000)
    low, high = stats.chi2.ppf(0.025, 2e6) / 2, stats.chi2.isf(0.025, 2e6 + 2) / 2
    assert (ours.low, ours.high) == pytest.approx((low, high), rel=1e-8)
