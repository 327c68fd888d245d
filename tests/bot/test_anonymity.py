"""Nobody is found by subtracting what staff are told of anonymous answers at one moment."""

import itertools
import random
from collections.abc import Iterator, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.boards.stepping import may_change
from bot.reports import privacy
from storage.anonymous import DayCell
from tests.bot.anonymous_world import (
    DAY,
    DAYS,
    FIRST,
    FORBIDDEN,
    SPANS,
    Person,
    crowd,
    rows_of,
    span,
)

GROUPS = st.tuples(
    st.integers(0, DAYS - 1),
    st.sampled_from([None, "north", "south"]),
    st.sampled_from([None, "chat", "mail"]),
    st.sampled_from([1, 1, 1, 2]),
    st.integers(1, 9),
)
CHOICES: list[tuple[Mapping[str, str], str | None]] = [
    ({}, None),
    ({}, "touchpoint"),
    ({}, "channel"),
    ({"touchpoint": "north"}, None),
    ({"channel": "mail"}, "touchpoint"),
    ({"touchpoint": "north", "channel": "chat"}, None),
]


def replies(people: list[Person]) -> Iterator[tuple[frozenset[int], frozenset[int]]]:
    """Give every number that a reply can hold: whom it counts, and whom it was asked about."""
    rows = rows_of(people)
    for since, until in SPANS:
        period = span(since, until)
        for filters, by in CHOICES:
            found = privacy.shown(rows, period=period, filters=filters, by=by)
            for value, version in {(row.value, row.version) for row in found} | {("", 1)}:
                told = frozenset(
                    name
                    for row in found
                    if (row.value, row.version) == (value, version)
                    for name in row.scores
                )
                place = {**filters, **({by: value} if by and value else {})}
                yield (
                    told,
                    frozenset(
                        each.name
                        for each in people
                        if each.fits(since, until, version=version, **place)
                    ),
                )


@settings(deadline=None, max_examples=60)
@given(groups=st.lists(GROUPS, max_size=9))
def test_no_two_numbers_differ_by_one_to_four_people(
    groups: list[tuple[int, str | None, str | None, int, int]],
) -> None:
    people = crowd(groups)
    told = set()
    for counted, meant in replies(people):
        assert counted <= meant, "nobody is counted who was not asked about"
        told.add(counted)
    for one, other in itertools.product(told | {frozenset()}, repeat=2):
        assert len(one - other) not in FORBIDDEN
        assert len(one & other) not in FORBIDDEN


@settings(deadline=None, max_examples=60)
@given(groups=st.lists(GROUPS, max_size=9))
def test_what_all_replies_tell_together_leaves_nobody_alone(
    groups: list[tuple[int, str | None, str | None, int, int]],
) -> None:
    people = crowd(groups)
    told = [counted for counted, _ in replies(people)]
    alike: dict[tuple[bool, ...], int] = {}
    for each in people:
        seen = tuple(each.name in counted for counted in told)
        alike[seen] = alike.get(seen, 0) + 1
    unseen = tuple(False for _ in told)
    assert all(number >= 5 for seen, number in alike.items() if seen != unseen)


@given(numbers=st.lists(st.integers(0, 30), min_size=DAYS, max_size=DAYS))
def test_little_is_left_out_of_a_survey_in_one_place(numbers: list[int]) -> None:
    people = crowd([(day, "desk", None, 1, number) for day, number in enumerate(numbers)])
    found = privacy.shown(rows_of(people), period=span(0, DAYS), filters={})
    assert len(people) - sum(len(row.scores) for row in found) <= 4
    for day, number in enumerate(numbers):
        alone = privacy.shown(rows_of(people), period=span(day, day + 1), filters={})
        assert number < 5 or sum(len(row.scores) for row in alone) == number


def test_five_in_different_places_are_counted_and_not_named() -> None:
    people = crowd([(0, "north", "chat", 1, 3), (0, "south", "chat", 1, 2)])
    [row] = privacy.shown(rows_of(people), period=span(0, 1), filters={})
    assert len(row.scores) == 5
    assert not privacy.shown(rows_of(people), period=span(0, 1), filters={}, by="touchpoint")
    more = crowd([(1, "north", "chat", 1, 2), (1, "south", "chat", 1, 4)])
    both = rows_of(people) + [
        DayCell(1, FIRST + DAY, each.touchpoint, each.channel, {each.name + 50: 1}) for each in more
    ]
    rows = privacy.shown(both, period=span(0, 2), filters={}, by="touchpoint")
    assert {row.value: len(row.scores) for row in rows} == {"north": 5, "south": 6}


# -- boards, which are looked at again and again --------------------------------------------------

PLACES: list[list[tuple[str, str | None]]] = [
    [("a", None)],
    [("a", None), ("b", None)],
    [("a", "x"), ("b", "x"), ("a", "y")],
]


def shown_to(people: list[Person], since: int, until: int) -> tuple[set[int], dict[str, int]]:
    """Tell who is in a board, and how many of each day."""
    found = privacy.shown(rows_of(people), period=span(since, until), filters={})
    days: dict[str, int] = {}
    for row in found:
        for day, number in row.days.items():
            days[str(day)] = days.get(str(day), 0) + number
    return {name for row in found for name in row.scores}, days


@pytest.mark.parametrize("seed", range(60))
def test_a_board_never_changes_by_one_to_four_people(seed: int) -> None:
    chance = random.Random(seed)
    places, most, width = (
        chance.choice(PLACES),
        chance.choice([1, 2, 4, 8]),
        chance.choice([3, 5, 99]),
    )
    people: list[Person] = []
    names = itertools.count()
    board, steps = shown_to(people, 0, 1)
    for day in sorted(list(range(8)) * 3):
        people += [
            Person(next(names), day, *chance.choice(places)) for _ in range(chance.randint(0, most))
        ]
        found, now = shown_to(people, max(0, day - width + 1), day + 1)
        if may_change({"": steps}, {"": now}):
            if board and found:
                assert not {len(found - board), len(board - found)} & FORBIDDEN
            board, steps = found, now
