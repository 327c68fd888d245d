"""What staff and a customer say to each other outlives a process that dies after every commit."""

from pathlib import Path
from typing import Any

import pytest

from bot.clock import system_clock
from tests.bot.process import Process, process_of
from tests.bot.stage import ADMIN, STAFF
from tests.bot.waiting import now_s, until

MORTAL = ("tests/bot/mortal.py",)
BOB = 20_001
SETTINGS = """\
[cadence]
quiet_hours = { from = "00:00", to = "00:00" }
[surveys.after-chat]
metric = "csat"
delay = "0s"
"""


@pytest.mark.slow
async def test_nothing_said_is_lost_or_doubled(tmp_path: Path) -> None:
    async with process_of(tmp_path, SETTINGS, forked=True) as world:
        await with_a_case(world)
        for number in range(3):
            await talked(world, number)
        await world.settle()
        for number in range(3):
            assert len(saying(world, BOB, f"word{number}")) == 1
        kept = world.rows("SELECT body FROM case_words ORDER BY id")
        assert [row["body"] for row in kept] == [
            f"{what}{number}" for number in range(3) for what in ("word", "back")
        ]
        await world.stop()


async def talked(world: Process, number: int) -> None:
    """Let staff say something, and the customer answer."""
    await dies(world, ADMIN, f"/case 1 answer word{number}", chat_id=STAFF)
    await until(lambda: len(saying(world, BOB, f"word{number}")) == 1)
    await dies(world, BOB, f"back{number}")
    await until(lambda: bool(saying(world, STAFF, f"writes:\nback{number}")))


async def with_a_case(world: Process) -> None:
    world.telegram.create_user("Bob", user_id=BOB, language_code="en")
    world.telegram.chats[BOB].started = True
    await world.start()
    body = {"id": "T-1", "touchpoint": "support", "customer": {"telegram_id": BOB}}
    await world.posts({**body, "closed_at": system_clock().isoformat()})
    await until(lambda: bool(world.from_bot(BOB)))
    (asked,) = world.from_bot(BOB)
    buttons = [each for row in asked["reply_markup"]["inline_keyboard"] for each in row]
    data = next(each["callback_data"] for each in buttons if each["callback_data"].endswith(":1"))
    world.telegram.tap(BOB, asked["message_id"], data, chat_id=BOB, now=now_s())
    await until(lambda: bool(saying(world, STAFF, "Case #1")))


async def dies(world: Process, who: int, text: str, **more: Any) -> None:
    """Let somebody write to a bot that dies once it has kept the words, and start another."""
    await world.stop()
    await world.start(program=MORTAL)
    world.telegram.say(who, text, now=now_s(), **more)
    await world.ended()
    await world.start()


def saying(world: Process, chat: int, words: str) -> list[dict[str, Any]]:
    return [each for each in world.from_bot(chat) if words in str(each.get("text"))]
