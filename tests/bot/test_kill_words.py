"""Words without a score, and a bot that dies around the hour after which they are told."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.clock import system_clock
from playground.faults import Fault
from tests.bot.process import Process, process_of
from tests.bot.stage import BOB, STAFF
from tests.bot.waiting import now_s, until

MORTAL = ("tests/bot/mortal.py",)
ALERTS = "SELECT dedupe, state FROM deliveries WHERE kind = 'alert' ORDER BY id"
WORDS, SCORE = {"dedupe": "words:1"}, {"dedupe": "alert:1"}


@pytest.fixture
async def asked(tmp_path: Path) -> AsyncIterator[Process]:
    """Bob has been asked; whatever he does next kills the bot as soon as it is kept."""
    async with process_of(tmp_path, forked=True) as world:
        world.telegram.create_user("Bob", user_id=BOB, language_code="en")
        world.telegram.chats[BOB].started = True
        await world.start()
        body = {"id": "T-1", "touchpoint": "support", "customer": {"telegram_id": BOB}}
        await world.posts({**body, "closed_at": system_clock().isoformat()})
        await until(lambda: bool(world.from_bot(BOB)))
        await world.settle()
        await world.stop()
        await world.start(program=MORTAL)
        yield world


async def writes(world: Process, text: str) -> None:
    reply_to = world.from_bot(BOB)[0]["message_id"]
    world.telegram.say(BOB, text, reply_to=reply_to, now=now_s())
    await world.ended()


async def scores(world: Process, score: int) -> None:
    message = world.from_bot(BOB)[0]
    rows = message["reply_markup"]["inline_keyboard"]
    data = (str(each["callback_data"]) for row in rows for each in row)
    pressed = next(each for each in data if each.endswith(f":{score}"))
    world.telegram.tap(BOB, message["message_id"], pressed, chat_id=BOB, now=now_s())
    await world.ended()


def let_the_hour_pass(world: Process) -> None:
    """While nothing runs: the clock of a process cannot be turned, what is due can."""
    with closing(sqlite3.connect(world.config.database_path)) as connection, connection:
        connection.execute("UPDATE deliveries SET due_at = 0 WHERE dedupe LIKE 'words:%'")


def cases(world: Process) -> list[int | None]:
    return [row["score"] for row in world.rows("SELECT score FROM cases")]


def alerts(world: Process) -> list[dict[str, str]]:
    return world.rows(ALERTS)


def told(world: Process) -> list[str]:
    return [str(each["text"]) for each in world.from_bot(STAFF)]


@pytest.mark.slow
async def test_words_are_told_once_and_the_score_after_them_in_the_same_message(
    asked: Process,
) -> None:
    await writes(asked, "Nobody came")
    assert alerts(asked) == [{**WORDS, "state": "planned"}]
    assert cases(asked) == []
    let_the_hour_pass(asked)
    await asked.start(program=MORTAL)
    await until(lambda: len(told(asked)) == 1)
    assert told(asked)[0].startswith("💬 after-chat")
    await asked.settle()
    await scores(asked, 1)
    await asked.start()
    await until(lambda: told(asked)[0].startswith("🔴 after-chat: 1 of 5"))
    await asked.settle()
    assert (len(told(asked)), cases(asked)) == (1, [None])
    assert alerts(asked) == [{**WORDS, "state": "sent"}]
    assert await asked.differences() == []


@pytest.mark.slow
async def test_a_score_takes_the_alert_back_though_the_bot_dies_in_between(asked: Process) -> None:
    await writes(asked, "Nobody came")
    await asked.start(program=MORTAL)
    await scores(asked, 1)
    let_the_hour_pass(asked)
    await asked.start()
    await until(lambda: len(told(asked)) == 1)
    await asked.settle()
    assert (len(told(asked)), cases(asked)) == (1, [1])
    assert alerts(asked) == [{**WORDS, "state": "withdrawn"}, {**SCORE, "state": "sent"}]


@pytest.mark.slow
async def test_a_bot_that_dies_while_it_tells_of_words_still_tells_of_a_score(
    asked: Process,
) -> None:
    await writes(asked, "Nobody came")
    let_the_hour_pass(asked)
    asked.telegram.faults.add(Fault("delay", "sendMessage", seconds=5))
    await asked.begin()
    await until(lambda: alerts(asked) == [{**WORDS, "state": "claimed"}])
    await asked.kill()
    assert cases(asked) == [None]
    await asked.start(program=MORTAL)
    await until(lambda: alerts(asked) == [{**WORDS, "state": "sent"}])
    await scores(asked, 1)
    await asked.start()
    await until(lambda: any("🔴" in each for each in told(asked)))
    await asked.settle()
    assert cases(asked) == [None]
    assert alerts(asked) == [{**WORDS, "state": "sent"}]
    (newest,) = [each for each in told(asked) if "🔴" in each]
    assert newest.startswith("♻️ This may be a repeat")
