"""What holds for every metric in the catalogue, whatever people answer."""

import statistics
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.catalogue import METRICS, ScoreOffScaleError, UnknownMetricError, scale_of
from metrics.intervals import Interval
from metrics.means import deviation
from metrics.measure import Measure, NotComparableError, change, in_points, measure, verdict_of
from metrics.tally import Tally, merged, tally_of

FORMS = [(metric.name, points) for metric in METRICS.values() for points in metric.scales]
every_form = pytest.mark.parametrize(("metric", "points"), FORMS)


@st.composite
def answers(draw: st.DrawFn, metric: str, points: int, *, at_least: int = 1) -> list[int]:
    scores = st.sampled_from(list(scale_of(metric, points).scores))
    return draw(st.lists(scores, min_size=at_least, max_size=60))


def measured(metric: str, points: int, tally: Tally) -> Measure:
    result = measure(metric, points, tally)
    assert result is not None
    return result


def defined(metric: str, points: int, scores: list[int]) -> Fraction:
    """The metric by its definition, one answer at a time, in exact fractions."""
    scale = scale_of(metric, points)
    if METRICS[metric].kind == "mean":
        return Fraction(sum(scores), len(scores))
    if METRICS[metric].kind == "share":
        return Fraction(sum(score in scale.good for score in scores), len(scores))
    votes = [1 if score >= 9 else -1 if score <= 6 else 0 for score in scores]
    return 100 * Fraction(sum(votes), len(votes))


@every_form
def test_nobody_has_no_score(metric: str, points: int) -> None:
    assert measure(metric, points, {}) is None
    assert measure(metric, points, dict.fromkeys(scale_of(metric, points).scores, 0)) is None
    assert deviation({}) is None


@every_form
@settings(max_examples=25)
@given(data=st.data())
def test_a_value_is_what_its_definition_says(metric: str, points: int, data: st.DataObject) -> None:
    scores = data.draw(answers(metric, points))
    result = measured(metric, points, tally_of(scores))
    assert result.value == pytest.approx(float(defined(metric, points, scores)), abs=1e-12)
    assert result.mean == pytest.approx(statistics.fmean(scores), abs=1e-12)


@every_form
@settings(max_examples=25)
@given(data=st.data())
def test_everybody_is_counted_once(metric: str, points: int, data: st.DataObject) -> None:
    scores = data.draw(answers(metric, points))
    result = measured(metric, points, tally_of(scores))
    assert result.people == len(scores)
    assert sum(result.bands.values()) == len(scores)
    assert sum(result.tally.values()) == len(scores)
    assert list(result.tally) == list(scale_of(metric, points).scores)
    assert sum(result.share(band) for band in result.bands) == pytest.approx(1)
    assert result.good == sum(scores.count(score) for score in result.scale.good)


@every_form
@settings(max_examples=25)
@given(data=st.data())
def test_order_does_not_matter_and_tallies_add_up(
    metric: str, points: int, data: st.DataObject
) -> None:
    first = data.draw(answers(metric, points))
    second = data.draw(answers(metric, points))
    together = measured(metric, points, tally_of([*second, *reversed(first)]))
    assert measured(metric, points, merged(tally_of(first), tally_of(second))) == together


@every_form
@settings(max_examples=25)
@given(data=st.data())
def test_an_interval_holds_the_value_and_stays_on_the_scale(
    metric: str, points: int, data: st.DataObject
) -> None:
    result = measured(metric, points, tally_of(data.draw(answers(metric, points))))
    scale = result.scale
    low, high = {"net": (-100, 100), "share": (0, 1), "mean": (scale.low, scale.high)}[
        METRICS[metric].kind
    ]
    assert low <= result.interval.low <= result.value <= result.interval.high <= high
    assert scale.low <= result.mean_interval.low <= result.mean <= result.mean_interval.high
    assert result.mean_interval.high <= scale.high
    assert all(result.share(b) in i for b, i in result.share_intervals().items())
    assert -100 <= result.net <= 100


@every_form
@pytest.mark.parametrize("people", [1, 2, 5, 30, 1_000, 10_000_000])
def test_no_interval_is_ever_empty(metric: str, points: int, people: int) -> None:
    for score in scale_of(metric, points).scores:
        result = measured(metric, points, {score: people})
        assert result.interval.width > 0
        assert result.value in result.interval
        assert result.mean_interval.width > 0
        assert result.mean in result.mean_interval
        assert change(result, result).interval.width > 0


