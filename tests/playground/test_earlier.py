"""What was before the simulated week, on paper and told to a tiny bot."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import aiohttp

from playground import earlier
from playground.backlog import play_earlier
from playground.cast import CHANNELS, TOUCHPOINTS
from playground.core import Telegram
from playground.reach import Places, Reach
from playground.sayings import ABOUT, ANYTHING
from playground.server import serve
from tests.playground.tiny_bot import KEY, TinyBot, polling, served

MONDAY = date(2026, 11, 16)
ZONE = ZoneInfo("Europe/Berlin")
OPENING = datetime(2026, 11, 16, 8, 0, tzinfo=ZONE)


def rows(seed: int = 7) -> list[dict[str, str | int]]:
    given = earlier.answers(seed=seed, first_day=MONDAY, zone=ZONE)
    return [dict(zip(earlier.COLUMNS, row, strict=True)) for row in given]


def test_answers_are_the_same_each_time_and_end_before_the_week() -> None:
    assert rows() == rows()
    assert rows() != rows(8)
    moments = [datetime.fromisoformat(str(row["answered_at"])) for row in rows()]
    assert max(moments).date() == MONDAY - timedelta(days=1)
    assert min(moments).date() == MONDAY - timedelta(weeks=earlier.WEEKS)


def test_every_course_stays_on_its_scale_and_its_touchpoint() -> None:
    named = {course.touchpoint for course in earlier.COURSES if course.named}
    assert named == set(TOUCHPOINTS)
    for course in earlier.COURSES:
        scores = Counter(row["score"] for row in rows() if row["survey"] == course.survey)
        assert set(scores) <= set(range(course.low, course.high + 1))
        assert scores[course.high]


def test_a_nameless_survey_has_nothing_but_scores_and_days() -> None:
    team = [row for row in rows() if row["survey"] == "team"]
    assert team
    assert {value for row in team for value in list(row.values())[3:]} == {""}


def test_comments_are_in_the_language_of_the_answer() -> None:
    own = {language: {*known[0], *known[1]} for language, known in ANYTHING.items()}
    for about in ABOUT.values():
        for language, (content, unhappy) in about.items():
            own[language] |= {*content, *unhappy}
    assert all(row["comment"] in own[str(row["language"])] for row in rows() if row["comment"])
    assert {row["channel"] for row in rows() if row["channel"]} == set(CHANNELS)


def test_interactions_come_oldest_first_and_some_people_stay_away_later() -> None:
    found = earlier.endings(240, seed=7, now=OPENING)
    ages = [ending.minutes_ago for ending in found]
    assert ages == sorted(ages, reverse=True)
    assert ages[-1] > 0
    recent = {ending.customer.id for ending in found if ending.minutes_ago < 6 * 24 * 60}
    assert {ending.customer.id for ending in found} - recent


async def test_they_are_told_to_the_bot_with_the_orders_of_the_week_before() -> None:
    bot, server = TinyBot(), await serve(Telegram())
    try:
        async with served(bot) as url, polling(bot, server.url):
            places = Places(server.url, server.key, url, KEY)
            async with aiohttp.ClientSession() as http:
                await Reach(http, places).bot("/demo/clock", {"to": OPENING.isoformat()})
            count = await play_earlier(places, now=OPENING, customers=20)
    finally:
        await server.close()
    assert len(bot.interactions) == count == earlier.VISITS_LAST_WEEK + earlier.VISITS_BEFORE
    assert list(bot.orders) == [f"2026-11-{day:02}" for day in range(9, 16)]
