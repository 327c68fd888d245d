"""The words for periods, and the days and moments they mean."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.calendar_units import Unit, code, first_day, moved, read_code
from metrics.periods import (
    FuturePeriod,
    Period,
    ReversedPeriod,
    UnknownPeriod,
    parse_period,
)

BERLIN = ZoneInfo("Europe/Berlin")
TODAY = date(2026, 11, 25)  # a Wednesday
DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
WORDS = (
    *("today", "yesterday", "week", "month", "quarter", "year"),
    *(f"{which} {unit}" for which in ("this", "last") for unit in get_args(Unit)[1:]),
    *("1d", "7d", "30d", "2026-11", "2026-W47", "2026-Q4", "2026"),
    *("2026-11-01..2026-11-15", "2026-11-01", "since 2026-11-01"),
)


def parse(text: str, *, today: date = TODAY, zone: ZoneInfo = BERLIN) -> Period:
    return parse_period(text, today=today, zone=zone)


def spans(period: Period) -> tuple[str, str]:
    """First and last day."""
    return str(period.since), str(period.last)


@pytest.mark.parametrize(
    ("text", "days", "before"),
    [
        ("today", ("2026-11-25", "2026-11-25"), ("2026-11-18", "2026-11-18")),
        ("yesterday", ("2026-11-24", "2026-11-24"), ("2026-11-17", "2026-11-17")),
        ("week", ("2026-11-19", "2026-11-25"), ("2026-11-12", "2026-11-18")),
        ("this week", ("2026-11-23", "2026-11-25"), ("2026-11-16", "2026-11-18")),
        ("last week", ("2026-11-16", "2026-11-22"), ("2026-11-09", "2026-11-15")),
        ("month", ("2026-10-27", "2026-11-25"), ("2026-09-27", "2026-10-26")),
        ("this month", ("2026-11-01", "2026-11-25"), ("2026-10-04", "2026-10-28")),
        ("last month", ("2026-10-01", "2026-10-31"), ("2026-09-01", "2026-09-30")),
        ("quarter", ("2026-08-28", "2026-11-25"), ("2026-05-30", "2026-08-27")),
        ("this quarter", ("2026-10-01", "2026-11-25"), ("2026-07-02", "2026-08-26")),
        ("last quarter", ("2026-07-01", "2026-09-30"), ("2026-04-01", "2026-06-30")),
        ("year", ("2025-11-26", "2026-11-25"), ("2024-11-26", "2025-11-25")),
        ("this year", ("2026-01-01", "2026-11-25"), ("2025-01-02", "2025-11-26")),
        ("last year", ("2025-01-01", "2025-12-31"), ("2024-01-01", "2024-12-31")),
        ("7d", ("2026-11-19", "2026-11-25"), ("2026-11-12", "2026-11-18")),
        ("30d", ("2026-10-27", "2026-11-25"), ("2026-09-27", "2026-10-26")),
        ("2026-10", ("2026-10-01", "2026-10-31"), ("2026-09-01", "2026-09-30")),
        ("2026-W47", ("2026-11-16", "2026-11-22"), ("2026-11-09", "2026-11-15")),
        ("2026-Q3", ("2026-07-01", "2026-09-30"), ("2026-04-01", "2026-06-30")),
        ("2025", ("2025-01-01", "2025-12-31"), ("2024-01-01", "2024-12-31")),
        ("2026-11-01..2026-11-15", ("2026-11-01", "2026-11-15"), ("2026-10-17", "2026-10-31")),
        ("2026-11-01", ("2026-11-01", "2026-11-01"), ("2026-10-25", "2026-10-25")),
        ("since 2026-11-01", ("2026-11-01", "2026-11-25"), ("2026-10-07", "2026-10-31")),
        ("2026-11..2026-11-25", ("2026-11-01", "2026-11-25"), ("2026-10-04", "2026-10-28")),
        ("2026-11-01…2026-11-15", ("2026-11-01", "2026-11-15"), ("2026-10-17", "2026-10-31")),
        ("THIS Week", ("2026-11-23", "2026-11-25"), ("2026-11-16", "2026-11-18")),
    ],
)
def test_words_mean_these_days(text: str, days: tuple[str, str], before: tuple[str, str]) -> None:
    period = parse(text)
    assert spans(period) == days
    assert spans(period.previous()) == before


ZONES = st.sampled_from(["Europe/Berlin", "America/New_York", "Pacific/Apia", "Asia/Shanghai"])
PARTS = st.sampled_from(["today", "yesterday", *(f"this {unit}" for unit in get_args(Unit)[1:])])


@given(PARTS, DAYS, ZONES)
def test_a_part_is_set_beside_the_same_weekdays(text: str, today: date, zone: str) -> None:
    """The nearest days to the unit before that begin on the same weekday and share none with it."""
    period = parse(text, today=today, zone=ZoneInfo(zone))
    before = period.previous()
    if not (period.so_far or period.days == 1):
        assert before == period.shifted(-1)
        return
    unit = period.unit or "day"
    wanted = moved(unit, period.since, -1)
    free = (period.since - timedelta(days=period.days + at) for at in range(800))
    alike = (day for day in free if day.isoweekday() == period.since.isoweekday())
    assert before.since == min(alike, key=lambda day: abs(day - wanted))
    assert weekdays(before) == weekdays(period)
    assert before.until <= period.since
    assert before.end() <= period.start()


@given(PARTS, DAYS, st.integers(2, 8))
def test_parts_of_before_share_no_days(text: str, today: date, steps: int) -> None:
    period = parse(text, today=today)
    spans_before = [period.before(step) for step in range(steps, 0, -1)]
    pieces = [*spans_before, period]
    assert all(one.until <= other.since for one, other in pairwise(pieces))
    if period.so_far:
        assert {tuple(weekdays(each).items()) for each in pieces} == {
            tuple(weekdays(period).items())
        }


def weekdays(period: Period) -> dict[int, int]:
    """Count the days of a period by weekday, one by one."""
    days = (period.since + timedelta(days=at) for at in range(period.days))
    counted = Counter(day.isoweekday() for day in days)
    return {weekday: counted[weekday] for weekday in range(1, 8)}


def test_a_month_that_is_nearly_over_is_not_set_beside_its_own_days() -> None:
    period = parse("this month", today=date(2026, 3, 30))
    assert spans(period.previous()) == ("2026-01-25", "2026-02-23")
    assert spans(period.right_before()) == ("2026-01-30", "2026-02-28")


@given(st.sampled_from(WORDS), DAYS)
def test_the_window_right_before_ends_where_the_period_begins(text: str, today: date) -> None:
    try:
        period = parse(text, today=today)
    except FuturePeriod:
        return
    before = period.right_before()
    assert before.until == period.since
    assert before.unit is not None or before.days == period.days


def test_this_week_on_a_sunday_is_whole() -> None:
    period = parse("this week", today=date(2026, 11, 29))
    assert not period.so_far
    assert spans(period.previous()) == ("2026-11-16", "2026-11-22")


@given(st.sampled_from(WORDS), st.dates(date(2026, 11, 16), date(2027, 12, 31)))
def test_a_code_means_the_same_on_a_later_day(text: str, today: date) -> None:
    period = parse(text, today=today)
    again = parse(period.code, today=today + timedelta(days=400))
    assert (again.since, again.until) == (period.since, period.until)
    assert again.previous().since == period.previous().since
    assert again.previous().until == period.previous().until


@given(st.sampled_from(WORDS), st.integers(-20, 20))
def test_moving_there_and_back_begins_the_same_day(text: str, steps: int) -> None:
    period = parse(text)
    moved_twice = period.shifted(steps).shifted(-steps)
    assert moved_twice.since == period.since
    assert period.shifted(-1).until == period.since
    assert period.shifted(0) == period


@given(st.sampled_from(WORDS), st.sampled_from(get_args(Unit)))
def test_the_pieces_are_the_whole(text: str, unit: Unit) -> None:
    period = parse(text)
    pieces = period.split(unit)
    assert pieces[0].since == period.since
    assert pieces[-1].until == period.until
    assert all(one.until == other.since for one, other in pairwise(pieces))
    assert sum(piece.days for piece in pieces) == period.days


@pytest.mark.parametrize(
    ("text", "example"),
    [
        *(
            (each, "week")
            for each in ("wek", "this wek", "this", "", "since", "since monday", "0d")
        ),
        *((each, "week") for each in ("7days", "7", "01.11.2026", "2026-11-1", "2026/11", "w47")),
        *(
            (each, "week")
            for each in ("2026-13", "2026-02-30", "2026-W54", "999999d", "week agent")
        ),
        ("99999d", "365d"),
        ("2026-11-01..9999-12-31", "week"),
        ("2026-11-01..tomorrow", "week"),
        ("²²²d", "week"),
    ],
)
def test_what_is_no_period_is_refused_with_one(text: str, example: str) -> None:
    with pytest.raises(UnknownPeriod) as caught:
        parse(text)
    assert caught.value.example == example
    parse(example)


def test_a_range_the_wrong_way_round_is_shown_the_right_way() -> None:
    with pytest.raises(ReversedPeriod) as caught:
        parse("2026-11-15..2026-11-01")
    assert caught.value.example == "2026-11-01..2026-11-15"


@pytest.mark.parametrize("text", ["2026-12", "2026-11-26", "2027", "since 2026-12-01", "2026-w49"])
def test_a_period_of_which_nothing_has_begun_is_refused(text: str) -> None:
    with pytest.raises(FuturePeriod, match="has not begun"):
        parse(text)


@given(st.text(max_size=30))
def test_any_text_is_a_period_or_a_clear_refusal(text: str) -> None:
    try:
        period = parse(text)
    except UnknownPeriod as unknown:
        parse(unknown.example)
    else:
        assert period.days > 0


@given(DAYS, st.sampled_from(get_args(Unit)), st.integers(-30, 30))
def test_units_follow_one_another_and_are_read_as_written(
    day: date, unit: Unit, steps: int
) -> None:
    first = first_day(unit, day)
    assert first <= day < moved(unit, first, 1)
    assert moved(unit, moved(unit, first, steps), -steps) == first
    assert read_code(code(unit, first)) == (unit, first)


def test_days_have_23_and_25_hours_when_the_clocks_change() -> None:
    spring, autumn = parse("2026-03-29"), parse("2026-10-25")
    assert spring.end() - spring.start() == timedelta(hours=23)
    assert autumn.end() - autumn.start() == timedelta(hours=25)
    assert spring.start() == datetime(2026, 3, 28, 23, tzinfo=UTC)


def test_a_day_whose_midnight_is_skipped_begins_with_its_first_moment() -> None:
    beirut = parse("2024-03-31", zone=ZoneInfo("Asia/Beirut"))
    assert beirut.start() == datetime(2024, 3, 30, 22, tzinfo=UTC)
    assert beirut.end() - beirut.start() == timedelta(hours=23)


@given(DAYS, st.sampled_from(["Europe/Berlin", "Asia/Beirut", "America/Havana", "Pacific/Apia"]))
def test_the_end_of_a_day_is_the_beginning_of_the_next(day: date, name: str) -> None:
    period = Period(day, day + timedelta(days=1), ZoneInfo(name), "", "day")
    assert period.end() == period.shifted(1).start()
    assert period.start() in period or period.days == 0 or name == "Pacific/Apia"
    assert period.end() not in period
    assert period.start().tzinfo is UTC


@pytest.mark.parametrize("unit", get_args(Unit))
def test_no_unit_follows_the_last_of_the_calendar(unit: Unit) -> None:
    first = first_day(unit, date.max)
    assert moved(unit, first, 0) == first
    with pytest.raises(OverflowError):
        moved(unit, first, 1)
