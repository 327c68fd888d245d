"""Replies leave a chat in the order in which people wrote; a press is answered at once."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from bot import app
from bot.errors import Refusal
from bot.pictures.page import Page
from bot.services import Services
from bot.text.query import Query
from playground.faults import Fault
from tests.bot.people import WALL
from tests.bot.stage import ADMIN, BOB, STAFF, VIEWER, Stage, stage_of


@dataclass
class Desk:
    """A stage on which /nps is read as slowly as a test likes."""

    stage: Stage
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    found: asyncio.Event = field(default_factory=asyncio.Event)

    def types(self, *texts: str, user: int = VIEWER) -> list[int]:
        """Let somebody type one after another; gives the numbers of what they wrote."""
        say = self.stage.telegram.say
        said = [say(user, text, chat_id=STAFF, now=WALL()) for text in texts]
        return [int(each["message_id"]) for each in said]

    def replied(self) -> list[int]:
        """The numbers of the messages that were replied to, in the order of the replies."""
        replies = (each.get("reply_to_message") for each in self.stage.from_bot(STAFF))
        return [int(each["message_id"]) for each in replies if each]


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async def slow(_: Services, query: Query) -> Query:
        opened.asked.set()
        await opened.found.wait()
        if query.period.name == "month":
            raise Refusal("staff.stale_button")
        if query.period.name == "year":
            raise RuntimeError
        return query

    reports = [
        replace(each, read=slow, write=lambda *_: Page("Slowly read"))
        if each.name == "nps"
        else each
        for each in app.REPORTS
    ]
    async with stage_of(tmp_path, plan=replace(app.PLAN, reports=reports)) as stage:
        opened = Desk(stage)
        yield opened


async def test_replies_keep_the_order_of_the_commands(desk: Desk) -> None:
    said = desk.types("/csat week", "/id", "/nps week", "/health", "/nps wek", "/id", "/watch")
    await desk.asked.wait()
    desk.found.set()
    await desk.stage.settle()
    assert desk.replied() == said


async def test_a_press_is_answered_and_another_chat_goes_on_while_a_report_is_read(
    desk: Desk,
) -> None:
    stage = desk.stage
    await stage.starts()
    await stage.ended()
    await stage.score(1)
    (alert,) = stage.from_bot(STAFF)
    (data,) = [
        each["callback_data"]
        for row in alert["reply_markup"]["inline_keyboard"]
        for each in row
        if each["text"] == "Take"
    ]
    said = desk.types("/nps week", "/id")
    await desk.asked.wait()
    press = stage.press(ADMIN, data, message=alert["message_id"], chat=STAFF)
    helped = len(stage.from_bot(BOB))
    stage.telegram.say(BOB, "/help", now=WALL())
    await stage.until(lambda: len(stage.from_bot(BOB)) > helped)
    await stage.until(
        lambda: any(
            each.parameters.get("callback_query_id") == press for each in stage.telegram.calls
        )
    )
    assert stage.toast(press) == "Case #1 is yours"
    assert desk.replied() == []
    desk.found.set()
    await stage.settle()
    assert desk.replied() == said
    await stage.until(lambda: "Alice has it" in stage.from_bot(STAFF)[0]["text"])


async def test_after_a_refusal_the_chat_is_tried_by_one_call(desk: Desk) -> None:
    desk.stage.telegram.faults.add(Fault("flood", "sendMessage", times=2, retry_after=1))
    said = desk.types(*["/id"] * 5)
    await desk.stage.settle()
    assert desk.replied() == said
    calls = [each for each in desk.stage.telegram.calls if each.method == "sendMessage"]
    assert len(calls) == 2 + len(said)


@pytest.mark.parametrize(
    ("typed", "words"), [("/nps month", "This button is too old"), ("/nps year", "did not work")]
)
async def test_what_goes_wrong_after_the_commit_is_told_in_words(
    desk: Desk, typed: str, words: str
) -> None:
    desk.found.set()
    said = desk.types(typed, "/id")
    await desk.stage.settle()
    assert desk.replied() == said
    assert words in desk.stage.from_bot(STAFF)[0]["text"]
