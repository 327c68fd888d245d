"""When a digest is due: schedules in the words of three languages, and what clocks do to them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests.schedule import Schedule, read_schedule, says_stop
from bot.errors import Refusal
from bot.words.catalogues import Words

WORDS = Words.load()
BERLIN = ZoneInfo("Europe/Berlin")
MONDAYS = Schedule("weekly", 0, time(9))


# -- words ----------------------------------------------------------------------------------------

SCHEDULES = {
    "weekly monday 09:00": (Schedule("weekly", 0, time(9)), ""),
    "weekly on Friday at 17:30 nps week": (Schedule("weekly", 4, time(17, 30)), "nps week"),
    "every monday 9:00": (Schedule("weekly", 0, time(9)), ""),
    "daily 23:59 csat": (Schedule("daily", None, time(23, 59)), "csat"),
    "every day at 8:05": (Schedule("daily", None, time(8, 5)), ""),
    "monthly 1 09:00": (Schedule("monthly", 1, time(9)), ""),
    "monthly on the 31st 09.00 nps": (Schedule("monthly", 31, time(9)), "nps"),
    "еженедельно понедельник 09:00": (Schedule("weekly", 0, time(9)), ""),
    "каждый вторник в 10:00 nps неделя": (Schedule("weekly", 1, time(10)), "nps неделя"),
    "по пятницам в 18:00": (Schedule("weekly", 4, time(18)), ""),
    "ежедневно 09:00": (Schedule("daily", None, time(9)), ""),
    "ежемесячно 1-го числа в 09:00": (Schedule("monthly", 1, time(9)), ""),
    "每周 周一 09:00": (Schedule("weekly", 0, time(9)), ""),
    "每周五 18：30 nps 周": (Schedule("weekly", 4, time(18, 30)), "nps 周"),
    "每天 08:00": (Schedule("daily", None, time(8)), ""),
    "每月1日 09:00": (Schedule("monthly", 1, time(9)), ""),
    "weekly monday 9am": (Schedule("weekly", 0, time(9)), ""),
    "weekly monday 9 pm csat": (Schedule("weekly", 0, time(21)), "csat"),
    "weekly monday 9": (Schedule("weekly", 0, time(9)), ""),
    "monday at 9 nps 30d": (Schedule("weekly", 0, time(9)), "nps 30d"),
    "daily 12am": (Schedule("daily", None, time(0)), ""),
    "daily 9 9d": (Schedule("daily", None, time(9)), "9d"),
    "monthly 1 9": (Schedule("monthly", 1, time(9)), ""),
    "по понедельникам в 9": (Schedule("weekly", 0, time(9)), ""),
    "понедельник в 9 утра": (Schedule("weekly", 0, time(9)), ""),
    "каждый день в 6 часов вечера csat": (Schedule("daily", None, time(18)), "csat"),
    "每周一9点": (Schedule("weekly", 0, time(9)), ""),
    "每周一 9点半 nps 周": (Schedule("weekly", 0, time(9, 30)), "nps 周"),
    "每天早上9点": (Schedule("daily", None, time(9)), ""),
    "每月1日下午3点": (Schedule("monthly", 1, time(15)), ""),
    "weekly, monday at 9 pm csat": (Schedule("weekly", 0, time(21)), "csat"),
    "monday 9:30 pm": (Schedule("weekly", 0, time(21, 30)), ""),
    "monday 12am": (Schedule("weekly", 0, time(0)), ""),
    "monday 12pm": (Schedule("weekly", 0, time(12)), ""),
    "daily 9 nps week": (Schedule("daily", None, time(9)), "nps week"),
    "every day at 9 o'clock": (Schedule("daily", None, time(9)), ""),
    "monthly on the 1st at 9": (Schedule("monthly", 1, time(9)), ""),
    "weekly\u00a0monday\u300009:00": (Schedule("weekly", 0, time(9)), ""),
    "Weekly MONDAY ０９：００": (Schedule("weekly", 0, time(9)), ""),
    "еженедельно понедельник в 9": (Schedule("weekly", 0, time(9)), ""),
    "каждый понедельник в 9 утра nps": (Schedule("weekly", 0, time(9)), "nps"),
    "ежедневно в 6 вечера": (Schedule("daily", None, time(18)), ""),
    "ежемесячно 1-го в 9 часов": (Schedule("monthly", 1, time(9)), ""),
    "每周一 九点": (Schedule("weekly", 0, time(9)), ""),
    "每天早上9点半 nps 周": (Schedule("daily", None, time(9, 30)), "nps 周"),
    "每周五下午6点": (Schedule("weekly", 4, time(18)), ""),
    "每月1日9点": (Schedule("monthly", 1, time(9)), ""),
    "每月1号 上午10点15分": (Schedule("monthly", 1, time(10, 15)), ""),
}
WRONG = {
    "weekly monday": "digest.no_time",
    "weekly monday 25:00": "digest.wrong_time",
    "weekly monday 09:60": "digest.wrong_time",
    "09:00": "digest.how_often",
    "weekly monday 25": "digest.wrong_time",
    "weekly monday 13:75": "digest.wrong_time",
    "monthly 1": "digest.no_time",
    "weekly 09:00": "digest.which_day",
    "monthly 09:00": "digest.which_day",
    "weekly 5 09:00": "digest.two_days",
    "daily monday 09:00": "digest.two_days",
    "monthly 32 09:00": "digest.unknown_word",
    "weekly mnday 09:00": "digest.nearest_word",
    "weekly nps 09:00": "digest.unknown_word",
    "weekly monday tuesday 09:00": "digest.unknown_word",
    "daily 5 09:00": "digest.two_days",
    "weekly wednesdy 09:00": "digest.nearest_word",
    "daily 25": "digest.wrong_time",
    "weekly monday 9:75 csat": "digest.wrong_time",
}


@pytest.mark.parametrize("text", SCHEDULES)
def test_a_schedule_is_understood_in_every_language(text: str) -> None:
    assert read_schedule(text, WORDS, example="") == SCHEDULES[text]


@pytest.mark.parametrize("text", WRONG)
def test_a_schedule_that_is_wrong_is_refused_in_words(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_schedule(text, WORDS, example="/digest daily 09:00")
    assert refused.value.key == WRONG[text]


@pytest.mark.parametrize("language", WORDS.languages)
def test_the_example_and_the_word_that_stops_work_in_every_language(language: str) -> None:
    example = WORDS.plain(language, "digest.example").removeprefix("/digest ")
    assert read_schedule(example, WORDS, example="") == (MONDAYS, "")
    for word in WORDS.plain(language, "digest.words.stop").split(","):
        assert says_stop(word, WORDS)


@given(text=st.text(max_size=60))
def test_whatever_is_typed_is_a_schedule_or_a_refusal(text: str) -> None:
    try:
        schedule, _ = read_schedule(text, WORDS, example="/digest daily 09:00")
    except Refusal as refusal:
        key = refusal.key
    else:
        key = f"digest.every.{schedule.every}"
    assert WORDS.has("en", key)


# -- moments --------------------------------------------------------------------------------------


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_the_hour_is_local_on_both_sides_of_a_change_of_the_clocks() -> None:
    nine = Schedule("daily", None, time(9))
    assert nine.following(at("2026-10-24T12:00"), BERLIN) == at("2026-10-25T08:00")
    assert nine.following(at("2026-10-23T12:00"), BERLIN) == at("2026-10-24T07:00")


def test_a_time_that_does_not_exist_is_the_next_one_that_does() -> None:
    half_past_two = Schedule("daily", None, time(2, 30))
    assert half_past_two.following(at("2026-03-28T12:00"), BERLIN) == at("2026-03-29T01:00")
    assert half_past_two.following(at("2026-03-29T01:00"), BERLIN) == at("2026-03-30T00:30")


def test_a_time_that_comes_twice_is_taken_once() -> None:
    half_past_two = Schedule("daily", None, time(2, 30))
    first = half_past_two.following(at("2026-10-24T12:00"), BERLIN)
    assert first == at("2026-10-25T00:30")
    assert half_past_two.following(first, BERLIN) == at("2026-10-26T01:30")


def test_a_month_that_is_too_short_has_it_on_its_last_day() -> None:
    last = Schedule("monthly", 31, time(9))
    assert last.following(at("2026-02-01T12:00"), BERLIN) == at("2026-02-28T08:00")
    assert last.covered(date(2026, 2, 28)) == "2026-01-31..2026-02-27"


def test_the_days_it_stands_for_are_a_whole_week_or_month_where_they_can_be() -> None:
    assert MONDAYS.covered(date(2026, 11, 23)) == "2026-W47"
    assert Schedule("weekly", 4, time(9)).covered(date(2026, 11, 27)) == "2026-11-20..2026-11-26"
    assert Schedule("monthly", 1, time(9)).covered(date(2026, 12, 1)) == "2026-11"
    assert Schedule("daily", None, time(9)).covered(date(2026, 12, 1)) == "2026-11-30"


def schedules() -> st.SearchStrategy[Schedule]:
    clock = st.times().map(lambda each: each.replace(second=0, microsecond=0))
    return st.one_of(
        st.builds(Schedule, st.just("daily"), st.none(), clock),
        st.builds(Schedule, st.just("weekly"), st.integers(0, 6), clock),
        st.builds(Schedule, st.just("monthly"), st.integers(1, 31), clock),
    )


def fits(schedule: Schedule, day: date) -> bool:
    """Tell in the plainest way whether a digest is due on a day."""
    if schedule.every == "weekly":
        return day.weekday() == schedule.day
    tomorrow = day + timedelta(days=1)
    last = tomorrow.month != day.month
    if schedule.every == "monthly":
        return day.day == schedule.day or (last and day.day < (schedule.day or 0))
    return True


@given(
    schedule=schedules(),
    now=st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1)),  # noqa: DTZ001
    zone=st.sampled_from(["Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "UTC"]),
)
def test_the_last_and_the_next_time_are_the_nearest_ones(
    schedule: Schedule, now: datetime, zone: str
) -> None:
    here, now = ZoneInfo(zone), now.replace(tzinfo=UTC)
    around = [now.astimezone(here).date() + timedelta(days=offset) for offset in range(-40, 41)]
    moments = {day: schedule.moment(day, here) for day in around if fits(schedule, day)}
    past = [day for day, moment in moments.items() if moment <= now]
    assert schedule.latest(now, here) == max(past)
    assert schedule.following(now, here) == min(
        moment for moment in moments.values() if moment > now
    )
