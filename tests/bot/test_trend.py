"""A score over time: which points there are, and what is said of the last."""

import random
from datetime import date, timedelta

import pytest

from bot.access import Role
from bot.app import STAFF_COMMANDS
from bot.errors import Refusal
from bot.reports.roles import role_needed
from bot.reports.trend.reading import trend
from bot.reports.trend.results import Trend
from bot.reports.understanding import query_of
from metrics.differences import newcombe
from metrics.looks import sureness
from metrics.shares import Share
from tests.bot.chart_cases import texts
from tests.bot.town import NOW, VOICE, ZONE, Town

TODAY = NOW.astimezone(ZONE).date()  # a Sunday


async def followed(town: Town, text: str) -> Trend:
    return await trend(town.services, query_of(town.services, text))


async def refusal(town: Town, text: str) -> tuple[str, str]:
    """Give the words, and what the example in them leads to."""
    with pytest.raises(Refusal) as caught:
        await town.read(text)
    words = VOICE.say(caught.value.key, **caught.value.values)
    example = words.rpartition(": ")[2]
    return words.removesuffix(example), await town.text(example)


async def test_a_trend_reads_like_this(town: Town) -> None:
    await town.answer("care", *[5] * 40, *[1] * 10, days_ago=16)
    await town.answer("care", *[5] * 40, *[1] * 20, days_ago=10)
    await town.answer("care", *[4] * 3, days_ago=1)
    assert await town.text("/trend survey=care 2026-11-04..2026-11-22 by week") == (
        "<b>care: CSAT by week</b>\n"
        "<pre>week of  n CSAT  range\n"
        "4 Nov*  50  80% 66..90\n"
        "9 Nov   60  67% 53..78\n"
        "16 Nov*  3</pre>\n"
        "Fewer than 5: counts only, no score\n"
        "* not a whole week, or still going on\n"
        "Last whole week, 9-15 Nov 2026: 67 %; all before it together 80 %."
        " No clear change: anywhere between 41 down and 18 up\n"
        "\n"
        "Watch the trend, not single points: most ups and downs are chance."
        " The range covers chance only, not who chose to answer.\n"
        "4-22 Nov 2026, Europe/Berlin - question v1"
    )


async def test_every_point_is_what_raw_lists_say(town: Town) -> None:
    chance = random.Random(3)
    given_on: list[tuple[date, int]] = []
    for days in range(1, 80):
        scores = [chance.choice([0, 5, 7, 9, 10]) for _ in range(chance.randrange(4))]
        given_on += [(TODAY - timedelta(days=days), score) for score in scores]
        await town.answer("recommend", *scores, days_ago=days)
    for by in ("day", "week", "month"):
        found = await followed(town, f"/trend nps by {by}")
        ((line,),) = [course.lines for course in found.courses]
        assert sum(point.people for point in line.points) == len(given_on)
        for point in line.points:
            scores = [s for on, s in given_on if point.period.since <= on < point.period.until]
            assert point.people == len(scores)
            assert (point.measure is None) == (len(scores) < 5)
            if point.measure is not None:
                up, down = sum(s > 8 for s in scores), sum(s < 7 for s in scores)
                assert point.measure.value == pytest.approx(100 * (up - down) / len(scores))


async def test_the_last_whole_piece_is_set_against_everything_before_it(town: Town) -> None:
    await town.answer("care", *[5] * 55, *[1] * 5, days_ago=30)
    await town.answer("care", *[5] * 3, days_ago=20)  # a gap that still counts
    await town.answer("care", *[5] * 20, *[1] * 20, days_ago=10)
    await town.answer("care", *[1] * 90, days_ago=1)  # the week is still going on
    (course,) = (await followed(town, "/trend survey=care")).courses
    latest = course.latest
    assert latest is not None
    assert latest.change is not None
    assert (latest.people, latest.before) == (40, 63)
    sure = sureness(7)
    assert latest.change.interval == newcombe(Share(20, 40), Share(58, 63), confidence=sure)
    assert latest.change.verdict == "down"
    assert "Clearly down: by 9 to 68 points" in await town.text("/trend survey=care")


async def test_few_answers_say_nothing_of_the_last_piece(town: Town) -> None:
    await town.answer("care", *[5] * 60, days_ago=30)
    await town.answer("care", *[1] * 20, days_ago=10)
    assert "fewer than 30 answers, then or before" in await town.text("/trend survey=care")
    await town.answer("care", *[1] * 20, days_ago=1)
    text = await town.text("/trend survey=care 2026-W47 by week")
    assert "no earlier whole week" in text


async def test_nothing_means_the_lead_metric_and_a_quarter(town: Town) -> None:
    found = await followed(town, "/trend")
    assert [course.survey for course in found.courses] == ["recommend"]
    assert found.query.period.days == 90
    assert found.step == "week"
    found = await followed(town, "/trend csat")
    assert [course.survey for course in found.courses] == ["care", "checkout"]
    text = await town.text("/trend csat")
    assert "<b>care: CSAT by week</b>" in text
    assert "<b>checkout: CSAT by week</b>" in text
    assert "CSAT: no answers yet" in text


