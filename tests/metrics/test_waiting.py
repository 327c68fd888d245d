"""How long people wait: quantiles, their intervals, and the clock of the office."""

import math
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from metrics.first_response import (
    FirstResponse,
    clearly_slowest,
    first_response,
    median_change,
    order_interval,
)
from metrics.office_hours import OfficeHours, office_seconds

BERLIN = ZoneInfo("Europe/Berlin")
MINUTE = timedelta(minutes=1)
EVERY_DAY = frozenset(range(7))


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=200))
def test_quantiles_are_numpy(seconds: list[float]) -> None:
    result = first_response(seconds)
    assert result is not None
    assert result.median is not None
    assert result.ninetieth is not None
    assert result.median.seconds == pytest.approx(np.percentile(seconds, 50), abs=1e-6)
    assert result.ninetieth.seconds == pytest.approx(np.percentile(seconds, 90), abs=1e-6)


def test_those_who_still_wait_are_counted() -> None:
    result = first_response([60, 120, 600], waiting=4, unanswered=2)
    assert result is not None
    assert (result.replied, result.waiting, result.unanswered, result.people) == (3, 4, 2, 9)
    assert result.median is not None
    assert (result.median.seconds, result.median.interval) == (120, None)


def test_those_who_wait_have_no_median_and_nobody_has_no_result() -> None:
    result = first_response([], waiting=1)
    assert result is not None
    assert result.median is None
    assert result.ninetieth is None
    assert first_response([]) is None


@pytest.mark.parametrize(
    ("seconds", "waiting", "unanswered"), [([-1.0], 0, 0), ([], -1, 0), ([], 0, -1)]
)
def test_less_than_no_time_is_refused(seconds: list[float], waiting: int, unanswered: int) -> None:
    with pytest.raises(ValueError, match="less than no time"):
        first_response(seconds, waiting=waiting, unanswered=unanswered)


@given(st.integers(1, 300), st.sampled_from([0.5, 0.9]), st.sampled_from([0.9, 0.95, 0.99]))
def test_the_interval_of_a_quantile_is_the_narrowest_in_each_tail(
    people: int, part: float, confidence: float
) -> None:
    ordered = [float(place) for place in range(1, people + 1)]
    ours = order_interval(ordered, part, confidence=confidence)
    tail, counts = (1 - confidence) / 2, stats.binom(people, part)
    places = np.arange(1, people + 1)
    lows = places[counts.cdf(places - 1) <= tail + 1e-12]
    highs = places[counts.sf(places - 1) <= tail + 1e-12]
    if not lows.size or not highs.size:
        assert ours is None
        return
    assert ours is not None
    assert (ours.low, ours.high) == (lows.max(), highs.min())


def test_a_median_needs_six_to_be_sure_of_and_a_tenth_more() -> None:
    assert order_interval([1.0] * 5, 0.5) is None
    assert order_interval([1.0] * 6, 0.5) is not None
    assert order_interval([1.0] * 35, 0.9) is None
    assert order_interval([1.0] * 36, 0.9) is not None


def seconds_by_counting(hours: OfficeHours, since: datetime, until: datetime) -> int:
    """Look at the local clock once a minute."""
    counted, moment = 0, since
    while moment < until:
        local = moment.astimezone(hours.zone)
        counted += 60 * is_open(hours, local)
        moment += MINUTE
    return counted


def is_open(hours: OfficeHours, local: datetime) -> bool:
    today, yesterday = local.weekday(), (local.weekday() - 1) % 7
    if hours.opens < hours.closes:
        return today in hours.weekdays and hours.opens <= local.time() < hours.closes
    begun = today in hours.weekdays and hours.opens <= local.time()
    return begun or (yesterday in hours.weekdays and local.time() < hours.closes)


def comes_once(day: date, at: time, zone: ZoneInfo) -> bool:
    """Neither skipped nor repeated that day."""
    local = datetime.combine(day, at, tzinfo=zone)
    same = local.astimezone(UTC).astimezone(zone).replace(tzinfo=None)
    return (
        same == local.replace(tzinfo=None)
        and local.utcoffset() == local.replace(fold=1).utcoffset()
    )


TIMES = st.builds(time, st.integers(0, 23), st.sampled_from([0, 1, 15, 30, 59]))
CHANGES = st.sampled_from(
    [date(2026, 3, 28), date(2026, 10, 24), date(2026, 3, 7), date(2026, 4, 4), date(2026, 11, 9)]
)
ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]
)


