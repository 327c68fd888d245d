"""What was read a moment ago decides nothing: a claim does, whoever else was at it in between."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar, cast

import pytest

from bot.app import MESSAGES, REPORTS, STAFF_COMMANDS
from bot.boards.job import refresh_boards
from bot.messages import drawing
from bot.pictures.drawer import Pictures
from bot.services import Identity, Services
from bot.wire.outbox import Outbox
from bot.wire.pacing import Pacer
from bot.wire.transport import Telegram
from bot.words.catalogues import Words
from storage import boards, deliveries, revisions, versions
from storage.database import Database, Unit
from storage.transaction import Transaction
from tests.bot.board_acts import answers, board, edits, edits_in_staff
from tests.bot.stage import FAST, Stage

T = TypeVar("T")
LATER = timedelta(seconds=31)


@dataclass
class SlowToHear:
    """A database whose first reader hears late what it read; everything else is on time."""

    database: Database
    has_read: asyncio.Event = field(default_factory=asyncio.Event)
    may_hear: asyncio.Event = field(default_factory=asyncio.Event)

    async def read(self, unit: Unit[T]) -> T:
        found = await self.database.read(unit)
        if not self.has_read.is_set():
            self.has_read.set()
            await self.may_hear.wait()
        return found

    async def study(self, unit: Unit[T]) -> T:
        return await self.database.study(unit)

    async def write(self, unit: Unit[T]) -> T:
        return await self.database.write(unit)


@pytest.fixture
async def services(stage: Stage) -> AsyncIterator[Services]:
    """The services of a bot that has stopped, for what a test lets happen at the same time.

    Two boards are due, and figures have changed since they were posted.
    """
    await answers(stage, 5, 5, 4)
    await board(stage, "csat week")
    await board(stage, "responses week")
    await answers(stage, 5, first=1100)
    await stage.stop()
    stage.clock.advance(LATER)
    config = stage.config
    telegram = Telegram(config.telegram.token.get_secret_value(), api_url=config.telegram.api_url)
    database = await Database.open(config.database_path)
    latest = await database.read(versions.latest)
    yield Services(
        config=config,
        database=database,
        outbox=Outbox(telegram.calls, Pacer(time.monotonic, asyncio.sleep, FAST)),
        pictures=Pictures(),
        clock=stage.clock,
        words=Words.load(),
        me=Identity(4242424242, "afterword_bot"),
        link_keys=(b"k" * 32,),
        versions=latest,
        commands=STAFF_COMMANDS,
        reports={each.name: each for each in REPORTS},
        messages=MESSAGES,
    )
    await telegram.close()
    await database.close()


def heard_late(services: Services) -> tuple[Services, SlowToHear]:
    slow = SlowToHear(services.database)
    return replace(services, database=cast("Database", slow)), slow


async def ended(services: Services) -> None:
    while services.redrawing:
        await asyncio.wait(list(services.redrawing.values()))


@pytest.mark.parametrize("one_process", [True, False])
async def test_a_round_that_ends_between_the_look_and_the_check_leaves_no_second_edit(
    stage: Stage, services: Services, one_process: bool
) -> None:
    late, slow = heard_late(services)
    if not one_process:
        late = replace(late, redrawing={}, looked={})
    round_ = asyncio.create_task(refresh_boards(late, late.clock()))
    await slow.has_read.wait()
    await refresh_boards(services, services.clock())
    await ended(services)
    assert len(edits_in_staff(stage)) == 1
    slow.may_hear.set()
    await round_
    await ended(late)
    assert len(edits_in_staff(stage)) == 1, "the chat has had its turn"
    stage.clock.advance(timedelta(seconds=9))
    await refresh_boards(late, late.clock())
    await ended(late)
    assert len(edits_in_staff(stage)) == 2, "the other one is still due"


async def test_a_kill_between_the_claim_and_the_edit_leaves_the_board_due_again(
    services: Services,
) -> None:
    async def due(at: datetime) -> list[boards.Board]:
        return await services.database.read(
            lambda tx: boards.due(tx, now=at, not_since=at - timedelta(seconds=8))
        )

    async def claimed(at: datetime, token: str) -> bool:
        return await services.database.write(
            lambda tx: boards.claim(tx, token, now=at, not_since=at - timedelta(seconds=8))
        )

    now = services.clock()
    one, other = await due(now)
    assert await claimed(now, one.token)
    assert not await claimed(now, one.token)
    assert not await claimed(now + timedelta(seconds=59), other.token), "one call in a chat"
    later = now + boards.LEASE
    assert [each.token for each in await due(later)] == [one.token, other.token]
    assert await claimed(later, one.token)


async def test_an_edit_asked_for_during_the_last_look_of_another_is_made_at_once(
    stage: Stage, services: Services
) -> None:
    message = await services.database.read(_sent_to_a_customer)
    late, slow = heard_late(services)
    first = asyncio.create_task(drawing.redraw(late, message.id))
    await slow.has_read.wait()
    before = len(edits(stage))

    async def touch(tx: Transaction) -> None:
        await revisions.touch(tx, message.invitation_id or 0)

    await services.database.write(touch)
    assert not await drawing.redraw(services, message.id), "another one is at it"
    slow.may_hear.set()
    assert await first
    assert len(edits(stage)) == before + 1
    assert not services.drawing


async def _sent_to_a_customer(tx: Transaction) -> deliveries.Delivery:
    row = await tx.row("SELECT id FROM deliveries WHERE kind = 'ask' AND state = 'sent'")
    assert row is not None
    return await deliveries.get(tx, row["id"])
