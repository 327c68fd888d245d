"""A slow level is followed: what is usual, what leaves it, when that began, and its return."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.control import Baseline, Subgroup, baseline
from metrics.excursions import (
    FEWEST_WEEKS,
    LAMBDA,
    WIDTH,
    WINDOW,
    Watched,
    crossed,
    follow,
    learnt,
    level_after,
    residual,
    usual_of,
)
from tests.metrics.weekly_worlds import share

QUIET = Baseline(value=0.85, variance=0.85 * 0.15, sigma_z=1.0, subgroups=20, people=2000)


def sides(watched: list[Watched]) -> list[str | None]:
    return [each.excursion.direction if each.excursion else None for each in watched]


WEEKS = st.lists(st.tuples(st.integers(0, 12), st.integers(40, 60)), min_size=1, max_size=40)


@settings(max_examples=60)
@given(WEEKS)
def test_each_week_is_judged_by_the_twenty_before_it(weeks: list[tuple[int, int]]) -> None:
    """Computed anew, answer by answer; the baseline counts as twenty weeks of 100 alike."""
    watched = follow(QUIET, [share(people - bad, people) for bad, people in weeks])
    past = [(85.0, 100.0)] * 20
    level, squares = 0.0, list[float]()
    for place, (each, (bad, people)) in enumerate(zip(watched, weeks, strict=True)):
        good, whole = (sum(part) for part in zip(*past[-20:], strict=True))
        usual, own = good / whole, 1 - bad / people
        variance = max(usual * (1 - usual), (usual * (1 - usual) + own * (1 - own)) / 2)
        error = math.sqrt(variance * (1 / people + 1 / whole))
        level = 0.6 * (own - usual) / error + 0.4 * level
        assert each.ewma == pytest.approx(level)
        spread = math.sqrt(sum(0.36 * 0.16**back for back in range(place + 1)))
        squares.append((level / spread) ** 2)
        known = [1.0] * 20 + squares[:-2]
        more = max(0.0, math.sqrt(sum(known) / len(known)) - 1)
        wide = 2.85 * spread * (1 + more * (1 + 10 / math.sqrt(len(known))))
        assert each.limit == pytest.approx(wide)
        assert (each.excursion is not None) is (abs(level) > wide)
        if each.excursion is not None:
            return
        past.append((people - bad, people))


def test_a_fall_is_found_and_a_rise_as_well() -> None:
    assert sides(follow(QUIET, [share(62, 100)] * 2)) == ["down", "down"]
    assert sides(follow(QUIET, [share(75, 100)] * 3))[-1] == "down"
    assert sides(follow(QUIET, [share(100, 100)] * 3))[-1] == "up"


def test_a_slow_drift_becomes_what_is_usual() -> None:
    """Ten points in a year: a frozen baseline would tell of it."""
    drift = [share(850 - 2 * week, 1000) for week in range(50)]
    usual = Baseline(0.85, 0.85 * 0.15, 1.0, 20, 20_000)
    watched = follow(usual, drift)
    assert set(sides(watched)) == {None}
    assert watched[-1].usual.answers.value == pytest.approx(0.771)


def test_what_is_usual_is_said_with_the_weeks_that_it_comes_from() -> None:
    level = level_after(QUIET, [])
    assert (level.weeks, level.first, level.end) == (WINDOW, -WINDOW, 0)
    assert level.answers.people == 2000
    assert level.answers.value == pytest.approx(0.85)
    watched = follow(QUIET, [share(84, 100), share(86, 100)] * 12)
    assert (watched[4].usual.first, watched[4].usual.weeks) == (-15, WINDOW)
    last = level_after(QUIET, watched)
    assert (last.first, last.end, last.weeks, last.answers.people) == (4, 24, 20, 2000)
    young = Baseline(0.85, 0.1275, 1.0, 10, 1000)
    assert level_after(young, follow(young, [share(85, 100)] * 2)).answers.people == 1200


def test_while_it_is_outside_nothing_is_learnt() -> None:
    watched = follow(QUIET, [share(85, 100)] * 5 + [share(70, 100)] * 40)
    assert sides(watched)[5:] == ["down"] * 40
    assert {each.usual for each in watched[5:]} == {watched[4].usual}
    assert watched[-1].usual.answers.value == pytest.approx(0.85)


def test_after_a_return_what_was_usual_stays_so_for_ten_weeks() -> None:
    weeks = [share(85, 100)] * 3 + [share(60, 100)] * 3 + [share(87, 100)] * 20
    watched = follow(QUIET, weeks)
    over = sides(watched).index(None, 3)
    assert over < 10
    assert set(sides(watched)[over:]) == {None}
    kept = [each.usual for each in watched[over : over + FEWEST_WEEKS - 1]]
    assert set(kept) == {watched[2].usual}
    later = watched[over + FEWEST_WEEKS - 1].usual
    assert (later.first, later.weeks) == (over, 10)
    assert later.answers.value == pytest.approx(0.87)


def test_a_rise_after_a_fall_is_an_event_of_its_own() -> None:
    watched = follow(QUIET, [share(60, 100)] * 2 + [share(100, 100)] * 6)
    assert sides(watched)[-1] == "up"
    found = watched[-1].excursion
    assert found is not None
    assert found.began >= 2


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=30))
def test_no_week_of_few_answers_begins_an_event(weeks: list[tuple[int, int]]) -> None:
    groups = [share(min(hits, people), people) for hits, people in weeks]
    for each in follow(QUIET, groups):
        if each.excursion is not None:
            assert groups[each.excursion.at].people >= 10
            assert 0 <= each.excursion.began <= each.excursion.at


@given(WEEKS, WEEKS)
def test_later_weeks_change_nothing_of_before(
    weeks: list[tuple[int, int]], more: list[tuple[int, int]]
) -> None:
    first, rest = ([share(people - bad, people) for bad, people in part] for part in (weeks, more))
    assert follow(QUIET, first + rest)[: len(first)] == follow(QUIET, first)


def test_few_answers_are_not_lost() -> None:
    watched = follow(QUIET, [share(1, 9)] * 8)
    assert set(sides(watched)) == {None}
    assert watched[0].ewma == 0
    assert watched[1].ewma < -watched[1].limit
    assert (
        follow(QUIET, [share(1, 9), share(9, 10)])[1].ewma == follow(QUIET, [share(10, 19)])[0].ewma
    )
    nobody = follow(QUIET, [share(0, 0), share(17, 20)])
    assert nobody[0].ewma == 0


def test_where_all_said_the_same_one_other_answer_is_no_alarm_and_many_are() -> None:
    usual = usual_of([share(10, 10)] * 20)
    assert usual is not None
    assert (usual.variance, usual.sigma_z) == (0, 0)
    assert follow(usual, [share(10, 10)])[0].ewma == 0
    assert sides(follow(usual, [share(9, 10)])) == [None]
    assert sides(follow(usual, [share(5, 20)])) == ["down"]
    assert sides(follow(usual, [share(0, 20)])) == ["down"]


@given(st.integers(0, 100), st.integers(1, 99))
def test_a_residual_is_never_larger_than_the_plain_one(hits: int, usual: int) -> None:
    """The plain one divides by the usual spread; this one allows for the week's own."""
    before, now = Subgroup(usual / 100, 1300, usual / 100 * (1 - usual / 100)), share(hits, 100)
    error = math.sqrt(before.variance * (1 / 100 + 1 / 1300))
    found = residual(before, now)
    assert abs(found) <= abs(now.value - before.value) / error + 1e-9
    assert found * (now.value - before.value) >= 0