async def test_a_lead_that_nobody_is_asked_gives_way_to_the_first_survey(town: Town) -> None:
    config = town.services.config
    town.services.config = config.model_copy(
        update={"reports": config.reports.model_copy(update={"lead": "ces"})}
    )
    assert [course.metric for course in (await followed(town, "/trend")).courses] == ["nps"]


async def test_a_metric_is_for_who_may_ask_it(town: Town) -> None:
    town.services.commands = STAFF_COMMANDS
    for text, role in (
        ("/trend", Role.VIEWER),
        ("/trend nps", Role.VIEWER),
        ("/trend enps", Role.ANALYST),
        ("/trend survey=team", Role.ANALYST),
        ("/compare team before 2026-11-01 after", Role.ANALYST),
        ("/compare enps before 2026-11-01 after", Role.ANALYST),
    ):
        assert role_needed(town.services, text) == role, text


async def test_another_question_is_a_line_of_its_own(town: Town) -> None:
    await town.answer("care", *[1] * 40, days_ago=30)
    await town.renew("care")
    await town.answer("care", *[5] * 40, days_ago=16)
    await town.renew("care", continues="v2")
    await town.answer("care", *[5] * 40, days_ago=9)
    (course,) = (await followed(town, "/trend survey=care")).courses
    assert [line.versions for line in course.lines] == [(1,), (2, 3)]
    assert [sum(p.people for p in line.points) for line in course.lines] == [40, 80]
    assert course.latest is not None
    assert (course.latest.people, course.latest.before) == (40, 40)
    page = await town.read("/trend survey=care")
    lines = page.text.splitlines()
    assert [line for line in lines if line.startswith(("<pre>v", "v"))] == ["v1", "v2, v3"]
    assert page.picture is not None
    read = texts(page.picture.drawing)
    assert "v2, v3" in read
    assert "Dashes: another question from there on, not comparable." in read
    (alone,) = (await followed(town, "/trend survey=care version=1")).courses
    assert [line.versions for line in alone.lines] == [(1,)]


async def test_anonymous_points_under_five_cannot_be_worked_out(town: Town) -> None:
    await town.answer("team", *[9] * 8, days_ago=30)
    await town.answer("team", *[9] * 7, days_ago=16)
    await town.answer("team", *[1] * 2, days_ago=9)
    text = await town.text("/trend enps")
    rows = [line.split() for line in text.splitlines() if "Nov" in line or "Oct" in line]
    shown = [row[2] for row in rows if len(row) > 3 and row[2].isdecimal()]
    assert shown == ["5", "10"]
    assert "15 answers" in await town.text("/enps quarter")  # the two are in no total either
    assert "Groups of fewer than 5 are not shown" not in text
    words, again = await refusal(town, "/trend enps agent=anna")
    assert words.startswith('"team" is anonymous')
    assert again.startswith("<b>team: eNPS by week</b>")


async def test_bad_input_gets_one_sentence_and_an_example_that_works(town: Town) -> None:
    await town.answer("care", 5, 5, agent="anna")
    for typed, said in (
        ("/trend 2000-01-01..2026-11-22 by day", "That is more than 400 points"),
        ("/trend 1970..2026 by month", "That is more than 400 points"),
        ("/trend by agent", '"agent" is none of day, week, month'),
        ("/trend by wek", 'I do not know "wek": did you mean "week"?'),
        ("/trend 2027", "2027 has not begun yet"),
        ("/trend quartr", 'I do not know "quartr": did you mean "quarter"?'),
        ("/trend nps survey=care", 'The survey "care" measures something else'),
        ("/trend survey=care agent=ana", 'Nothing is known of agent "ana"'),
        ("/trend vs week", 'I do not understand "vs"'),
    ):
        words, again = await refusal(town, typed)
        assert words.startswith(said), words
        assert "<b>" in again
    with pytest.raises(Refusal) as caught:
        await town.read("/trend stars")
    assert caught.value.key == "staff.not_measured"


async def test_buttons_move_the_period_and_change_the_step(town: Town) -> None:
    await town.answer("care", 5)
    page = await town.read("/trend csat")
    bodies = {choice.label: choice.body for row in page.rows for choice in row}
    assert bodies == {
        "<": "/trend csat 2026-05-27..2026-08-24",
        "by day": "/trend csat 2026-08-25..2026-11-22 by day",
        "by month": "/trend csat 2026-08-25..2026-11-22 by month",
        "care": "/trend csat 2026-08-25..2026-11-22 survey=care",
        "checkout": "/trend csat 2026-08-25..2026-11-22 survey=checkout",
    }
    for body in bodies.values():
        assert "CSAT by" in await town.text(body)
