"""What is written while nobody reads is about what had been asked by then."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from playground.faults import Fault
from tests.bot.customers import SETTINGS
from tests.bot.people import BOB, WALL
from tests.bot.stage import Stage, stage_of

ANSWERS = "SELECT survey, score FROM answers"
DAYS_ON_END = 10**6
SHORT = SETTINGS.replace('["support"]', '["support"]\nexpires = "2h"')


@pytest.fixture
async def asked(tmp_path: Path) -> AsyncIterator[Stage]:
    """Bob was asked about support."""
    async with stage_of(tmp_path, SHORT) as stage:
        await stage.starts()
        await stage.ended()
        yield stage


@asynccontextmanager
async def unread(stage: Stage) -> AsyncIterator[None]:
    """Let the bot be away, and then work for a while without any updates."""
    await stage.stop()
    yield
    stage.telegram.faults.add(Fault("error", "getUpdates", status=502, times=DAYS_ON_END))
    await stage.start()


def time_goes_on(stage: Stage, by: timedelta) -> None:
    stage.clock.advance(by)
    stage.telegram.advance(by.total_seconds())


async def delivery_ends(stage: Stage) -> None:
    """Ask about a delivery, before the bot reads what was written."""
    status, reply = await stage.post("/v1/interactions", stage.interaction(touchpoint="delivery"))
    assert (status, reply["decisions"][0]["decision"]) == (202, "ask")
    await stage.until(lambda: stage.rows("SELECT 1 FROM deliveries WHERE attempts > 0 AND id = 2"))
    await stage.until(lambda: not stage.rows("SELECT 1 FROM deliveries WHERE state = 'claimed'"))


async def reads(stage: Stage) -> None:
    stage.telegram.faults.clear()
    await stage.settle()


async def test_a_score_is_for_the_question_that_was_there_when_it_was_written(
    asked: Stage,
) -> None:
    async with unread(asked):
        asked.telegram.say(BOB, "4, fine", now=WALL())
    await delivery_ends(asked)
    await reads(asked)
    assert asked.rows(ANSWERS) == [{"survey": "after-chat", "score": 4}]
    assert not any("Which question" in text for text in asked.texts())


async def test_a_score_for_a_question_that_has_closed_meanwhile_is_for_no_other(
    asked: Stage,
) -> None:
    async with unread(asked):
        asked.telegram.say(BOB, "4", now=WALL())
        time_goes_on(asked, timedelta(hours=3))
    await delivery_ends(asked)
    await reads(asked)
    assert asked.rows(ANSWERS) == [{"survey": "after-chat", "score": 4}]


async def test_a_score_is_not_for_a_question_that_nobody_knows_to_have_come(asked: Stage) -> None:
    async with unread(asked):
        asked.telegram.say(BOB, "4", now=WALL())
        time_goes_on(asked, timedelta(hours=3))
    asked.telegram.faults.add(Fault("error", "sendMessage", status=502))
    await delivery_ends(asked)
    assert asked.rows("SELECT state FROM deliveries WHERE id = 2") == [{"state": "unknown"}]
    await reads(asked)
    assert asked.rows(ANSWERS) == [{"survey": "after-chat", "score": 4}]


async def test_a_score_that_was_written_later_may_be_for_a_question_of_unknown_fate(
    asked: Stage,
) -> None:
    await asked.score(5)
    time_goes_on(asked, timedelta(hours=3))
    async with unread(asked):
        pass
    asked.telegram.faults.add(Fault("lose_reply", "sendMessage"))
    await delivery_ends(asked)
    asked.telegram.say(BOB, "2", now=WALL())
    await reads(asked)
    assert {"survey": "delivered", "score": 2} in asked.rows(ANSWERS)
