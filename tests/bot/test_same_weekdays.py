"""A day, and a part of a calendar unit, are set beside the same weekdays, and the reply says so."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from bot.words.dates import before
from bot.words.voice import Voice
from metrics.periods import parse_period
from tests.bot.town import NOW, VOICE, ZONE, Town, open_town

TODAY = NOW.astimezone(ZONE).date()  # a Sunday


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with open_town(tmp_path) as town:
        yield town


async def test_today_is_set_beside_the_same_weekday_and_not_yesterday(town: Town) -> None:
    await town.answer("care", *[5] * 30, *[1] * 10, days_ago=0)
    await town.answer("care", *[1] * 40, days_ago=1)
    await town.answer("care", *[5] * 28, *[1] * 12, days_ago=7)
    text = await town.text("/csat today survey=care")
    assert "no clear change" in text
    assert "Same weekday (15 Nov 2026) 70 %" in text


async def test_the_month_so_far_is_set_beside_days_that_begin_on_the_same_weekday(
    town: Town,
) -> None:
    await town.answer("care", *[5] * 30, days_ago=1)
    await town.answer("care", *[5] * 30, days_ago=29)
    await town.answer("care", *[1] * 30, days_ago=50)  # 3 October: not among 4-25 October
    text = await town.text("/csat this month survey=care")
    assert "Same weekdays (4-25 Oct 2026) 100 %" in text


@pytest.mark.parametrize(
    ("language", "day", "days"),
    [
        ("en", "Same weekday (15 Nov 2026)", "Same weekdays (4-25 Oct 2026)"),
        ("ru", "Тот же день недели (15 нояб. 2026)", "Те же дни недели (4\u201325 окт. 2026)"),
        ("zh_Hans", "同一星期几（2026年11月15日）", "相同的星期几（2026年10月4日至25日）"),
    ],
)
def test_every_language_says_what_it_is_compared_with(language: str, day: str, days: str) -> None:
    voice = Voice(VOICE.words, language)
    today, month = (parse_period(text, today=TODAY, zone=ZONE) for text in ("today", "this month"))
    assert before(voice, today, today.previous()) == day
    assert before(voice, month, month.previous()) == days


def test_a_whole_week_is_still_set_beside_the_days_before() -> None:
    week = parse_period("last week", today=TODAY, zone=ZONE)
    assert before(VOICE, week, week.previous()) == "Previous 7 days"
    monday = parse_period("this week", today=date(2026, 11, 25), zone=ZONE)
    assert before(VOICE, monday, monday.previous()) == "Same weekdays (16-18 Nov 2026)"