def test_a_series_that_wanders_gets_wider_limits() -> None:
    waves = [share(round(1000 * (0.85 + 0.03 * math.sin(week / 3))), 1000) for week in range(60)]
    usual = usual_of(waves[:20])
    assert usual is not None
    assert usual.sigma_z > 1.5
    calm = Baseline(usual.value, usual.variance, 1.0, 20, usual.people)
    one, other = (follow(each, waves[20:22])[-1] for each in (usual, calm))
    assert one.limit > 2 * other.limit
    assert set(sides(follow(usual, waves[20:]))) == {None}


def test_what_is_usual_is_twenty_weeks_or_for_the_time_being_two_hundred_answers() -> None:
    assert learnt([share(9, 10)] * 19) is None
    assert learnt([share(9, 10)] * 20) == 20
    assert learnt([share(90, 100)] * (FEWEST_WEEKS - 1)) is None
    assert learnt([share(90, 100)] * FEWEST_WEEKS) == FEWEST_WEEKS
    assert learnt([share(90, 100)] * 19) == FEWEST_WEEKS
    assert learnt([share(90, 100)] * 60) == 20
    assert learnt([share(18, 20)] * 9 + [share(0, 0)]) is None


def test_a_change_while_it_is_learnt_does_not_become_usual() -> None:
    fallen = [share(90, 100)] * 11 + [share(50, 100)] * 9
    assert learnt(fallen) == FEWEST_WEEKS
    usual = baseline(fallen[:FEWEST_WEEKS])
    assert usual is not None
    assert usual.value == pytest.approx(0.9)


def test_a_young_baseline_is_trusted_less() -> None:
    young = Baseline(0.85, 0.1275, 1.0, subgroups=10, people=1000)
    limits = [follow(each, [share(85, 100)])[0].limit for each in (QUIET, young)]
    assert limits == pytest.approx([WIDTH * LAMBDA, WIDTH * LAMBDA * math.sqrt(2)])


@pytest.mark.parametrize("steady", [0, 3, 10])
def test_a_step_is_dated_where_it_was(steady: int) -> None:
    groups = [share(85, 100), share(86, 100)] * (steady // 2 + 1)
    watched = follow(QUIET, groups[:steady] + [share(70, 100)] * 4)
    found = watched[-1].excursion
    assert found is not None
    assert found.began == steady
    assert found.usual.end == steady
    assert crossed(watched, len(watched) - 1) >= steady
