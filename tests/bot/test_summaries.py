"""Summaries, from rows in a real database to the whole reply."""

from pathlib import Path

import pytest

from bot.errors import Refusal
from bot.pictures.page import Page
from bot.words import figures
from metrics.catalogue import METRICS
from metrics.measure import change, measure
from metrics.small_numbers import visible_groups
from tests.bot.town import SETTINGS, VOICE, Town, open_town

WAITS = (
    "Anonymous answers are counted five or more at a time, on the day when so many are there."
    " Some may still wait. One person may have answered more than once."
)
WEEK = "16-22 Nov 2026, Europe/Berlin"


def bodies(page: Page) -> dict[str, str]:
    return {choice.label: choice.body for row in page.rows for choice in row}


async def refusal(town: Town, text: str) -> str:
    with pytest.raises(Refusal) as caught:
        await town.read(text)
    return VOICE.say(caught.value.key, **caught.value.values)


async def test_a_week_reads_like_this(town: Town) -> None:
    await town.answer("recommend", *[10] * 38, *[8] * 15, *[3] * 11)
    await town.answer("recommend", *[9] * 30, *[7] * 15, *[2] * 10, days_ago=9)
    await town.ask("recommend", 104)
    assert await town.text("/nps week") == (
        "NPS +42 (+20 to +60), no clear change\n"
        "64 answers: 38 promoters, 15 passives, 11 detractors\n"
        "Previous 7 days +36: no clear change (-46 to +57)\n"
        "Of 168 asks delivered these days 64 are answered so far (38 %), 104 still open\n"
        f"{WEEK} - question v1"
    )


async def test_no_answers_are_not_zero(town: Town) -> None:
    assert await town.text("/nps") == (
        f"NPS: no answers yet\nNo asks were delivered these days\n{WEEK} - question v1"
    )


async def test_zero_is_a_score_and_has_no_sign(town: Town) -> None:
    await town.answer("recommend", *[8] * 6)
    assert (await town.text("/nps")).startswith("NPS 0, anywhere from ")


async def test_up_to_four_answers_are_counts(town: Town) -> None:
    await town.answer("recommend", 10, 9, 3)
    assert await town.text("/nps today vs yesterday") == (
        "NPS: no answers yet\n"
        "The day before: 3 answers, too few to compare: it takes 30 people on each side\n"
        "No asks were delivered that day\n22 Nov 2026, Europe/Berlin - question v1"
    )
    assert await town.text("/nps yesterday") == (
        "NPS: too few answers for a score, which takes 5 people\n"
        "3 answers: 2 promoters, 0 passives, 1 detractor\n"
        "Of 3 asks delivered that day 3 are answered so far, 0 still open\n"
        "21 Nov 2026, Europe/Berlin - question v1"
    )


async def test_under_thirty_answers_the_interval_is_in_words_and_nothing_is_compared(
    town: Town,
) -> None:
    await town.answer("recommend", *[10] * 6, *[8] * 2, *[1] * 2)
    await town.answer("recommend", *[10] * 40, days_ago=8)
    assert (await town.text("/nps")).splitlines()[:3] == [
        "NPS +40, anywhere from -25 to +83",
        "10 answers: 6 promoters, 2 passives, 2 detractors",
        "Previous 7 days: 40 answers; too few now to compare: it takes 30 people on each side",
    ]


async def test_a_share_that_fell_says_by_how_much(town: Town) -> None:
    await town.answer("care", *[5] * 60, *[4] * 40, *[3] * 10, *[1] * 22)
    await town.answer("care", *[4] * 120, days_ago=10)
    assert (await town.text("/csat survey=care")).splitlines()[:4] == [
        "CSAT 76 % (68 % to 83 %), clearly down by 9 to 40 points - <b>care</b>",
        "132 answers: 100 satisfied, 10 neutral, 22 dissatisfied",
        "Top score 45 %, mean 3.9",
        "Previous 7 days 100 %. Clearly down: by 9 to 40 points",
    ]


