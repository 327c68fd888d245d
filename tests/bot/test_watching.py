"""Staff are told of changes: once, with counts and words, and of nothing that is chance or past."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.settings.watching import Watch
from bot.watch.list_words import listing_screen
from bot.watch.listing import listing
from bot.words.voice import Voice
from metrics.measure import measure
from metrics.repeats import NOBODY_TWICE as NOBODY
from metrics.repeats import Repeats
from tests.bot.town import VOICE
from tests.bot.watchtower import CHAT, MONDAY, WEEK, Tower, open_tower

STEADY = [(85, 100), (86, 100), (84, 100), (85, 100)] * 5
FALLEN = (70, 100)


@pytest.fixture
async def tower(tmp_path: Path) -> AsyncIterator[Tower]:
    async with open_tower(tmp_path) as tower:
        yield tower


async def shown(tower: Tower, language: str = "en") -> str:
    voice = Voice(VOICE.words, language)
    return listing_screen(voice, await listing(tower.town.services)).text


async def test_a_fall_is_told_once_with_its_counts_and_words(tower: Tower) -> None:
    await tower.past([*STEADY, *STEADY[:8], (60, 100)])
    await tower.town.answer("care", 1, days_ago=1, comment="the <b>form</b> lost my order")
    await tower.look()
    (alert,) = await tower.alerts()
    assert (alert.chat_id, alert.kind) == (CHAT, "alert")
    text = (await tower.screen(alert)).text
    assert "<b>care</b>: CSAT has fallen" in text
    assert "<b>85 % → 59 %</b> since week 47, from 16 Nov on" in text
    assert "Usual: 85 % of 2,000 answers, 29 Jun - 15 Nov 2026" in text
    assert "of 101 answers, 16-22 Nov 2026: 60 satisfied, 0 neutral, 41 dissatisfied" in text
    assert "<b>1/5</b> – the &lt;b&gt;form&lt;/b&gt; lost my order" in text
    assert "/comments 2026-W47 survey=care low" in text
    assert "/compare survey=care before 2026-11-16 after" in text
    assert "form" not in str(alert.body), "words stand with their answer, where they can be deleted"
    tower.turn(timedelta(minutes=20))
    assert await tower.look()
    assert len(await tower.alerts()) == 1


async def test_a_rise_is_told_calmly(tower: Tower) -> None:
    await tower.past([*STEADY, (99, 100), (97, 100)])
    await tower.look()
    (alert,) = await tower.alerts()
    text = (await tower.screen(alert)).text
    assert "CSAT has risen" in text
    assert "85 % → 98 %" in text
    assert "Low scores" not in text


async def test_nothing_is_told_while_nothing_happens(tower: Tower) -> None:
    await tower.past([*STEADY, *STEADY])
    assert set(await tower.live(since=19)) == {0}
    watch = (await tower.watched())["total", ""]
    assert watch.baseline is not None
    assert (watch.baseline.weeks, watch.baseline.people, watch.version) == (20, 2000, 1)
    assert watch.baseline.since == MONDAY - 39 * WEEK
    assert "inside, usual 85 % (20 weeks, 2,000 answers)" in await shown(tower)


async def test_what_is_usual_moves_along_and_the_message_says_of_which_days(tower: Tower) -> None:
    """Nine points lower within 45 weeks, five weeks for each: no alarm before the fall."""
    drift = [(95 - week // 5, 100) for week in range(45)]
    await tower.past([*drift, (60, 100)])
    await tower.look()
    (alert,) = await tower.alerts()
    text = (await tower.screen(alert)).text
    assert sum(good for good, _ in drift[-20:]) == 1770
    assert "<b>89 % → 60 %</b> since week 47" in text
    assert "Usual: 89 % of 2,000 answers, 29 Jun - 15 Nov 2026" in text
    assert "fallen since W47, usual 89 % (20 weeks, 2,000 answers)" in await shown(tower)


async def test_after_a_return_what_was_usual_before_is_told(tower: Tower) -> None:
    await tower.past([*STEADY * 5, *[(55, 100)] * 2, *[(85, 100)] * 6, (55, 100)])
    await tower.live(since=9)
    first, second = await tower.alerts()
    assert first.body["since"][0] == "2026-09-21"
    assert second.body["since"] == ["2026-11-16", "2026-11-23"]
    assert second.body["usual"] == first.body["usual"] == ["2026-05-04", "2026-09-21"]


async def test_the_next_is_told_only_after_it_came_back(tower: Tower) -> None:
    await tower.past([*STEADY, *[FALLEN] * 4, *[(89, 100)] * 8, *[FALLEN] * 4])
    told = await tower.live(since=16)
    assert told[:5] == [0, *[1] * 4]
    assert sorted(told) == told
    assert told[-5:-3] == [1, 1]
    assert told[-1] == 2
    assert len({alert.body["since"][0] for alert in await tower.alerts()}) == 2


async def test_a_week_of_few_answers_tells_nothing(tower: Tower) -> None:
    await tower.past([*STEADY, (0, 9)])
    await tower.look()
    assert await tower.alerts() == []
    await tower.past([(0, 1)])
    tower.turn(timedelta(minutes=10))
    await tower.look()
    assert len(await tower.alerts()) == 1


async def test_the_present_week_is_judged_when_it_is_over(tower: Tower) -> None:
    await tower.past([*STEADY, (0, 60)])
    tower.turn(-timedelta(hours=9))  # Sunday night
    await tower.look()
    assert await tower.alerts() == []
    assert "inside, usual 85 %" in await shown(tower)
    tower.turn(timedelta(hours=4))
    await tower.look()
    (alert,) = await tower.alerts()
    assert alert.body["since"] == ["2026-11-16", "2026-11-23"]


async def test_what_is_long_past_is_noted_and_told_to_nobody(tower: Tower) -> None:
    await tower.past([*STEADY, *[FALLEN] * 6])
    await tower.look()
    assert await tower.alerts() == []
    assert (await tower.watched())["total", ""].open
    assert "fallen since W42" in await shown(tower)


async def test_touchpoints_that_move_with_the_whole_stand_in_its_message(tower: Tower) -> None:
    await tower.past([*STEADY, FALLEN])
    half = [(good // 2, 50) for good, _ in STEADY]
    await tower.past([*half, (28, 50)], touchpoint="checkout")
    await tower.past([*half, (42, 50)], touchpoint="support")
    await tower.look()
    (alert,) = await tower.alerts()
    text = (await tower.screen(alert)).text
    assert "Moved most: checkout 85 % → 56 % (50 answers)" in text
    assert "support" not in text
    tower.turn(timedelta(days=3))
    await tower.look()
    assert len(await tower.alerts()) == 1


TWICE = (50, 70, 35, 50, 0)  # fifty people said the same twice, 35 of them that they are satisfied


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "of 100 answers from 50 people, 16-22 Nov 2026"),
        ("ru", "100 ответов от 50 человек, 16"),
        ("zh_Hans", "100 份回答，来自 50 人，2026"),
    ],
)
async def test_people_who_answer_again_are_told_apart_in_the_message(
    tower: Tower, language: str, said: str
) -> None:
    """Its range is that of as many people, of the whole and where it moved most."""
    await tower.past([*STEADY, FALLEN])
    half = [(good // 2, 50) for good, _ in STEADY]
    await tower.past([*half, (28, 50)], touchpoint="checkout")
    await tower.past([*half, (42, 50)], touchpoint="support")
    await tower.again(TWICE)
    await tower.again((25, 28, 14, 25, 0), touchpoint="checkout")
    await tower.look()
    tower.settle_language(language)
    (alert,) = await tower.alerts()
    text = (await tower.screen(alert)).text
    assert said in text
    found, alone = (measure("csat", 5, {5: 70, 1: 30}, each) for each in (Repeats(*TWICE), NOBODY))
    assert found is not None
    assert alone is not None
    assert found.interval.width > 1.3 * alone.interval.width
    low, high = (f"{100 * end:.0f}" for end in (found.interval.low, found.interval.high))
    assert re.search(rf"70\D+{low}\D+{high}\D+100", text)
    (most,) = [line for line in text.splitlines() if "56" in line]
    assert re.search(r"50\D+25", most)


async def test_a_touchpoint_that_moves_alone_is_told_alone(tower: Tower) -> None:
    await tower.past([(170, 200)] * 20 + [(170, 200)])
    await tower.past([(17, 20)] * 20 + [(4, 20)], touchpoint="checkout")
    await tower.past([(17, 20)] * 20 + [(6, 20)], touchpoint="sales")
    await tower.look()
    (alert,) = await tower.alerts()
    text = (await tower.screen(alert)).text
    assert "<b>care, checkout</b>: CSAT has fallen" in text
    assert "Outside what is usual, too: sales" in text
    assert "/comments 2026-W47 survey=care touchpoint=checkout low" in text


async def test_a_change_can_be_taken_as_the_new_normal(tower: Tower) -> None:
    await tower.past([*STEADY, *[FALLEN] * 2])
    await tower.past([*STEADY, *[FALLEN] * 2], touchpoint="support")
    await tower.look()
    (alert,) = await tower.alerts()
    old = (await tower.watched())["total", ""]
    assert await tower.accept(old.id, name="Vera <3", actor="telegram:7")
    assert not await tower.accept(old.id, name="Vera <3", actor="telegram:7")
    screen = await tower.screen(alert)
    assert "Vera &lt;3 took this as the new normal" in screen.text
    assert "learnt anew from 9 Nov on" in screen.text
    assert screen.keyboard is None
    watched = await tower.watched()
    for place in (("total", ""), ("touchpoint", "support")):
        assert (watched[place].version, watched[place].since) == (2, MONDAY - WEEK)
        assert watched[place].baseline is None
    tower.turn(timedelta(minutes=20))
    await tower.look()
    assert len(await tower.alerts()) == 1
    assert (
        "still learning what is usual: weeks 2 (needs 10), answers 200 (needs 200)"
        in await shown(tower)
    )
    kept = await tower.rows("SELECT * FROM watches WHERE ended_at IS NOT NULL")
    assert [row["mean"] for row in kept] == pytest.approx([0.85, 0.85])
    logged = await tower.rows("SELECT * FROM audit WHERE action = 'new_normal'")
    assert {row["actor"] for row in logged} == {"telegram:7"}


async def test_after_the_new_normal_is_learnt_it_is_watched(tower: Tower) -> None:
    await tower.past([*STEADY, *[FALLEN] * 14, (40, 100)])
    await tower.live(since=13, until=13)
    (watch,) = [each for each in (await tower.watched()).values() if each.kind == "total"]
    assert await tower.accept(watch.id, name="V", actor="bot")
    tower.turn(13 * WEEK)
    await tower.look()
    alerts = await tower.alerts()
    assert len(alerts) == 2
    assert "70 % → 40 %" in (await tower.screen(alerts[-1])).text


async def test_another_question_is_learnt_anew(tower: Tower) -> None:
    await tower.past([*STEADY, (85, 100)])
    await tower.look()
    await tower.town.renew("care")
    await tower.past([(10, 100)], version=2)
    tower.turn(timedelta(minutes=20))
    await tower.look()
    assert await tower.alerts() == []
    watch = (await tower.watched())["total", ""]
    assert (watch.version, watch.question, watch.baseline) == (2, 2, None)
    assert "weeks 1 (needs 10), answers 100 (needs 200)" in await shown(tower)


async def test_a_question_that_continues_is_compared(tower: Tower) -> None:
    await tower.past([*STEADY, (0, 0)])
    await tower.town.renew("care", continues="same meaning")
    await tower.past([(50, 100)], version=2)
    await tower.look()
    (alert,) = await tower.alerts()
    assert alert.body["versions"] == [1, 2]


async def test_a_survey_that_is_taken_out_is_watched_no_longer(tower: Tower) -> None:
    await tower.past([*STEADY, (85, 100)])
    await tower.look()
    services = tower.town.services
    left = {name: each for name, each in services.config.surveys.items() if name != "care"}
    services.config = services.config.model_copy(update={"surveys": left})
    tower.turn(timedelta(minutes=20))
    await tower.look()
    assert await tower.watched() == {}
    assert await tower.rows("SELECT 1 FROM watches WHERE ended_at IS NOT NULL")


async def test_anonymous_surveys_are_not_watched(tower: Tower) -> None:
    await tower.past([*STEADY, FALLEN], survey="team")
    await tower.look()
    assert await tower.watched("team") == {}
    assert "team" not in await shown(tower)


async def test_alerts_on_changes_can_be_turned_off(tower: Tower) -> None:
    await tower.past([*STEADY, FALLEN])
    tower.settle_on(watch=Watch(changes=False))
    await tower.look()
    assert await tower.alerts() == []
    assert "Alerts on changes are off" in await shown(tower)


async def test_without_a_chat_changes_are_noted_all_the_same(tower: Tower) -> None:
    await tower.past([*STEADY, FALLEN])
    tower.settle_on(chat=None)
    await tower.look()
    assert await tower.alerts() == []
    assert "fallen since W47" in await shown(tower)
    assert "No chat for alerts" in await shown(tower)


async def test_a_survey_is_looked_at_every_ten_minutes_at_most(tower: Tower) -> None:
    await tower.past([*STEADY, FALLEN])
    assert await tower.look() == 5  # three surveys that are not anonymous, two figures
    tower.turn(timedelta(minutes=9))
    assert await tower.look() == 0
    tower.turn(timedelta(minutes=1))
    assert await tower.look() == 5


@pytest.mark.parametrize("language", ["en", "ru", "zh_Hans"])
async def test_it_reads_well_in_every_language(tower: Tower, language: str) -> None:
    await tower.past([*STEADY, FALLEN])
    await tower.past([(9, 10)] * 3, touchpoint="support")
    services = tower.town.services
    business = services.config.business.model_copy(update={"default_language": language})
    services.config = services.config.model_copy(update={"business": business})
    await tower.look()
    (alert,) = await tower.alerts()
    for text in ((await tower.screen(alert)).text, await shown(tower, language)):
        assert "{" not in text
        assert "watch." not in text
