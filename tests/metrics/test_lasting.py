"""What may be read all day for three months: how seldom it is wrong, and what it still tells."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.false_discoveries import holm
from metrics.lasting import Pair, lasting_changes
from metrics.looks import MISTAKEN, chance, sureness
from metrics.measure import Measure, change, errors_apart, measure
from tests.metrics.windows import UNSURE, Looks, World, csat, nps, spell, spells

STARS = {5: 0.6, 4: 0.2, 3: 0.1, 1: 0.1}
PROPER = st.tuples(st.integers(30, 300), st.integers(0, 100))
STILL = csat(0.85, 60, 7)


def shared(people: int, percent: int) -> Measure:
    good = people * percent // 100
    found = measure("csat", 5, {5: good, 1: people - good})
    assert found is not None
    return found


def test_nothing_to_compare_is_no_change() -> None:
    assert lasting_changes([]) == []


@given(PROPER, PROPER, st.integers(1, 92))
def test_one_change_is_as_sure_as_its_window_asks_for(
    before: tuple[int, int], after: tuple[int, int], days: int
) -> None:
    one, other = shared(*before), shared(*after)
    (found,) = lasting_changes([Pair(one, other, days)])
    assert found == change(one, other, confidence=sureness(days))


@given(st.lists(st.tuples(PROPER, PROPER, st.sampled_from([1, 7, 30])), min_size=1, max_size=6))
@settings(max_examples=40)
def test_of_several_those_are_clear_that_holm_finds_and_their_intervals_say_so(
    asked: list[tuple[tuple[int, int], tuple[int, int], int]],
) -> None:
    pairs = [Pair(shared(*one), shared(*other), days) for one, other, days in asked]
    changes = lasting_changes(pairs)
    ps = holm([chance(errors_apart(each.before, each.after), each.days) for each in pairs])
    for p, found in zip(ps, changes, strict=True):
        assert (found.verdict != "unclear") == (p <= MISTAKEN)
        assert (0 in found.interval) == (found.verdict == "unclear")


@given(PROPER, PROPER, st.sampled_from([7, 30]))
def test_what_is_skipped_in_these_simulations_is_never_clear(
    before: tuple[int, int], after: tuple[int, int], days: int
) -> None:
    one, other = shared(*before), shared(*after)
    first, second = (np.array([[each.good, each.people - each.good]]) for each in (one, other))
    looks = Looks(csat(0.85, 60, days), first, second, np.array([days]))
    if abs(looks.apart()[0]) <= UNSURE:
        assert looks.lasting(0).verdict == "unclear"


# -- how seldom it is wrong --------------------------------------------------------------------


@pytest.mark.parametrize(
    "world",
    [
        STILL,
        csat(0.5, 60, 7),
        csat(0.97, 60, 30),
        csat(0.5, 60, 30),
        nps(0.5, 0.2, 60, 7),
        nps(0.5, 0.2, 60, 30),
        World("stars", 5, STARS, 60, 7),
        replace(STILL, calendar=True),
        replace(csat(0.5, 60, 30), calendar=True),
    ],
    ids=str,
)
def test_of_a_hundred_boards_read_after_every_answer_five_at_most_speak(world: World) -> None:
    found = [each.told() for each in spells(world, np.random.default_rng(24), 400)]
    assert sum(each is not None for each in found) / len(found) <= 0.05


def test_what_one_look_allows_speaks_on_nearly_every_board() -> None:
    found = [each.told_sharply() for each in spells(STILL, np.random.default_rng(24), 100)]
    assert sum(found) / len(found) > 0.85


def test_six_surveys_on_one_board_are_as_seldom_wrong_as_one() -> None:
    """Each of the others says nothing, which is what leaves the one the widest room."""
    draw, quiet = np.random.default_rng(24), Pair(shared(60, 85), shared(60, 85), 7)

    def speaks(looks: Looks) -> bool:
        near = np.flatnonzero(np.abs(looks.apart()) > UNSURE)
        replies = (lasting_changes([looks.pair(int(at)), *[quiet] * 5]) for at in near)
        return any(reply[0].verdict != "unclear" for reply in replies)

    boards = [any(speaks(each) for each in spells(STILL, draw, 6)) for _ in range(80)]
    assert sum(boards) / len(boards) <= 0.05


# -- what it still tells -----------------------------------------------------------------------


def told(world: World, later: list[float], *, days: int, number: int = 200) -> float:
    draw = np.random.default_rng(24)
    first = [spell(world, draw, days=days, later=later).told() for _ in range(number)]
    return sum(each is not None and each.verdict == "down" for each in first) / number


def test_a_fall_of_thirty_points_is_told_by_the_board_of_the_month_within_three_weeks() -> None:
    assert told(csat(0.85, 60, 30), [0.55, 0.45], days=21) >= 0.9
