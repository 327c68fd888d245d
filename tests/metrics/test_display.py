"""What is shown: rounding, few answers, response rates."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.intervals import Interval, wilson
from metrics.response_rate import comment_rate, response_rate
from metrics.rounding import percent, rounded, whole_shares
from metrics.small_numbers import LEVELS, change_is_shown, is_hidden, level, visible_groups


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [
        (-44.5, 0, "-45"),
        (-44.6, 0, "-45"),
        (44.5, 0, "45"),
        (0.5, 0, "1"),
        (-0.4, 0, "0"),
        (-0.0, 0, "0"),
        (4.25, 1, "4.3"),
        (4.125, 2, "4.13"),
        (2.675, 2, "2.68"),
        (-0.04, 1, "0.0"),
        (10_000_000.5, 0, "10000001"),
    ],
)
def test_halves_are_rounded_away_from_zero(value: float, digits: int, shown: str) -> None:
    assert str(rounded(value, digits=digits)) == shown


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_percentage_is_rounded_from_the_exact_share(share: tuple[int, int]) -> None:
    exact = Fraction(*share) * 100
    whole = int(exact + Fraction(1, 2))
    assert percent(share[0] / share[1]) == whole


def test_a_percentage_that_binary_numbers_miss() -> None:
    assert percent(57 / 200) == 29  # 28.5: a product of floats says 28.499999999999996
    assert percent(0.285 - 0.13) == 16


def test_one_decimal_only_where_the_interval_deserves_it() -> None:
    assert str(percent(0.4215, interval=Interval(0.41, 0.43))) == "42"
    assert str(percent(0.4215, interval=Interval(0.412, 0.431))) == "42.2"
    assert str(percent(0.9, interval=wilson(45, 50))) == "90"


@given(st.decimals(-200, 200, places=6))
def test_rounding_is_that_of_decimals(value: Decimal) -> None:
    expected = value.quantize(Decimal(1), rounding=ROUND_HALF_UP)
    assert rounded(float(value)) == expected


@pytest.mark.parametrize(
    ("people", "name"),
    [
        *((0, "none"), (1, "counts"), (4, "counts"), (5, "words"), (29, "words")),
        *((30, "figures"), (99, "figures"), (10**7, "figures")),
    ],
)
def test_few_answers_allow_little(people: int, name: str) -> None:
    assert level(people).name == name


def test_more_answers_never_allow_less() -> None:
    for less, more in pairwise(LEVELS):
        assert less.first < more.first
        for what in ("score", "change", "ranking"):
            assert getattr(less, what) <= getattr(more, what)


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [(30, 30, True), (29, 500, False), (500, 29, False), (0, 0, False)],
)
def test_a_change_needs_enough_answers_on_both_sides(before: int, after: int, shown: bool) -> None:
    assert change_is_shown(before, after) is shown


def test_small_anonymous_groups_are_hidden() -> None:
    assert is_hidden(4, anonymous=True)
    assert not is_hidden(5, anonymous=True)
    assert not is_hidden(1, anonymous=False)


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=2), st.integers(0, 12)))
def test_nothing_small_can_be_worked_out_from_what_is_shown(groups: dict[str, int]) -> None:
    shown = visible_groups(groups)
    hidden = sum(people for key, people in groups.items() if key not in shown)
    assert all(groups[key] >= 5 for key in shown)
    assert hidden == 0 or hidden >= 5 or not shown
    if all(people >= 5 for people in groups.values()):
        assert shown == groups.keys()


@pytest.mark.parametrize(
    ("people", "anonymous", "hidden"),
    [(0, True, True), (4, True, True), (5, True, False), (4, False, False), (0, False, False)],
)
def test_fewer_than_five_are_hidden_where_nobody_may_be_known(
    people: int, anonymous: bool, hidden: bool
) -> None:
    assert is_hidden(people, anonymous=anonymous) is hidden


def test_a_response_rate_keeps_open_asks_apart() -> None:
    found = response_rate(delivered=168, answered=61)
    assert found is not None
    assert percent(found.rate) == 36
    assert found.open == 107
    assert found.rate in found.interval
    closed = response_rate(delivered=168, answered=61, expired=40, withdrawn=7)
    assert closed is not None
    assert (closed.rate, closed.open) == (found.rate, 60)


def test_nothing_delivered_has_no_response_rate() -> None:
    assert response_rate(delivered=0, answered=0) is None


def test_a_comment_rate_is_of_answers() -> None:
    found = comment_rate(answers=61, comments=18)
    assert found is not None
    assert percent(found.value) == 30
    assert comment_rate(answers=0, comments=0) is None


def test_two_cohorts_make_no_response_rate() -> None:
    with pytest.raises(ValueError, match="is not a share"):
        response_rate(delivered=3, answered=4)


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=11), st.data())
def test_shares_of_one_whole_add_up_to_a_hundred(counts: list[int], data: st.DataObject) -> None:
    kept = data.draw(st.none() | st.integers(0, len(counts) - 1))
    shares, people = whole_shares(counts, kept=kept), sum(counts)
    if not people:
        assert shares == [0] * len(counts)
        return
    assert sum(shares) == 100
    for count, share in zip(counts, shares, strict=True):
        assert abs(Fraction(100 * count, people) - share) < 1
    if kept is not None:
        assert shares[kept] == percent(counts[kept] / people)


def test_the_largest_remainder_gets_what_is_missing() -> None:
    assert whole_shares([1, 1, 1]) == [34, 33, 33]
    assert whole_shares([9, 13, 22]) == [20, 30, 50]
    assert whole_shares([1, 1, 4]) == [17, 17, 66]
    assert whole_shares([1, 1, 4], kept=2) == [17, 16, 67]