@every_form
@settings(max_examples=25)
@given(data=st.data())
def test_a_change_is_the_difference_and_turns_round(
    metric: str, points: int, data: st.DataObject
) -> None:
    before = measured(metric, points, tally_of(data.draw(answers(metric, points))))
    after = measured(metric, points, tally_of(data.draw(answers(metric, points))))
    there, back = change(before, after), change(after, before)
    assert there.difference == after.value - before.value
    assert there.interval.low - 1e-12 <= there.difference <= there.interval.high + 1e-12
    assert there.interval.low == pytest.approx(-back.interval.high, abs=1e-12)
    assert {there.verdict, back.verdict} in ({"up", "down"}, {"unclear"})


@every_form
@settings(max_examples=25)
@given(data=st.data())
def test_the_same_answers_are_no_clear_change(
    metric: str, points: int, data: st.DataObject
) -> None:
    result = measured(metric, points, tally_of(data.draw(answers(metric, points))))
    assert change(result, result).verdict == "unclear"


@every_form
def test_from_all_bad_to_all_good_is_up(metric: str, points: int) -> None:
    scale = scale_of(metric, points)
    bad = measured(metric, points, {scale.low: 30})
    good = measured(metric, points, {scale.high: 30})
    assert change(bad, good).verdict == "up"
    assert change(good, bad).verdict == "down"


@every_form
@pytest.mark.parametrize("score", [-1, 11, 5.5, "5"])
def test_a_score_off_the_scale_is_refused(metric: str, points: int, score: object) -> None:
    with pytest.raises(ScoreOffScaleError):
        measure(metric, points, {score: 1})  # type: ignore[dict-item]


def test_nobody_can_be_less_than_nobody() -> None:
    with pytest.raises(ValueError, match="-1 people"):
        measure("csat", 5, {5: 2, 4: -1})


@pytest.mark.parametrize(("metric", "points"), [("npps", 11), ("nps", 5), ("mood", 4)])
def test_an_unknown_metric_or_scale_is_refused(metric: str, points: int) -> None:
    with pytest.raises(UnknownMetricError):
        measure(metric, points, {1: 1})


def test_different_questions_do_not_compare() -> None:
    five = measured("csat", 5, {5: 10})
    for other in (measured("csat", 7, {7: 10}), measured("mood", 5, {5: 10})):
        with pytest.raises(NotComparableError):
            change(five, other)


def test_zero_is_a_score() -> None:
    assert measured("nps", 11, {0: 5, 10: 5}).value == 0
    assert measured("csat", 5, {1: 5}).value == 0


def test_without_people_between_a_net_score_is_a_share_read_twice() -> None:
    for up, down in product((0, 3, 17, 40), repeat=2):
        if up + down:
            net = measured("nps", 11, {10: up, 0: down}).interval
            share = measured("thumbs", 2, {2: up, 1: down}).interval
            assert net.low == pytest.approx(200 * share.low - 100, abs=1e-9)
            assert net.high == pytest.approx(200 * share.high - 100, abs=1e-9)


def test_top_box_stands_beside_a_share_of_more_than_one_score() -> None:
    assert measured("csat", 5, {5: 1, 4: 3}).top_box == 0.25
    assert measured("stars", 5, {5: 1, 4: 3}).top_box == 0.25
    assert measured("csat", 3, {3: 4}).top_box is None
    assert measured("nps", 11, {10: 4}).top_box is None


@given(st.floats(-1, 1), st.floats(0, 1))
def test_a_verdict_leaves_zero_out(low: float, width: float) -> None:
    inside = low <= 0 <= low + width
    sign = "up" if low > 0 else "down"
    assert verdict_of(Interval(low, low + width)) == ("unclear" if inside else sign)


@every_form
@settings(max_examples=25)
@given(data=st.data())
def test_a_share_has_a_hundred_points_and_the_others_are_as_they_are(
    metric: str, points: int, data: st.DataObject
) -> None:
    scores = data.draw(answers(metric, points))
    said = in_points(metric, measured(metric, points, tally_of(scores)).value)
    exact = defined(metric, points, scores) * (100 if METRICS[metric].kind == "share" else 1)
    assert said == pytest.approx(float(exact), abs=1e-9)
