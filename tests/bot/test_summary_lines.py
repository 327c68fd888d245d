"""Two lines of a summary: comments that got worse while the score held, and moods side by side."""

from dataclasses import replace

import pytest

from bot.reports.summary.results import Block, Summary
from bot.reports.summary.words import summary_page
from bot.text.query import Query
from metrics.measure import measure
from metrics.periods import parse_period
from tests.bot.town import NOW, VOICE, ZONE, Town

WORSE = "Comments got worse all the same"


async def sour(town: Town, survey: str = "care") -> None:
    """As many are happy as before, but four times as many of the comments are on low scores."""
    for days_ago, low in ((9, 5), (2, 40)):
        await town.answer(survey, *[1] * low, days_ago=days_ago, comment="hm")
        await town.answer(survey, *[5] * (50 - low), days_ago=days_ago, comment="fine")
        await town.answer(survey, *[1] * (50 - low), *[5] * (50 + 3 * low), days_ago=days_ago)


async def test_worse_comments_are_told_beside_a_score_that_held(town: Town) -> None:
    await sour(town)
    page = await town.read("/csat week survey=care")
    assert page.picture is not None
    said = f"⚠️ {WORSE}: 10 % → 80 % of them with a low score"
    for words in (page.text, page.picture.caption):
        assert [line for line in words.splitlines() if WORSE in line] == [said]


async def test_words_of_complaint_are_told_where_low_scores_are_as_before(town: Town) -> None:
    for days_ago, body in ((9, "fine"), (2, "slow and rude")):
        await town.answer("care", *[4] * 60, days_ago=days_ago, comment=body)
    assert f"{WORSE}: 0 % → 100 % of them with a word of complaint" in await town.text(
        "/csat week survey=care"
    )


@pytest.mark.parametrize(
    "command",
    [
        "/csat week",
        "/csat week survey=care by day",
        "/csat week survey=care language=en",
        "/csat week survey=care vs last month",
        "/csat week survey=checkout",
    ],
)
async def test_nothing_is_told_of_what_was_not_compared(town: Town, command: str) -> None:
    await sour(town)
    await town.answer("checkout", *[5] * 40)
    assert WORSE not in await town.text(command)


async def test_a_score_that_fell_says_it_by_itself(town: Town) -> None:
    await town.answer("care", *[5] * 60, days_ago=9, comment="fine")
    await town.answer("care", *[1] * 60, days_ago=2, comment="rude")
    text = await town.text("/csat week survey=care")
    assert "CSAT 0 %" in text
    assert WORSE not in text


async def test_the_score_of_a_relationship_is_not_read_beside_its_comments(town: Town) -> None:
    for days_ago, body in ((9, "fine"), (2, "rude")):
        await town.answer("recommend", *[9] * 60, days_ago=days_ago, comment=body)
    assert WORSE not in await town.text("/nps week")


def test_moods_have_intervals_that_hold_for_all_of_them_at_once() -> None:
    tally = {1: 6, 2: 10, 3: 16}
    period = parse_period("week", today=NOW.date(), zone=ZONE)
    block = Block("visit", "mood", 3, tally, measure=measure("mood", 3, tally))
    summary = Summary(Query("mood", period), [block], ["visit"])
    page = summary_page(VOICE, summary, today=NOW.date())
    assert page.picture is not None
    # Goodman 1965 for 6, 10 and 16 of 32, with the normal value of 1 - 0.05 / 6, worked out apart
    line = "happy 50 % (29 to 71), neutral 31 % (14 to 54), unhappy 19 % (6 to 40)"
    assert line in page.text.splitlines()
    assert line not in page.picture.caption  # the picture shows them
    few = replace(block, tally={3: 2}, measure=None)
    assert "(" not in summary_page(VOICE, replace(summary, blocks=[few]), today=NOW.date()).text
