"""Our score in the form of published figures, against counting answer by answer."""

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats import proportion

from metrics.measure import Measure, measure
from metrics.published import as_published
from metrics.tally import tally_of

ratings = st.lists(st.integers(1, 5), min_size=1, max_size=60)


def measured(metric: str, points: int, scores: list[int]) -> Measure:
    found = measure(metric, points, tally_of(scores))
    assert found is not None
    return found


@given(ratings)
def test_good_and_bad_leave_the_neutral_out(scores: list[int]) -> None:
    found = as_published("good", measured("csat", 5, scores))
    sided = [score > 3 for score in scores if score != 3]
    if not sided:
        assert found is None
        return
    assert found is not None
    assert found.value == pytest.approx(100 * statistics.fmean(sided))
    low, high = proportion.proportion_confint(sum(sided), len(sided), method="beta")
    assert found.interval.low == pytest.approx(100 * low, abs=1e-7)
    assert found.interval.high == pytest.approx(100 * high, abs=1e-7)


@given(ratings)
def test_an_index_is_the_mean_of_answers_on_nought_to_a_hundred(scores: list[int]) -> None:
    ours = measured("csat", 5, scores)
    found = as_published("index", ours)
    assert found is not None
    assert found.value == pytest.approx(statistics.fmean(25 * (score - 1) for score in scores))
    ends = (ours.mean_interval.low, ours.mean_interval.high)
    assert (found.interval.low, found.interval.high) == pytest.approx(
        tuple(25 * (end - 1) for end in ends)
    )


def test_nps_is_published_as_it_is() -> None:
    ours = measured("nps", 11, [10, 9, 8, 3, 10])
    found = as_published("nps", ours)
    assert found is not None
    assert (found.value, found.interval) == (ours.value, ours.interval)
