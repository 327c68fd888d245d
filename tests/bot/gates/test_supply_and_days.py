"""The gates about the interaction, the survey's answers and the days on which people are asked."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.gates.decide import Ask, Skip, decide
from bot.gates.facts import Collected, Facts, Occasion, Precision, QuietHours, Quota, WorkingDays
from bot.gates.supply import answers_needed, asks_a_day, chance_of_ask, coming, period_of
from tests.bot.gates.test_decide import BERLIN, DAY, HOUR, NIGHT, NOW, TICK, facts, rules, verdict

TOMORROW = datetime(2026, 11, 16, 23, 0, tzinfo=UTC)  # midnight in Berlin
ENDS = TOMORROW + 14 * DAY
WEEKDAYS = WorkingDays(frozenset(range(5)))
TEN_POINTS = Precision(10, 30 * DAY, "nps", 11)


def told(**occasion: object) -> Facts:
    return facts(occasion=Occasion(**occasion))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("occasion", "given", "gate"),
    [
        ({"tags": frozenset({"no-survey", "vip"})}, {"no_survey_tags": {"no-survey"}}, "staff"),
        ({"tags": frozenset({"vip"})}, {"no_survey_tags": {"no-survey"}}, None),
        ({"messages": 4}, {"min_messages": 5}, "minimum"),
        ({"messages": 5}, {"min_messages": 5}, None),
        ({}, {"min_messages": 5, "min_duration": HOUR}, None),
        ({"lasted": HOUR - TICK}, {"min_duration": HOUR}, "minimum"),
        ({"lasted": HOUR}, {"min_duration": HOUR}, None),
        ({"reopened": True}, {}, "live_talk"),
    ],
)
def test_the_interaction_itself_may_say_no(
    occasion: dict[str, object], given: dict[str, object], gate: str | None
) -> None:
    """Each at its boundary; what the other system did not tell is not held against anybody."""
    assert verdict(told(**occasion), rules(**given)) == (gate, None)


def test_a_full_quota_opens_when_its_oldest_answer_leaves_the_window() -> None:
    given = rules(quota=Quota(200, 30 * DAY))
    assert verdict(facts(), given) == (None, None)
    full = facts(quota_reached_at=NOW - 30 * DAY + TICK)
    assert verdict(full, given) == ("quota", NOW + TICK)
    assert verdict(facts(quota_reached_at=NOW - 30 * DAY), given) == (None, None)


def collected(**changes: object) -> Collected:
    usual: dict[str, object] = {
        "answers": 0, "seen": 0, "half_width": None, "old": 0, "old_answered": 0, "came": 0,
        "young": 0, "asked_today": 0, "period": 7, "coming": None, "tomorrow": TOMORROW,
        "ends": ENDS,
    }  # fmt: skip
    return Collected(**{**usual, **changes})  # type: ignore[arg-type]


def test_without_answers_the_widest_spread_sets_the_pace() -> None:
    """385 answers make +-10 points of NPS certain, 97 such points of a share; and some for luck."""
    assert answers_needed(collected(), TEN_POINTS) == 385 + 58
    assert answers_needed(collected(), Precision(10, 30 * DAY, "csat", 5)) == 97 + 29
    assert asks_a_day(collected(), TEN_POINTS) == 50  # 443 / 30 % / 30 days, rounded up


def test_the_spread_that_was_seen_and_the_rate_set_the_pace_later() -> None:
    found = collected(seen=100, half_width=15.0, old=290, old_answered=87)
    assert answers_needed(found, TEN_POINTS) == 225 + 45
    assert asks_a_day(found, TEN_POINTS) == 30  # 270 / 30 % / 30 days
    assert answers_needed(collected(seen=29, half_width=1.0), TEN_POINTS) == 443
    assert answers_needed(collected(seen=30, half_width=1.0), TEN_POINTS) == 30


def test_on_the_first_day_the_first_ones_are_asked() -> None:
    given = rules(precision=TEN_POINTS)
    for asked, allowed in ((49, True), (50, False)):
        expected = (None, None) if allowed else ("precision", TOMORROW)
        assert verdict(facts(collected=collected(asked_today=asked)), given) == expected


def test_whoever_comes_later_is_asked_with_one_chance_by_a_lot_that_stays() -> None:
    """Of 270 answers 90 have come, 50 asks are young: 165 more of 900 who are still to come."""
    found = collected(
        seen=100, half_width=15.0, answers=95, old=290, old_answered=87, came=90, young=50,
        coming=3000.0, asked_today=999,
    )  # fmt: skip
    assert chance_of_ask(found, TEN_POINTS) == pytest.approx(165 / 900)
    given = rules(precision=TEN_POINTS)
    asked = {
        str(person)
        for person in range(6000)
        if verdict(facts(person=str(person), collected=found), given)[0] is None
    }
    assert len(asked) == pytest.approx(1100, abs=100)
    for person in [*sorted(asked)[:20], "1", "2", "3"]:
        whoever = facts(person=person, collected=found)
        expected = (None, None) if person in asked else ("precision", TOMORROW)
        assert verdict(whoever, given) == verdict(whoever, given) == expected
    more = replace(found, coming=1600.0)
    again = {each for each in asked if verdict(facts(person=each, collected=more), given)[0]}
    assert not again  # who was drawn stays so while the chance rises
    other = replace(found, period=8)
    still = sum(verdict(facts(person=each, collected=other), given)[0] is None for each in asked)
    assert still < len(asked) / 3  # the next period has lots of its own


def test_precision_stops_for_the_rest_of_the_period_when_the_interval_is_narrow() -> None:
    given = rules(precision=TEN_POINTS)
    usual = {"seen": 400, "coming": 100.0, "old": 500, "old_answered": 400}
    narrow = collected(answers=460, half_width=10.0, **usual)
    assert verdict(facts(collected=narrow), given) == ("precision", ENDS)
    wide = collected(answers=459, half_width=10.0, **usual)
    assert verdict(facts(collected=wide), given) == (None, None)


def test_a_reminder_is_no_ask_of_its_own_but_stops_with_the_interval() -> None:
    given = rules(precision=TEN_POINTS)
    full = collected(asked_today=99)
    undrawn = collected(coming=1e6, came=440)
    for found in (full, undrawn):
        assert verdict(facts(collected=found), given)[0] == "precision"
        assert verdict(facts(reminder=True, collected=found), given)[0] is None
        assert verdict(facts(again=True, collected=found), given)[0] is None
    narrow = facts(reminder=True, collected=collected(answers=400, seen=400, half_width=9.0))
    assert verdict(narrow, given)[0] == "precision"


def test_as_many_come_as_on_the_same_days_of_the_week() -> None:
    """Two Mondays and one of each other day but Sunday, on which nobody came yet to be counted."""
    monday = date(2026, 11, 9)
    came = {monday: 10, monday + DAY: 4, monday + 5 * DAY: 1}
    sunday, tuesday = monday + 6 * DAY, monday + 8 * DAY
    assert coming(came, sunday, sunday + DAY) == pytest.approx(15 / 6)  # the mean of six days
    came |= {monday + 7 * DAY: 20}
    assert coming(came, tuesday, tuesday + 7 * DAY) == 4 + 0 + 0 + 0 + 1 + 0 + 15
    assert coming({}, monday, sunday) is None
    assert coming({monday: 9}, monday, sunday) is None  # today does not count


def test_periods_of_whole_weeks_begin_on_a_monday() -> None:
    for day in (date(2026, 11, 16), date(2026, 11, 22)):
        assert period_of(day, 7 * DAY)[1:] == (date(2026, 11, 16), date(2026, 11, 23))
    number, first, until = period_of(date(2026, 11, 16), 30 * DAY)
    assert until - first == 30 * DAY
    assert period_of(until, 30 * DAY) == (number + 1, until, until + 30 * DAY)


def test_a_tomorrow_that_is_not_known_yet_is_decided_about_then() -> None:
    given = rules(precision=TEN_POINTS, quiet_hours=QuietHours(time(12), time(6), BERLIN))
    outcome = decide(facts(collected=collected(asked_today=99)), given, now=NOW)
    assert isinstance(outcome, Ask)


@pytest.mark.parametrize(
    ("at", "expected", "moved"),
    [
        ("2026-11-20T20:59:00+01:00", None, set()),  # a Friday
        ("2026-11-21T12:00:00+01:00", "2026-11-23T09:00:00+01:00", {"workday", "quiet_hours"}),
        ("2026-11-20T21:00:00+01:00", "2026-11-23T09:00:00+01:00", {"workday", "quiet_hours"}),
        ("2026-11-23T08:00:00+01:00", "2026-11-23T09:00:00+01:00", {"quiet_hours"}),
        ("2026-12-24T22:00:00+01:00", "2026-12-28T09:00:00+01:00", {"workday", "quiet_hours"}),
    ],
)
def test_days_off_are_waited_out_and_the_trace_says_so(
    at: str, expected: str | None, moved: set[str]
) -> None:
    moment = datetime.fromisoformat(at).astimezone(UTC)
    working = WorkingDays(frozenset(range(5)), frozenset({date(2026, 12, 25)}))
    given = rules(working_days=working, quiet_hours=NIGHT, drop_after=9 * DAY)
    outcome = decide(facts(closed_at=moment), given, now=moment)
    assert isinstance(outcome, Ask)
    assert outcome.at == datetime.fromisoformat(expected or at)
    waited = {each.gate: each.until for each in outcome.trace if each.until}
    assert set(waited) == moved
    assert waited.get("quiet_hours", outcome.at) == outcome.at


def test_what_waits_too_long_for_a_working_day_is_dropped() -> None:
    saturday = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
    outcome = decide(facts(closed_at=saturday), rules(working_days=WEEKDAYS), now=saturday)
    assert isinstance(outcome, Skip)
    assert outcome.gate == "expired"


def test_a_day_whose_midnight_is_skipped_begins_when_the_clocks_change() -> None:
    """In Beirut the 29th of March 2026 begins at one o'clock."""
    beirut = ZoneInfo("Asia/Beirut")
    only_sunday = WorkingDays(frozenset({6}))
    saturday = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)
    given = rules(working_days=only_sunday, quiet_hours=QuietHours(time(0), time(0), beirut))
    outcome = decide(facts(closed_at=saturday), given, now=saturday)
    assert isinstance(outcome, Ask)
    assert outcome.at.astimezone(beirut).isoformat() == "2026-03-29T01:00:00+03:00"
