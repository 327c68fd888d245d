"""Whatever staff do is done once, though the process dies between the commit and the reply.

What they can do is taken from the map: all of it is done once without harm, and what was found to
write is done again by a bot that dies each time.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.clock import system_clock
from tests.bot.process import BOT, PATIENCE_S, Process, process_of
from tests.bot.staff_acts import ACTS, DORA, PRESSED, Content, content, write_past
from tests.bot.stage import ADMIN, STAFF
from tests.bot.waiting import now_s, until

MORTAL = ("tests/bot/mortal.py",)
BOB = 20_001
SETTINGS = """\
[cadence]
quiet_hours = { from = "00:00", to = "00:00" }
[surveys.after-chat]
metric = "csat"
touchpoints = ["support"]
delay = "0s"
[surveys.recommend]
metric = "nps"
touchpoints = ["delivery"]
delay = "2h"
"""
ASKED = {"d:": "/digest", "e:": f"/forget {DORA}"}
LOOKED = {"/why", "/comments", "/themes"}  # of which it is noted who did
WRITE = {"/board", "/case", "/digest", "/skip", "/test", *LOOKED, *(f"{each}:" for each in PRESSED)}


@pytest.mark.slow
async def test_what_staff_do_is_done_once_though_the_bot_dies_before_it_replies(
    tmp_path: Path,
) -> None:
    after = await done_without_harm(tmp_path)
    assert set(after) == WRITE, "what writes is killed: say in TYPED how a new command does"
    async with process_of(folder(tmp_path, "killed"), SETTINGS, forked=True) as world:
        await prepared(world, program=MORTAL)
        for act in ACTS:
            if act.name not in after:
                continue
            if act.name in ASKED:  # what has the button was a reply, and is lost
                await listed(world, ASKED[act.name])
            act.do(world)
            await world.ended()
            await world.start(program=MORTAL)
            await done(world)
            assert content(world) == after[act.name], act.name
        await told_after_all(world, "/reload")
        boards = [each for each in world.from_bot(STAFF) if "Live board" in str(each.get("text"))]
        assert len(boards) == 2, "one was typed, and one is the button's"


async def told_after_all(world: Process, command: str) -> None:
    """What is carried out after the commit is carried out at the next start, and told once."""
    before = len(world.from_bot(STAFF))
    world.telegram.say(ADMIN, command, chat_id=STAFF, now=now_s())
    await world.ended()
    await world.start()
    await until(lambda: len(world.from_bot(STAFF)) > before)
    await done(world)
    (reply,) = world.from_bot(STAFF)[before:]
    assert reply["reply_to_message"]["text"] == command
    assert world.rows("SELECT 1 FROM actions") == []


async def listed(world: Process, command: str) -> None:
    """Let somebody ask again, while the bot lives."""
    await world.stop()
    await world.start()
    before = len(world.from_bot(STAFF))
    world.telegram.say(ADMIN, command, chat_id=STAFF, now=now_s())
    await until(lambda: len(world.from_bot(STAFF)) > before)
    await world.stop()
    await world.start(program=MORTAL)


async def done_without_harm(tmp_path: Path) -> dict[str, Content]:
    """Do everything once; gives what is kept after each act that changed it."""
    found: dict[str, Content] = {}
    async with process_of(folder(tmp_path, "unharmed"), SETTINGS) as world:
        await prepared(world)
        for act in ACTS:
            before = content(world)
            act.do(world)
            await done(world)
            if content(world) != before:
                found[act.name] = content(world)
        assert await world.stop() == 0
    return found


def folder(tmp_path: Path, name: str) -> Path:
    found = tmp_path / name
    found.mkdir()
    return found


async def prepared(world: Process, *, program: Sequence[str] = BOT) -> None:
    """Start a bot with an open case, a planned question, a change that was told and a report."""
    await write_past(world, system_clock())
    for user in (BOB, DORA):
        world.telegram.create_user(f"C{user}", user_id=user, language_code="en")
        world.telegram.chats[user].started = True
    await world.start()
    for user, touchpoint in ((BOB, "support"), (DORA, "delivery")):
        body = {"id": f"T-{user}", "touchpoint": touchpoint, "customer": {"telegram_id": user}}
        await world.posts({**body, "closed_at": system_clock().isoformat()})
    await until(lambda: bool(world.from_bot(BOB)))
    (asked,) = world.from_bot(BOB)
    buttons = [each for row in asked["reply_markup"]["inline_keyboard"] for each in row]
    data = next(each["callback_data"] for each in buttons if each["callback_data"].endswith(":1"))
    world.telegram.tap(BOB, asked["message_id"], data, chat_id=BOB, now=now_s())
    await until(lambda: len(world.from_bot(STAFF)) == 2)
    world.telegram.chats[ADMIN].started = True
    world.telegram.say(ADMIN, "/csat week", chat_id=STAFF, now=now_s())
    await until(lambda: len(world.from_bot(STAFF)) == 3)
    await done(world)
    if program != BOT:
        await world.stop()
        await world.start(program=program)


async def done(world: Process) -> None:
    """Wait until nothing is left to do but edits, which are made at Telegram's pace."""
    calm = 0
    async with asyncio.timeout(PATIENCE_S):
        while calm < 2:
            due = (await world.health())[1]["due"]
            idle = not len(world.telegram.updates) and due["total"] == due["edits"]
            calm = calm + 1 if idle and posted(world) else 0
            await asyncio.sleep(0.02)


def posted(world: Process) -> bool:
    """Tell whether every board has its message."""
    return not world.rows("SELECT 1 FROM boards WHERE message_id = 0")
