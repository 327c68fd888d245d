"""The periods that led to a summary: which there are, and what may be said of each."""

from collections.abc import Mapping
from datetime import date

from bot.reports.points import Point
from bot.reports.series import QuestionLine, lately, series
from bot.reports.summary.reading import summarise
from bot.reports.summary.results import Block
from bot.reports.understanding import query_of
from bot.surveys.lineage import History, Shown
from metrics.periods import Period, parse_period
from storage import versions
from storage.transaction import Transaction
from tests.bot.town import NOW, ZONE, Town

TODAY = NOW.astimezone(ZONE).date()


async def block(town: Town, text: str) -> Block:
    (found,) = (await summarise(town.services, query_of(town.services, text))).blocks
    return found


async def points(
    town: Town, survey: str, *words: str, filters: Mapping[str, str] | None = None
) -> tuple[Point, ...]:
    pieces = [period(word) for word in words]

    async def read(tx: Transaction) -> tuple[Point, ...]:
        history = History(await versions.history(tx))
        newest = town.services.versions[survey]
        shown = Shown(newest.metric, newest.points, newest.anonymous, (newest.number,))
        dealt = await series(tx, QuestionLine(history, survey, shown, filters or {}, pieces))
        return dealt.points()

    return await town.services.database.read(read)


def period(text: str) -> Period:
    return parse_period(text, today=TODAY, zone=ZONE)


def spans(text: str, count: int) -> list[tuple[date, date]]:
    return [(each.since, each.until) for each in lately(period(text), count)]


def test_the_last_periods_touch_one_another_and_the_asked_one_is_the_last() -> None:
    weeks = lately(period("week"))
    assert len(weeks) == 8
    assert [each.until for each in weeks[:-1]] == [each.since for each in weeks[1:]]
    assert weeks[-1] == period("week")


def test_what_is_so_far_is_set_beside_the_same_weekdays_of_before() -> None:
    assert spans("this month", 3) == [
        (date(2026, 8, 30), date(2026, 9, 21)),
        (date(2026, 10, 4), date(2026, 10, 26)),
        (date(2026, 11, 1), date(2026, 11, 23)),
    ]
    longest = parse_period("this month", today=date(2026, 3, 30), zone=ZONE)
    days = [each.days for each in lately(longest, 3)]
    assert days == [30, 30, 30]
    sundays = [(date(2026, 11, day), date(2026, 11, day + 1)) for day in (8, 15, 22)]
    assert spans("today", 3) == sundays


async def test_a_summary_brings_the_eight_weeks_that_led_to_it(town: Town) -> None:
    await town.answer("recommend", *[10] * 30, *[0] * 10)
    await town.answer("recommend", 10, 10, 10, days_ago=9)
    await town.answer("recommend", *[9] * 5, days_ago=30)
    await town.answer("recommend", *[9] * 5, days_ago=57)  # one day too long ago
    found = await block(town, "/nps week")
    assert [point.people for point in found.trend] == [0, 0, 0, 5, 0, 0, 3, 40]
    values = [point.measure and point.measure.value for point in found.trend]
    assert values == [None, None, None, 100, None, None, None, 50]
    assert found.trend[-1].measure == found.measure


async def test_filters_hold_for_every_week_and_two_at_once_bring_none(town: Town) -> None:
    await town.answer("care", *[5] * 6, agent="anna", touchpoint="shop")
    await town.answer("care", *[1] * 9, agent="ben", days_ago=8)
    await town.answer("care", *[5] * 7, agent="anna", days_ago=8)
    one = await block(town, "/csat survey=care agent=anna")
    assert [point.people for point in one.trend][-2:] == [7, 6]
    two = await block(town, "/csat survey=care agent=anna touchpoint=shop")
    assert (two.people, two.trend) == (6, ())
    assert (await block(town, "/csat survey=care text")).trend == ()


async def test_answers_to_another_question_break_the_line(town: Town) -> None:
    await town.answer("recommend", *[10] * 9, days_ago=15)
    await town.renew("recommend")
    await town.answer("recommend", *[8] * 9)
    found = (await block(town, "/nps week")).trend[-3:]
    assert [(each.people, each.other_question) for each in found] == [
        (0, True),
        (0, False),
        (9, False),
    ]


async def test_anonymous_points_are_whole_portions(town: Town) -> None:
    for days_ago, people in ((23, 8), (16, 6), (9, 3), (2, 9)):
        await town.answer("team", *[10] * people, days_ago=days_ago)
    weeks = ("2026-10-26..2026-11-01", "2026-11-02..2026-11-08", "2026-11-09..2026-11-15", "week")
    found = await points(town, "team", *weeks)
    assert [point.people for point in found] == [5, 5, 5, 10]
    month = await block(town, "/enps 2026-10-26..2026-11-22")
    assert month.people == 25  # one of 26 waits
    assert not any(point.other_question for point in found)
