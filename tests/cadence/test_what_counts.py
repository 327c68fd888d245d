"""Which messages the cadence counts when a question was put off: what random histories found."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest

from storage import counted_asks
from tests.cadence.by_storage import WholeWay
from tests.cadence.log import Ended
from tests.cadence.lots import BEGINS, DAY, HOUR
from tests.cadence.test_histories import EVERY_DAY, NO, drawn_rulebook

BOB = 1
USUAL = drawn_rulebook(Random(0), ZoneInfo("Europe/Berlin"))
SURVEY = replace(
    next(iter(USUAL.surveys.values())),
    touchpoints=(),
    delay=NO,
    expires=14 * DAY,
    sample=1.0,
    quota=None,
)
RULES = replace(
    USUAL,
    floor=DAY,
    cap_asks=3,
    cap_per=90 * DAY,
    later_after=2 * DAY,
    quiet=(BEGINS.time(), BEGINS.time()),
    working_days=EVERY_DAY,
    holidays=frozenset(),
    surveys={"service": SURVEY},
)


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[WholeWay]:
    it = WholeWay(tmp_path, people=1)
    await it.obey(RULES, BEGINS)
    yield it
    await it.close()


async def counted(bot: WholeWay) -> list[str]:
    since = BEGINS - DAY
    found = await bot.services.database.read(
        lambda tx: counted_asks.of_customer(tx, BOB, since=since)
    )
    return [each.kind for each in found]


async def put_off_and_sent_again(bot: WholeWay) -> datetime:
    [asked] = await bot.end(Ended(BOB, 1, "support", BEGINS), BEGINS)
    await bot.claim(BEGINS)
    await bot.note(asked.message, "sent", BEGINS, None)
    put_off = await bot.later(asked.invitation, BEGINS + HOUR)
    assert put_off is not None
    second, at = put_off
    [claimed] = await bot.claim(at)
    assert claimed.gate is None
    await bot.note(second, "sent", at, None)
    return at


async def test_a_question_that_was_put_off_counts_with_both_its_messages(bot: WholeWay) -> None:
    await put_off_and_sent_again(bot)
    assert await counted(bot) == ["again", "ask"]


async def test_a_second_message_that_was_taken_back_does_not_count(bot: WholeWay) -> None:
    at = await put_off_and_sent_again(bot)
    await bot.stop(BOB, at + HOUR)
    assert await counted(bot) == ["ask"]


async def test_of_two_asks_at_one_moment_the_one_planned_last_is_the_newer(bot: WholeWay) -> None:
    unhurried = replace(SURVEY, after_answer=NO, after_silence=NO)
    rules = replace(RULES, floor=NO, gap=NO, surveys={"service": unhurried})
    await bot.obey(rules, BEGINS)
    [first] = await bot.end(Ended(BOB, 1, "support", BEGINS), BEGINS)
    [second] = await bot.end(Ended(BOB, 2, "support", BEGINS), BEGINS)
    assert first.at == second.at
    found = await bot.services.database.read(
        lambda tx: counted_asks.of_customer(tx, BOB, since=BEGINS - DAY)
    )
    assert [each.invitation_id for each in found] == [second.invitation, first.invitation]
