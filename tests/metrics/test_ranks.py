"""Tests by rank and many tests at once, against SciPy and statsmodels."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests

from metrics.false_discoveries import benjamini_hochberg, holm, holm_levels
from metrics.mann_whitney import exact_p, mann_whitney
from metrics.tally import tally_of

RATINGS = st.lists(st.integers(1, 5), min_size=1, max_size=60)


@given(RATINGS, RATINGS)
def test_ranks_are_scipy(first: list[int], second: list[int]) -> None:
    ours = mann_whitney(tally_of(first), tally_of(second))
    assert ours is not None
    assert (ours.first, ours.second) == (len(first), len(second))
    if len({*first, *second}) == 1:
        assert (ours.higher, ours.p, ours.verdict) == (0.5, 1, "unclear")
        return
    theirs = stats.mannwhitneyu(first, second, method="asymptotic")
    assert ours.u == theirs.statistic
    assert ours.p == pytest.approx(min(1, theirs.pvalue), abs=1e-9)
    direction = "up" if theirs.statistic > len(first) * len(second) / 2 else "down"
    assert ours.verdict == (direction if theirs.pvalue < 0.05 else "unclear")


@given(RATINGS, RATINGS)
def test_the_chance_to_be_higher_is_that_over_all_pairs(
    first: list[int], second: list[int]
) -> None:
    ours = mann_whitney(tally_of(first), tally_of(second))
    assert ours is not None
    won = [(a > b) + (a == b) / 2 for a in first for b in second]
    assert ours.higher == pytest.approx(sum(won) / len(won))


@given(st.permutations(range(14)), st.integers(1, 13))
def test_counting_every_order_is_scipy(scores: list[int], cut: int) -> None:
    first, second = scores[:cut], scores[cut:]
    expected = stats.mannwhitneyu(first, second, method="exact").pvalue
    assert exact_p(tally_of(first), tally_of(second)) == pytest.approx(expected, abs=1e-12)


def test_ranks_need_somebody_and_counting_needs_no_ties() -> None:
    assert mann_whitney({}, {3: 1}) is None
    assert exact_p({1: 2}, {3: 1}) is None
    assert exact_p({}, {3: 1}) is None


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_false_discoveries_are_statsmodels(ps: list[float]) -> None:
    expected = multipletests(ps, method="fdr_bh")[1]
    assert benjamini_hochberg(ps) == pytest.approx(list(expected), abs=1e-12)


def test_no_test_finds_nothing() -> None:
    assert benjamini_hochberg([]) == ()


@given(st.lists(st.floats(0, 1), max_size=12))
def test_holm_is_that_of_statsmodels(ps: list[float]) -> None:
    found = [False] * len(ps)
    if ps:
        found, expected, *_ = multipletests(ps, alpha=0.05, method="holm")
        assert holm(ps) == pytest.approx(list(expected), abs=1e-12)
    levels = holm_levels(ps, mistaken=0.05)
    assert [p <= level for p, level in zip(ps, levels, strict=True)] == list(found)
