"""A verdict that may be looked at all day: how far apart two windows have to lie."""

import math

import numpy as np
import pytest
from scipy.stats import norm

from metrics.looks import HORIZON, chance, needed, sureness
from metrics.measure import change, errors_apart, measure


def test_a_week_needs_nearly_four_standard_errors() -> None:
    assert needed(7) == pytest.approx(3.76, abs=0.005)


@pytest.mark.parametrize("days", [1, 7, 30, 92, 365])
def test_the_bound_is_where_the_formula_says_five_in_a_hundred(days: int) -> None:
    errors = needed(days)
    said = 3 * 90 / days * errors * norm.pdf(errors) + 2 * norm.sf(errors)
    assert said == pytest.approx(0.05, abs=1e-9)
    assert norm.interval(sureness(days))[1] == pytest.approx(errors, abs=1e-6)


@pytest.mark.parametrize(("days", "looks"), [(7, 1), (7, 8), (30, 1), (30, 8)])
def test_looking_for_three_months_calls_nothing_clear_in_19_of_20(days: int, looks: int) -> None:
    """Sums of independent pieces of a day, seen after each piece."""
    chances = np.random.default_rng(days * looks)
    window, pieces = days * looks, (HORIZON + 2 * days) * looks
    sums = np.cumsum(chances.standard_normal((2_000, pieces)), axis=1)
    sums = np.concatenate([np.zeros((2_000, 1)), sums], axis=1)
    after = sums[:, 2 * window :] - sums[:, window:-window]
    before = sums[:, window:-window] - sums[:, : -2 * window]
    apart = np.abs(after - before).max(axis=1) / math.sqrt(2 * window)
    assert np.mean(apart > needed(days)) <= 0.05
    assert np.mean(apart > 1.96) > 0.4  # what one look allows


def test_how_far_apart_two_measures_are_is_where_their_verdict_turns() -> None:
    before = measure("csat", 5, {5: 90, 1: 10})
    after = measure("csat", 5, {5: 70, 1: 30})
    assert before is not None
    assert after is not None
    errors = errors_apart(before, after)
    for least, verdict in ((errors - 0.01, "down"), (errors + 0.01, "unclear")):
        confidence = float(norm.cdf(least) - norm.cdf(-least))
        assert change(before, after, confidence=confidence).verdict == verdict
    assert chance(errors, 30) < 0.1
