"""The process dies after whatever a customer does: what they write is kept once, in its place."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.clock import system_clock
from tests.bot.customers import SETTINGS
from tests.bot.process import PATIENCE_S, Process, process_of
from tests.bot.stage import STAFF
from tests.bot.waiting import now_s, until

MORTAL = ("tests/bot/mortal.py",)
BOB = 20_001


@pytest.mark.slow
async def test_a_kill_between_any_two_messages_loses_nothing_and_keeps_nothing_twice(
    tmp_path: Path,
) -> None:
    """Two questions are open, so that the words wait for a choice, too."""
    async with process_of(tmp_path, SETTINGS, forked=True) as world:
        world.telegram.create_user("Bob", user_id=BOB, language_code="en")
        world.telegram.chats[BOB].started = True
        await world.start()
        for touchpoint in ("support", "delivery"):
            await asks(world, touchpoint)
        await world.stop()
        await talk(world)
        await world.start()
        await done(world)
        answers = world.rows("SELECT survey, score FROM answers ORDER BY survey")
        assert [tuple(each.values()) for each in answers] == [("after-chat", 2), ("delivered", 1)]
        words = world.rows(
            """SELECT survey, body FROM comments JOIN invitations ON id = invitation_id
            ORDER BY message_id"""
        )
        assert [tuple(each.values()) for each in words] == [
            ("delivered", "quick"),
            ("delivered", "and kind"),
            ("delivered", "all of them"),
            ("after-chat", "rude"),
        ]
        assert world.rows("SELECT * FROM unplaced") == []
        assert await world.differences() == []
        alerts = [str(each["text"]) for each in world.from_bot(STAFF)]
        assert sorted(each.rpartition("Comment: ")[2] for each in alerts) == [
            "quick\nand kind\nall of them",
            "rude",
        ]
        assert await world.stop() == 0


async def talk(world: Process) -> None:
    """Let Bob write, choose and change his mind, each time the last thing the process sees."""
    first = await dies_of(world, lambda: says(world, "5, quick"))
    await dies_of(world, lambda: says(world, "and kind"))
    await dies_of(world, lambda: chooses(world, "delivered"))
    await dies_of(world, lambda: says(world, "all of them"))
    await dies_of(world, lambda: edits(world, first, "1, quick"))
    await dies_of(world, lambda: chooses(world, "after-chat"))
    await dies_of(world, lambda: says(world, "2"))
    await dies_of(world, lambda: says(world, "rude"))


async def asks(world: Process, touchpoint: str) -> None:
    """Let an interaction be over, and the question about it come."""
    before = len(world.from_bot(BOB))
    body = {"id": touchpoint, "touchpoint": touchpoint, "customer": {"telegram_id": BOB}}
    await world.posts({**body, "closed_at": system_clock().isoformat()})
    await until(lambda: len(world.from_bot(BOB)) > before)
    await done(world)


async def dies_of(world: Process, act: Callable[[], int]) -> int:
    """Let something be done whose commit is the last that the process does."""
    await world.start(program=MORTAL)
    await done(world)  # an alert that is on its way at a kill is told as another one
    number = act()
    async with asyncio.timeout(PATIENCE_S):
        await world.ended()
    return number


def says(world: Process, text: str) -> int:
    return int(world.telegram.say(BOB, text, now=now_s())["message_id"])


def edits(world: Process, message: int, text: str) -> int:
    world.telegram.edit(BOB, message, text, chat_id=BOB, now=now_s())
    return message


def chooses(world: Process, survey: str) -> int:
    """Press the button of a question; the message that has it was a reply, and is lost."""
    [found] = world.rows("SELECT token FROM invitations WHERE survey = ?", survey)
    message = int(world.from_bot(BOB)[0]["message_id"])
    world.telegram.tap(BOB, message, f"p:{found['token']}", chat_id=BOB, now=now_s())
    return message


async def done(world: Process) -> None:
    """Wait until all is delivered and drawn."""
    async with asyncio.timeout(PATIENCE_S):
        while len(world.telegram.updates) or (await world.health())[1]["due"]["total"]:
            await asyncio.sleep(0.05)
