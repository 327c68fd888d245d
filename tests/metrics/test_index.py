"""The index: metrics read together, never without its parts."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.catalogue import METRICS
from metrics.index import ACSI_FORM_OHIO, EQUAL, Weights, acsi_form, satisfaction_index
from metrics.measure import Measure, measure
from metrics.small_numbers import SCORED

CSAT = measure("csat", 5, {5: 30, 3: 5, 1: 5})
NPS = measure("nps", 11, {10: 30, 8: 5, 0: 15})
CES = measure("ces", 7, {7: 10, 4: 10})


def test_the_index_is_the_mean_of_its_parts_on_a_hundred() -> None:
    index = satisfaction_index({"csat": CSAT, "nps": NPS, "ces": CES})
    assert index is not None
    values = {part.metric: part.value for part in index.parts}
    assert values == pytest.approx({"csat": 75, "nps": 65, "ces": 75})
    assert index.value == pytest.approx(215 / 3)
    assert index.version == EQUAL.version


def test_a_metric_that_is_not_asked_is_no_part() -> None:
    index = satisfaction_index({"csat": CSAT, "stars": measure("stars", 5, {1: 9})})
    assert index is not None
    assert [part.metric for part in index.parts] == ["csat"]
    assert index.value == 75
    assert satisfaction_index({}) is None
    assert satisfaction_index({"stars": CSAT}) is None


def test_one_part_with_too_few_answers_leaves_no_index_but_its_parts() -> None:
    few = measure("nps", 11, {10: SCORED - 1})
    index = satisfaction_index({"csat": CSAT, "nps": few, "ces": None})
    assert index is not None
    assert (index.value, index.interval) == (None, None)
    assert [(p.metric, p.people, p.missing) for p in index.parts] == [
        ("csat", 40, None),
        ("nps", SCORED - 1, "few"),
        ("ces", 0, "nobody"),
    ]
    assert [part.value for part in index.parts] == [75, None, None]


def test_weights_count_and_have_a_version() -> None:
    weights = Weights(version=4, of={"nps": 3.0, "csat": 1.0, "ces": 0.0})
    index = satisfaction_index({"csat": CSAT, "nps": NPS, "ces": CES}, weights=weights)
    assert index is not None
    assert index.value == pytest.approx((75 + 3 * 65) / 4)
    assert [part.metric for part in index.parts] == ["nps", "csat"]
    assert index.version == 4


COUNTS = st.lists(st.integers(0, 60), min_size=11, max_size=11).filter(lambda c: sum(c) >= SCORED)


def measured(metric: str, counts: list[int]) -> Measure:
    scale = METRICS[metric].scales[METRICS[metric].default_points]
    top = sum(counts[scale.points - 1 :])
    kept = [*counts[: scale.points - 1], top]
    result = measure(metric, scale.points, dict(zip(scale.scores, kept, strict=True)))
    assert result is not None
    return result


@given(COUNTS, COUNTS, COUNTS)
def test_the_index_stays_on_a_hundred_and_in_its_interval(
    csat: list[int], nps: list[int], ces: list[int]
) -> None:
    asked = {"csat": csat, "nps": nps, "ces": ces}
    measures = {metric: measured(metric, counts) for metric, counts in asked.items()}
    index = satisfaction_index(measures)
    assert index is not None
    assert index.value is not None
    assert index.interval is not None
    assert -1e-9 <= index.interval.low < index.value < index.interval.high <= 100 + 1e-9
    distances = []
    for part in index.parts:
        assert part.interval is not None
        assert part.value is not None
        distances.append((part.interval.high - part.value) / 3)
    assert index.interval.high - index.value == pytest.approx(math.hypot(*distances))


@pytest.mark.parametrize("metric", METRICS)
def test_every_metric_runs_from_0_to_100(metric: str) -> None:
    weights = Weights(version=1, of={metric: 1.0})
    scale = METRICS[metric].scales[METRICS[metric].default_points]
    for score, expected in ((scale.low, 0), (scale.high, 100)):
        every = measure(metric, scale.points, {score: 50})
        index = satisfaction_index({metric: every}, weights=weights)
        assert index is not None
        assert index.value == pytest.approx(expected)


@given(st.lists(st.floats(1, 10), min_size=3, max_size=3))
def test_the_three_question_form_is_the_sum_less_three_over_27(means: list[float]) -> None:
    assert acsi_form(means) == pytest.approx((sum(means) - 3) / 27 * 100, abs=1e-9)
    assert 0 <= acsi_form(means, weights=ACSI_FORM_OHIO) <= 100 + 1e-9


@pytest.mark.parametrize("means", [[0.5, 5, 5], [5, 5, 11]])
def test_the_three_questions_are_asked_on_ten_points(means: list[float]) -> None:
    with pytest.raises(ValueError, match="1-10"):
        acsi_form(means)
