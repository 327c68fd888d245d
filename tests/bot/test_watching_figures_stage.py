"""A change of contacts and of one channel's replies reaches the staff chat once, over Telegram."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from storage import customers, interactions, orders
from storage.database import Database
from storage.interactions import Interaction
from storage.transaction import Transaction
from tests.bot.stage import ADMIN, STAFF, START, Stage, stage_of

WEEKS = 23
USUAL, MANY = 40, 64  # contacts of a week on 2,000 orders, half of them in each channel
MINUTES = (2, 3, 4, 5, 6, 7, 8, 10, 15, 40)


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage_of(tmp_path) as stage:
        yield stage


def told_of(week: int) -> list[Interaction]:
    """The interactions of a week so long ago: of late there are more, and email takes longer."""
    late, closed = week < 2, START - timedelta(days=7 * week + 4)
    found = []
    for number in range(MANY if late else USUAL):
        channel = ("chat", "email")[number % 2]
        slow = 3 if late and channel == "email" else 1
        minutes = MINUTES[(number // 2 + week) % len(MINUTES)] * slow
        found.append(
            Interaction(
                external_id=f"P-{week}-{number}",
                touchpoint="support",
                closed_at=closed,
                channel=channel,
                opened_at=closed - timedelta(hours=5),
                first_reply_at=closed - timedelta(hours=5) + timedelta(minutes=minutes),
            )
        )
    return found


async def write_past(stage: Stage) -> None:
    database = await Database.open(stage.config.database_path)

    async def unit(tx: Transaction) -> None:
        person = await customers.add_stranger(tx, name="Somebody", at=START)
        for week in range(WEEKS):
            for told in told_of(week):
                at = told.closed_at
                await interactions.add(
                    tx, told, source="desk", customer_id=person.id, visit=1, at=at
                )
        days = [(START - timedelta(days=7 * week + 4)).date() for week in range(WEEKS)]
        await orders.keep(tx, dict.fromkeys(days, 2000), source="shop", at=START)

    await database.write(unit)
    await database.close()


def alerts(stage: Stage) -> list[str]:
    return [text for text in stage.texts(STAFF) if "since week" in text]


async def test_changed_figures_are_told_once_and_taken_as_normal(stage: Stage) -> None:
    await stage.stop()
    await write_past(stage)
    stage.clock.advance(timedelta(minutes=20))
    await stage.start()
    await stage.until(lambda: len(alerts(stage)) == 2)
    await stage.settle()
    contacts, replies = sorted(alerts(stage), key=lambda text: "First reply" in text)
    assert "Contacts for each 10,000 orders: clearly up" in contacts
    assert "200 → 320" in contacts
    assert "First reply, email: customers clearly wait longer" in replies
    await stage.restart()
    stage.clock.advance(timedelta(minutes=20))
    for command in ("/watch", "/contacts month by week", "/frt month by channel"):
        await stage.says(ADMIN, command, chat_id=STAFF)
    await stage.settle()
    assert len(alerts(stage)) == 2
    listed, ratio, waits = stage.texts(STAFF)[-3:]
    assert "Contacts for each 10,000 orders: risen since W45, usual 200" in listed
    assert "Wait for a first reply, chat: inside" in listed
    assert "Wait for a first reply, email: risen since W45" in listed
    assert "320" in ratio
    assert "email" in waits
    await take_as_normal(stage, contacts)


async def take_as_normal(stage: Stage, text: str) -> None:
    message = next(each for each in stage.from_bot(STAFF) if each.get("text") == text)
    data = message["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    toast = await stage.taps(ADMIN, data, message=message["message_id"], chat=STAFF)
    assert toast == "Taken as the new normal. What is usual is learnt anew."
    await stage.until(lambda: any("Alice took this" in text for text in alerts(stage)))