@settings(max_examples=60)
@given(
    hours=st.builds(
        OfficeHours, TIMES, TIMES, ZONES.map(ZoneInfo), st.frozensets(st.integers(0, 6))
    ),
    day=CHANGES,
    minute=st.integers(0, 1439),
    minutes=st.integers(0, 5_000),
)
def test_office_time_is_what_a_minute_counter_counts(
    hours: OfficeHours, day: date, minute: int, minutes: int
) -> None:
    days = [day + timedelta(days=step) for step in range(-1, 6)]
    assume(all(comes_once(d, at, hours.zone) for d in days for at in (hours.opens, hours.closes)))
    since = datetime.combine(day, time(), tzinfo=UTC) + minute * MINUTE
    until = since + minutes * MINUTE
    assert office_seconds(hours, since, until) == seconds_by_counting(hours, since, until)


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_office_time_adds_up(first: int, second: int, third: int) -> None:
    hours = OfficeHours(time(9), time(17, 30), BERLIN)
    start = datetime(2026, 10, 20, tzinfo=UTC)
    a, b, c = sorted(start + timedelta(seconds=each) for each in (first, second, third))
    parts = office_seconds(hours, a, b) + office_seconds(hours, b, c)
    assert math.isclose(parts, office_seconds(hours, a, c), abs_tol=1e-3)


def test_a_night_has_the_hours_that_the_clocks_leave_it() -> None:
    night = OfficeHours(time(22), time(6), BERLIN, EVERY_DAY)
    noon = datetime(2026, 3, 28, 12, tzinfo=UTC)
    assert office_seconds(night, noon, noon + timedelta(days=1)) == 7 * 3600
    noon = datetime(2026, 10, 24, 12, tzinfo=UTC)
    assert office_seconds(night, noon, noon + timedelta(days=1)) == 9 * 3600


def test_a_day_off_does_not_count_and_all_day_is_all_day() -> None:
    office = OfficeHours(time(9), time(17), BERLIN)
    friday, monday = datetime(2026, 11, 6, 15, 30, tzinfo=UTC), datetime(2026, 11, 9, 8, tzinfo=UTC)
    assert office_seconds(office, friday, monday) == 1800
    always = OfficeHours(time(0), time(0), BERLIN, EVERY_DAY)
    assert office_seconds(always, friday, monday) == (monday - friday).total_seconds()


def test_time_does_not_run_backwards_and_moments_have_a_zone() -> None:
    office = OfficeHours(time(9), time(17), BERLIN)
    noon = datetime(2026, 11, 6, 12, tzinfo=UTC)
    assert office_seconds(office, noon, noon - timedelta(hours=2)) == 0
    with pytest.raises(ValueError, match="without a zone"):
        office_seconds(office, noon.replace(tzinfo=None), noon)


waits = st.tuples(st.integers(1, 90), st.integers(60, 900)).map(
    lambda made: [float(made[1] + 7 * at) for at in range(made[0])]
)


def replied(seconds: list[float]) -> FirstResponse:
    found = first_response(seconds)
    assert found is not None
    return found


@given(waits, waits)
def test_medians_are_compared_from_thirty_replies_on(
    before: list[float], after: list[float]
) -> None:
    found = median_change(replied(before), replied(after))
    if min(len(before), len(after)) < 30:
        assert found is None
        return
    assert found is not None
    one, other = (order_interval(each, 0.5) for each in (after, before))
    assert one is not None
    assert other is not None
    middles = [float(np.median(each)) for each in (after, before)]
    difference = middles[0] - middles[1]
    low = difference - math.dist([middles[0], other.high], [one.low, middles[1]])
    high = difference + math.dist([one.high, middles[1]], [middles[0], other.low])
    assert found.difference == pytest.approx(difference)
    assert (found.interval.low, found.interval.high) == pytest.approx((low, high))
    clear = "up" if found.interval.low > 0 else "down"
    assert found.verdict == ("unclear" if 0 in found.interval else clear)


@given(st.dictionaries(st.sampled_from("abcd"), waits))
def test_the_slowest_lies_clear_of_every_other(groups: dict[str, list[float]]) -> None:
    ends = {
        key: interval
        for key, seconds in groups.items()
        if len(seconds) >= 30 and (interval := order_interval(seconds, 0.5)) is not None
    }
    clear = [
        key
        for key, mine in ends.items()
        if len(ends) > 1 and all(mine.low > each.high for at, each in ends.items() if at != key)
    ]
    found = clearly_slowest({key: replied(seconds) for key, seconds in groups.items()})
    assert ([] if found is None else [found]) == clear
