"""Alerts that are told once: what is learnt first, how often they are false, how soon they come."""

import random
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.control import WIDTH, Baseline, Subgroup, baseline, ewma
from metrics.excursions import (
    FEWEST_WEEKS,
    Excursion,
    crossed,
    follow,
    learnt,
    open_excursion,
    step_change,
)

YEARS = 200
WEEKS = 52
ALLOWED_A_YEAR = 0.2  # false alarms of an EWMA that knows what is usual
KNOWN = Baseline(value=0.85, variance=0.85 * 0.15, sigma_z=1.0, subgroups=20, people=10**9)


def share(hits: int, people: int) -> Subgroup:
    value = hits / people if people else 0.0
    return Subgroup(value, people, value * (1 - value))


def week(chance: random.Random, people: int, good: float, *, sd: float = 0.0) -> Subgroup:
    """A week of answers, whose true share of good ones may wander by itself."""
    true = min(1.0, max(0.0, chance.gauss(good, sd))) if sd else good
    return share(sum(chance.random() < true for _ in range(people)), people)


def events(groups: list[Subgroup]) -> list[tuple[int, str | None]]:
    """Live through the weeks one by one and note every event when it is first seen."""
    size = learnt(groups[:20])
    usual = baseline(groups[:size]) if size else None
    assert usual is not None
    after, found = groups[size:], list[tuple[int, str | None]]()
    last: Excursion | None = None
    watched = follow(usual, after)
    for at in range(1, len(after) + 1):
        now = open_excursion(usual, after, watched[:at], whole=at)
        if now is not None and (last is None or now.direction != last.direction):
            found.append((now.at, now.direction))
        last = now
    return found


@pytest.mark.parametrize(
    ("people", "sd"), [(30, 0.0), (100, 0.0), (200, 0.04)], ids=["few", "many", "restless"]
)
def test_two_hundred_steady_years_hold_hardly_any_false_alarm(people: int, sd: float) -> None:
    chance = random.Random(2026)
    told = 0
    for _ in range(YEARS):
        groups = [week(chance, people, 0.85, sd=sd) for _ in range(20 + WEEKS)]
        told += len(events(groups))
    assert told <= YEARS * ALLOWED_A_YEAR * (WEEKS + 10) / WEEKS  # it watches from week 11 on


def test_restless_weeks_would_alarm_without_laneys_correction() -> None:
    chance = random.Random(2026)
    naive = 0
    for _ in range(YEARS):
        groups = [week(chance, 200, 0.85, sd=0.04) for _ in range(WEEKS)]
        naive += sum(each.direction is not None for each in ewma(KNOWN, groups))
    assert naive > 4 * YEARS * ALLOWED_A_YEAR


def test_a_fall_by_ten_points_is_told_within_four_weeks_at_a_hundred_a_week() -> None:
    chance, delays = random.Random(47), list[int]()
    for _ in range(YEARS):
        groups = [week(chance, 100, 0.85) for _ in range(20)]
        groups += [week(chance, 100, 0.75) for _ in range(12)]
        found = [at for at, direction in events(groups) if direction == "down"]
        delays.append(found[0] + 1 if found else 99)
    assert statistics.median(delays) <= 3
    assert sum(delay <= 4 for delay in delays) >= 0.85 * YEARS


def test_what_is_usual_is_twenty_weeks_or_for_the_time_being_two_hundred_answers() -> None:
    assert learnt([share(9, 10)] * 19) is None
    assert learnt([share(9, 10)] * 20) == 20
    assert learnt([share(90, 100)] * (FEWEST_WEEKS - 1)) is None
    assert learnt([share(90, 100)] * FEWEST_WEEKS) == FEWEST_WEEKS
    assert learnt([share(90, 100)] * 19) == FEWEST_WEEKS
    assert learnt([share(90, 100)] * 60) == 20
    assert learnt([share(18, 20)] * 9 + [share(0, 0)]) is None


def test_a_change_while_it_is_learnt_does_not_become_usual() -> None:
    fallen = [share(90, 100)] * 11 + [share(60, 100)] * 9
    assert learnt(fallen) == FEWEST_WEEKS
    usual = baseline(fallen[:FEWEST_WEEKS])
    assert usual is not None
    assert usual.value == pytest.approx(0.9)


def test_a_baseline_of_few_answers_is_trusted_less() -> None:
    young = Baseline(0.85, 0.1275, 1.0, subgroups=10, people=300)
    groups = [share(26, 30)] * 30
    limits = [follow(each, groups)[-1].limit for each in (KNOWN, young)]
    assert limits[0] == pytest.approx(WIDTH * (1 + 3 / 19) / 3, rel=0.01)
    doubt = (30 / 300) ** 0.5
    expected = WIDTH * (1 + 3 / 9) * (1 / 9 + doubt**2) ** 0.5
    assert limits[1] == pytest.approx(expected, rel=0.01)


WEEKLY = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=30)


@given(WEEKLY)
def test_no_week_of_few_answers_begins_an_event(weeks: list[tuple[int, int]]) -> None:
    groups = [share(min(hits, people), people) for hits, people in weeks]
    watched = follow(KNOWN, groups)
    found = open_excursion(KNOWN, groups, watched, whole=len(groups))
    if found is not None:
        assert groups[found.at].people >= 10
        assert 0 <= found.began <= found.at


def test_an_event_lasts_until_a_whole_week_ends_inside() -> None:
    low, high = [share(60, 100)] * 3, [share(95, 100)] * 12
    watched = follow(KNOWN, low + high)
    inside = next(at for at, each in enumerate(watched) if each.ewma > -each.limit)

    def event(whole: int) -> Excursion | None:
        return open_excursion(KNOWN, low + high, watched[: inside + 1], whole=whole)

    lasting = event(inside)
    assert lasting is not None
    assert (lasting.at, lasting.direction) == (0, "down")
    assert event(inside + 1) is None


def test_a_rise_after_a_fall_is_an_event_of_its_own() -> None:
    groups = [share(60, 100)] * 2 + [share(100, 100)] * 20
    found = open_excursion(KNOWN, groups, follow(KNOWN, groups), whole=22)
    assert found is not None
    assert found.direction == "up"


@pytest.mark.parametrize("steady", [0, 3, 10])
def test_a_step_is_dated_where_it_was(steady: int) -> None:
    groups = [share(85, 100), share(86, 100)] * (steady // 2 + 1)
    groups = groups[:steady] + [share(70, 100)] * 4
    assert step_change(KNOWN, groups) == steady
    assert crossed(follow(KNOWN, groups), len(groups) - 1) >= steady