async def test_surveys_are_never_pooled(town: Town) -> None:
    await town.answer("care", 5, 5)
    await town.answer("checkout", 1)
    page = await town.read("/csat")
    blocks = page.text.split("\n\n")
    assert [block.splitlines()[0].split(" - ")[1] for block in blocks] == [
        "<b>care</b>",
        "<b>checkout</b>",
    ]
    assert "2 answers: 2 satisfied" in blocks[0]
    assert "1 answer: 0 satisfied, 0 neutral, 1 dissatisfied" in blocks[1]
    assert bodies(page)["checkout"] == "/csat 2026-11-16..2026-11-22 survey=checkout"


async def test_two_filters_are_counted_from_the_rows(town: Town) -> None:
    await town.answer("care", *[5] * 6, agent="anna", touchpoint="support")
    await town.answer("care", *[1] * 6, agent="anna", touchpoint="sales")
    await town.answer("care", *[1] * 6, agent="ben", touchpoint="support")
    text = await town.text("/csat survey=care agent=anna touchpoint=support")
    assert "6 answers: 6 satisfied, 0 neutral, 0 dissatisfied" in text
    assert "Of 6 asks delivered these days 6 are answered so far (100 %)" in text
    text = await town.text("/csat survey=care agent=anna by touchpoint")
    assert "sales      6   0%   0..46\nsupport    6 100% 54..100</pre>" in text


async def test_a_reason_is_known_of_answers_only(town: Town) -> None:
    await town.answer("care", *[1] * 3, reason="speed")
    text = await town.text("/csat survey=care reason=speed")
    assert text.startswith("<b>Speed</b>: 3 of 3")
    assert "asks" not in text


async def test_a_value_that_nobody_has_is_refused_with_those_there_are(town: Town) -> None:
    await town.answer("recommend", 10, agent="anna")
    await town.answer("recommend", 10, agent="ben", days_ago=100)
    assert await refusal(town, "/nps agent=ana") == (
        'Nothing is known of agent "ana" in the last year; there are: anna, ben.'
        " For example: /nps 2026-11-16..2026-11-22 agent=anna"
    )
    assert (await town.text("/nps agent=ben")).startswith("NPS: no answers yet")


async def test_a_new_question_leaves_the_old_answers_out(town: Town) -> None:
    await town.answer("care", *[1] * 40)
    await town.answer("care", *[1] * 40, days_ago=9)
    await town.renew("care")
    await town.answer("care", *[5] * 31)
    assert (await town.text("/csat survey=care")).splitlines() == [
        "CSAT 100 % (89 % to 100 %) - <b>care</b>",
        "31 answers: 31 satisfied, 0 neutral, 0 dissatisfied",
        "Top score 100 %, mean 5.0",
        "Previous 7 days: another question was asked, so there is nothing to compare",
        "Of 31 asks delivered these days 31 are answered so far (100 %), 0 still open",
        "40 answers to another question (v1) are left out",
        f"{WEEK} - question v2",
    ]
    old = await town.text("/csat survey=care version=1")
    assert "40 answers: 0 satisfied" in old
    assert await refusal(town, "/csat survey=care version=7") == (
        '"care" has no question v7; there are: v1, v2.'
    )


async def test_a_question_that_continues_the_old_one_counts_together_with_it(town: Town) -> None:
    await town.answer("care", *[1] * 40)
    await town.renew("care", continues="the same, better said")
    await town.answer("care", *[5] * 40)
    text = await town.text("/csat survey=care")
    assert "80 answers: 40 satisfied, 0 neutral, 40 dissatisfied" in text
    assert text.endswith("question v1, v2")


async def test_a_survey_with_another_metric_is_pointed_to(town: Town) -> None:
    assert await refusal(town, "/nps survey=care") == (
        'The survey "care" measures something else.'
        " For example: /csat 2026-11-16..2026-11-22 survey=care"
    )
    assert await refusal(town, "/stars") == (
        "No survey measures Stars here. What is measured: NPS, CSAT. Press to see it:"
    )


async def test_buttons_move_by_whole_periods_and_never_into_the_future(town: Town) -> None:
    now = bodies(await town.read("/nps week"))
    assert now["<"] == "/nps 2026-11-09..2026-11-15"
    assert ">" not in now
    earlier = bodies(await town.read(now["<"]))
    assert earlier[">"] == "/nps 2026-11-16..2026-11-22"
    choices = bodies(await town.read(now["by ..."]))
    assert list(choices) == ["touchpoint", "agent", "language", "channel", "day", "back"]
    assert choices["agent"] == "/nps 2026-11-16..2026-11-22 by agent"


