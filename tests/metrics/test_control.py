"""Alerts: they find what happened, and are quiet when nothing did."""

import statistics
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from metrics.catalogue import METRICS
from metrics.control import (
    Baseline,
    Subgroup,
    baseline,
    cumulative_sums,
    distance,
    moved_most,
    p_chart,
    subgroup,
    together,
    unit_worths,
)
from metrics.measure import measure

FORMS = [(metric.name, points) for metric in METRICS.values() for points in metric.scales]
QUIET = Baseline(value=0.85, variance=0.85 * 0.15, sigma_z=1.0, subgroups=40, people=1_200)


def share(hits: int, people: int) -> Subgroup:
    value = hits / people
    return Subgroup(value, people, value * (1 - value))


@pytest.mark.parametrize(("metric", "points"), FORMS)
@settings(max_examples=25)
@given(data=st.data())
def test_a_metric_is_the_mean_of_what_its_answers_count_for(
    metric: str, points: int, data: st.DataObject
) -> None:
    scores = list(METRICS[metric].scales[points].scores)
    given_scores = data.draw(st.lists(st.sampled_from(scores), min_size=1, max_size=40))
    tally = {score: given_scores.count(score) for score in scores}
    group, whole = subgroup(metric, points, tally), measure(metric, points, tally)
    assert group is not None
    assert whole is not None
    counted = [unit_worths(metric, points)[score] for score in given_scores]
    assert group.people == whole.people
    assert group.value == pytest.approx(whole.value, abs=1e-12)
    assert group.variance == pytest.approx(statistics.pvariance(counted), abs=1e-9)


def test_nobody_is_no_subgroup() -> None:
    assert subgroup("csat", 5, {}) is None
    assert together([]) is None
    assert together([Subgroup(0.3, 0, 0.0)]) is None


SCORES = st.lists(st.integers(0, 10), min_size=1, max_size=30)


@given(st.lists(SCORES, min_size=1, max_size=6))
def test_subgroups_add_up_as_if_all_answered_into_one(groups: list[list[int]]) -> None:
    parts = [Subgroup(statistics.fmean(g), len(g), statistics.pvariance(g)) for g in groups]
    whole, everybody = together(parts), [score for g in groups for score in g]
    assert whole is not None
    assert whole.people == len(everybody)
    assert whole.value == pytest.approx(statistics.fmean(everybody))
    assert whole.variance == pytest.approx(statistics.pvariance(everybody), abs=1e-9)


def test_a_baseline_needs_twenty_subgroups_or_two_hundred_answers() -> None:
    assert baseline([share(9, 10)] * 19) is None
    assert baseline([share(9, 10)] * 20) is not None
    assert baseline([share(90, 100)] * 2) is not None
    assert baseline([share(99, 199)]) is None
    empty = Subgroup(0.0, 0, 0.0)
    assert baseline([*[share(9, 10)] * 19, *[empty] * 9]) is None
    assert baseline([]) is None


@given(st.lists(st.integers(0, 40), min_size=20, max_size=40).filter(any))
def test_a_baseline_pools_and_its_sigma_is_laneys(hits: list[int]) -> None:
    usual = baseline([share(each, 50) for each in hits])
    assert usual is not None
    whole = sum(hits) / len(hits) / 50
    assert usual.value == pytest.approx(whole)
    assert usual.variance == pytest.approx(whole * (1 - whole))
    zs = [(each / 50 - whole) / np.sqrt(whole * (1 - whole) / 50) for each in hits]
    ranges = [abs(b - a) for a, b in pairwise(zs)]
    assert usual.sigma_z == pytest.approx(statistics.fmean(ranges) / 1.128)


def test_a_baseline_that_moves_by_itself_widens_the_limits() -> None:
    restless = baseline([share(180 if week % 2 else 150, 200) for week in range(30)])
    assert restless is not None
    assert restless.sigma_z > 3
    still = Baseline(restless.value, restless.variance, 1.0, 30, 6_000)
    wide, narrow = (p_chart(each, 200, low=-9, high=9) for each in (restless, still))
    assert wide.width == pytest.approx(narrow.width * restless.sigma_z)


def test_a_chart_is_cut_at_the_ends_of_the_scale() -> None:
    assert p_chart(QUIET, 10).high == 1
    stars = Baseline(value=4.5, variance=0.7, sigma_z=0.9, subgroups=20, people=400)
    drawn = p_chart(stars, 49, low=1, high=5)
    assert (drawn.low, drawn.high) == pytest.approx((4.5 - 3 * 0.7**0.5 / 7, 4.5 + 3 * 0.1195229))
    with pytest.raises(ValueError, match="nobody"):
        p_chart(QUIET, 0)


def test_cumulative_sums_start_over_at_the_target() -> None:
    assert cumulative_sums([], target=3) == ()
    assert cumulative_sums([3, 4, 2], target=3) == (0, 1, 0)


halves = st.tuples(st.integers(0, 60), st.integers(0, 60)).filter(sum)


@given(halves, halves)
def test_a_distance_is_welchs_t_of_ten_answers_and_more(
    before: tuple[int, int], after: tuple[int, int]
) -> None:
    one, other = (share(hits, hits + misses) for hits, misses in (before, after))
    said = distance(one, other)
    if min(one.people, other.people) < 10 or not one.variance + other.variance:
        assert said == 0
        return
    ends = [part for each in (other, one) for part in (each.value, each.variance**0.5, each.people)]
    theirs = stats.ttest_ind_from_stats(*ends, equal_var=False)
    assert said == pytest.approx(theirs.statistic, abs=1e-9)


def test_nobody_is_at_no_distance() -> None:
    assert distance(None, share(10, 20)) == distance(share(10, 20), None) == 0


@given(st.dictionaries(st.sampled_from("abcdef"), st.tuples(halves, halves)), st.booleans())
def test_what_moved_most_is_clear_and_ordered(
    parts: dict[str, tuple[tuple[int, int], tuple[int, int]]], down: bool
) -> None:
    groups = {
        key: (share(one[0], sum(one)), share(other[0], sum(other)))
        for key, (one, other) in parts.items()
    }
    far = {key: (-1 if down else 1) * distance(*sides) for key, sides in groups.items()}
    chosen = moved_most(groups, down=down, most=3)
    assert [far[key] for key in chosen] == sorted(
        (each for each in far.values() if each > 2), reverse=True
    )[:3]
