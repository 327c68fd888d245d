"""Alerts on contacts and first replies: how often they are false, how soon they come."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.contact_ratio import contact_group, enough_contacts
from metrics.control import Enough, Subgroup
from metrics.excursions import FEWEST_WEEKS, learnt
from metrics.first_response import enough_replies, reply_group, typical
from tests.metrics.weekly_worlds import told

YEARS, WEEKS, BEFORE = 150, 52, 20
ORDERS = 5000


def contacts(chance: random.Random, expected: float) -> Subgroup:
    """A week of Poisson contacts, by the gaps between them."""
    number, moment = -1, 0.0
    while moment < expected:
        moment += chance.expovariate(1.0)
        number += 1
    group = contact_group(contacts=number, orders=ORDERS)
    assert group is not None
    return group


def replies(chance: random.Random, seconds: float, people: int) -> Subgroup:
    """A week of replies, whose times are as skewed as waiting times are."""
    counted: dict[int, int] = {}
    for _ in range(people):
        wait = int(seconds * chance.lognormvariate(0, 1.2))
        counted[wait] = counted.get(wait, 0) + 1
    group = reply_group(counted)
    assert group is not None
    return group


def events(groups: list[Subgroup], enough: Enough) -> list[tuple[int, str | None]]:
    """Live through the weeks after what is usual, and note every event by its week."""
    return [(each.at, each.direction) for each in told(groups, enough=enough)]


@pytest.mark.parametrize("expected", [15, 76, 300])
def test_steady_years_of_contacts_hold_hardly_any_false_alarm(expected: int) -> None:
    chance, number = random.Random(2026), 0
    for _ in range(YEARS):
        groups = [contacts(chance, expected) for _ in range(BEFORE + WEEKS)]
        number += len(events(groups, enough_contacts))
    assert number <= 0.2 * YEARS


@pytest.mark.parametrize("people", [15, 60])
def test_steady_years_of_replies_hold_hardly_any_false_alarm(people: int) -> None:
    chance, number = random.Random(2026), 0
    for _ in range(YEARS):
        groups = [replies(chance, 400, people) for _ in range(BEFORE + WEEKS)]
        number += len(events(groups, enough_replies))
    assert number <= 0.2 * YEARS


def soon(found: list[tuple[int, str | None]]) -> bool:
    return any(BEFORE <= at < BEFORE + 3 and side == "up" for at, side in found)


def test_contacts_that_jump_by_forty_percent_are_told_within_three_weeks() -> None:
    chance, number = random.Random(40), 0
    for _ in range(YEARS):
        groups = [contacts(chance, 76) for _ in range(BEFORE)]
        groups += [contacts(chance, 76 * 1.4) for _ in range(6)]
        number += soon(events(groups, enough_contacts))
    assert number >= 0.75 * YEARS


def test_replies_twice_as_slow_are_told_within_three_weeks() -> None:
    chance, number = random.Random(2), 0
    for _ in range(YEARS):
        groups = [replies(chance, 400, 30) for _ in range(BEFORE)]
        groups += [replies(chance, 800, 30) for _ in range(6)]
        number += soon(events(groups, enough_replies))
    assert number >= 0.75 * YEARS


def test_ten_weeks_with_ten_each_on_average_are_enough() -> None:
    ten, nine = (contact_group(contacts=number, orders=ORDERS) for number in (10, 9))
    assert ten is not None
    assert nine is not None
    assert learnt([ten] * (FEWEST_WEEKS - 1), enough=enough_contacts) is None
    assert learnt([ten] * FEWEST_WEEKS, enough=enough_contacts) == FEWEST_WEEKS
    assert learnt([nine] * BEFORE, enough=enough_contacts) is None
    assert learnt([ten] * 12 + [nine] * 8, enough=enough_contacts) == FEWEST_WEEKS
    few, some = reply_group({60: 4, 90: 5}), reply_group({60: 5, 90: 5})
    assert few is not None
    assert some is not None
    assert learnt([few] * BEFORE, enough=enough_replies) is None
    assert learnt([some] * BEFORE, enough=enough_replies) == BEFORE


@given(st.dictionaries(st.integers(0, 10**6), st.integers(1, 9), min_size=1, max_size=20))
def test_replies_are_summed_up_as_one_by_one(counted: dict[int, int]) -> None:
    logs = [math.log(max(1, wait)) for wait, number in counted.items() for _ in range(number)]
    group = reply_group(counted)
    assert group is not None
    mean = math.fsum(logs) / len(logs)
    assert group.people == len(logs)
    assert group.value == pytest.approx(mean)
    variance = math.fsum((log - mean) ** 2 for log in logs) / len(logs)
    assert group.variance == pytest.approx(variance, abs=1e-9)
    assert min(logs) - 1e-9 <= math.log(typical(group.value)) <= max(logs) + 1e-9


def test_no_orders_and_no_replies_make_no_week() -> None:
    assert contact_group(contacts=0, orders=0) is None
    assert reply_group({}) is None