async def test_every_button_can_be_pressed(town: Town) -> None:
    await town.answer("care", *[2] * 7, comment="slow", agent="anna")
    for start in ("/csat", "/responses", "/comments", "/csat survey=care agent=anna by day"):
        for body in bodies(await town.read(start)).values():
            assert await town.text(body.replace("/board ", "/"))


async def test_what_moves_with_the_days_can_be_kept_live(town: Town) -> None:
    await town.answer("care", 5, agent="anna")
    typed = "/csat week survey=care agent=anna by day"
    assert (
        bodies(await town.read(typed))["live"] == "/board csat week agent=anna survey=care by day"
    )
    for past in ("/csat yesterday", "/csat 2026-W47", "/csat last week"):
        assert "live" not in bodies(await town.read(past))


async def test_an_anonymous_survey_is_silent_below_five(town: Town) -> None:
    silent = (
        "eNPS: nothing was counted these days. This survey is anonymous.\n"
        f"{WAITS}\n{WEEK} - question v1"
    )
    assert await town.text("/enps") == silent
    await town.answer("team", 10, 10, 10, 10)
    assert await town.text("/enps") == silent
    await town.answer("team", 10)
    assert (await town.text("/enps")).startswith("eNPS +100, anywhere from -4 to +100\n")


async def test_anonymous_answers_are_counted_by_what_the_operator_declares(tmp_path: Path) -> None:
    """Each value has its own portions; the whole is all of them."""
    settings = SETTINGS.replace('"enps"', '"enps"\nportions_by = "channel"')
    async with open_town(tmp_path, settings) as town:
        await town.answer("team", *[9] * 6, channel="chat")
        await town.answer("team", *[3] * 4, channel="mail")
        assert "chat    5" in await town.text("/enps by channel")
        assert "5 answers" in await town.text("/enps channel=chat")
        assert (await town.text("/enps channel=mail")).startswith("eNPS: nothing was counted")
        await town.answer("team", 3, channel="mail")
        assert "10 answers" in await town.text("/enps")


async def test_anonymous_answers_are_in_no_other_row(town: Town) -> None:
    await town.answer("team", *[9] * 6, touchpoint="north")
    said = await town.text("/enps by touchpoint")
    assert "north" not in said
    assert "counted by one dimension alone" in said
    assert (await town.text("/enps touchpoint=north")).startswith("eNPS: nothing was counted")
    assert "one filter or one" in await refusal(town, "/enps touchpoint=north by day")


@pytest.mark.parametrize("metric", METRICS)
def test_every_metric_has_its_words_on_every_scale(metric: str) -> None:
    for key in ("metric", "metric_name", "help"):
        assert VOICE.say(f"staff.{key}.{metric}")
    for points, scale in METRICS[metric].scales.items():
        low, high = (measure(metric, points, {score: 40}) for score in (scale.low, scale.high))
        assert low is not None
        assert high is not None
        tally = {scale.low: 1, scale.high: 2}
        assert figures.band_counts(VOICE, metric, points, tally).count(",") == len(scale.bands) - 1
        for before, after, verdict in ((low, high, "up"), (high, low, "down")):
            moved = change(before, after)
            assert moved.verdict == verdict
            assert figures.change_bounds(VOICE, after, moved)["low"][0] == "+-"[verdict == "down"]


@pytest.mark.parametrize(
    ("groups", "visible"),
    [
        ({"A": 3, "B": 6}, set()),
        ({"A": 3, "B": 6, "C": 9}, {"C"}),
        ({"A": 3, "B": 3, "C": 9}, {"C"}),
        ({"A": 5, "B": 6}, {"A", "B"}),
        ({"A": 0, "B": 6}, {"B"}),
        ({"A": 4}, set()),
    ],
)
def test_what_stays_hidden_is_five_people_or_more(
    groups: dict[str, int], visible: set[str]
) -> None:
    assert visible_groups(groups) == visible
