"""`init` as a new user has it: three steps, and a question on her own phone."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from playground.core import Telegram
from playground.server import RunningServer
from playground.server import serve as serve_playground
from tests.bot.process import ROOT
from tests.bot.stage import ADMIN, OFF, STAFF
from tests.bot.waiting import now_s, until
from tests.settings import in_force

TOKEN = "4242424242:a-token-that-only-the-playground-takes"
TYPED = f"{TOKEN}\n\n\n\n2\n\n"  # Enter to every question but the fourth, and to the group


class Terminal:
    """A person at a terminal, and what she reads there."""

    def __init__(self, folder: Path, server: RunningServer) -> None:
        self.folder, self.server, self.shown = folder, server, ""
        self.process: asyncio.subprocess.Process | None = None

    async def types(self, *words: str, typed: str = "", ends: bool = True) -> None:
        environ = {**os.environ, "PYTHONPATH": str(ROOT), "AFTERWORD_HTTP__PORT": "0"}
        environ |= {"AFTERWORD_CALLED_AS": "./run", "TZ": "Europe/Riga", "LANG": "de_DE.UTF-8"}
        program = (sys.executable, "-m", "bot", "init", "--api-url", self.server.url, *words)
        self.process = await asyncio.create_subprocess_exec(
            *program,
            cwd=self.folder,
            env=environ,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        assert self.process.stdin is not None
        self.process.stdin.write(typed.encode())
        if ends:
            self.process.stdin.close()

    def enters(self) -> None:
        """Press Enter, and nothing any more."""
        assert self.process is not None
        assert self.process.stdin is not None
        self.process.stdin.write(b"\n")
        self.process.stdin.close()

    async def reads(self, words: str) -> None:
        """Read until something is there."""
        assert self.process is not None
        assert self.process.stdout is not None
        async with asyncio.timeout(60):
            while words not in self.shown:
                some = await self.process.stdout.read(4096)
                assert some, self.shown
                self.shown += some.decode()

    async def ends(self) -> int:
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        assert self.process.stdout is not None
        self.shown += (await self.process.stdout.read()).decode()
        return await self.process.wait()


@pytest.fixture
async def world() -> Telegram:
    """A Telegram in which Alice has a group, and the bot is not in it."""
    world = Telegram(limits=OFF, token=TOKEN)
    world.create_user("Alice", user_id=ADMIN, language_code="en")
    world.create_group(
        "Acme staff", chat_id=STAFF, members=(ADMIN,), bot_status="left", now=now_s()
    )
    return world


@pytest.fixture
async def terminal(tmp_path: Path, world: Telegram) -> AsyncIterator[Terminal]:
    server = await serve_playground(world)
    terminal = Terminal(tmp_path, server)
    yield terminal
    if terminal.process is not None and terminal.process.returncode is None:
        terminal.process.kill()
        await terminal.process.wait()
    await server.close()


def from_bot(world: Telegram, chat: int) -> list[dict[str, Any]]:
    every = world.chats[chat].messages.values() if chat in world.chats else ()
    return [each.body for each in every if each.body.get("from", {}).get("id") == world.bot.id]


async def test_three_steps_and_a_question_answered(terminal: Terminal, world: Telegram) -> None:
    """The token, four questions, the group; then the button, Start, and a tap that is kept."""
    await terminal.types(typed=TYPED)
    await terminal.reads("startgroup=")
    assert TOKEN not in terminal.shown
    world.set_member(STAFF, world.bot.id, "member", by=ADMIN, now=now_s())
    await terminal.reads("Ctrl-C stops it")
    config = in_force(terminal.folder / "config.toml")
    assert (config.business.timezone, config.business.default_language) == ("Europe/Riga", "en")
    assert list(config.surveys) == ["recommend"]
    assert (config.staff.admins, config.staff.chats) == ((ADMIN,), (STAFF,))
    assert re.search(r"Authorization: Bearer [\w-]{43}\"", terminal.shown)
    await terminal.reads("ready")
    await tries_the_question(world)
    assert await terminal.ends() == 0


async def tries_the_question(world: Telegram) -> None:
    """Press the button, press Start, answer."""
    await until(lambda: bool(from_bot(world, STAFF)))
    [greeting] = from_bot(world, STAFF)
    assert "/nps@" in greeting["text"]
    presses(world, STAFF, greeting, "Send me the question")
    await until(lambda: len(from_bot(world, STAFF)) == 2)
    [payload] = re.findall(r"\?start=([\w-]+)", from_bot(world, STAFF)[1]["text"])
    world.say(ADMIN, f"/start {payload}", now=now_s())
    await until(lambda: bool(questions(world)))
    [question] = questions(world)
    presses(world, ADMIN, question, "9")
    await until(
        lambda: "9" in str(world.chats[ADMIN].messages[question["message_id"]].body["text"])
    )


def questions(world: Telegram) -> list[dict[str, Any]]:
    return [each for each in from_bot(world, ADMIN) if "reply_markup" in each]


def presses(world: Telegram, chat: int, message: dict[str, Any], label: str) -> None:
    rows = message["reply_markup"]["inline_keyboard"]
    [data] = [each["callback_data"] for row in rows for each in row if each["text"] == label]
    world.tap(ADMIN, message["message_id"], data, chat_id=chat, now=now_s())


async def test_a_webhook_and_a_group_where_nobody_may_write_are_told_and_mended(
    terminal: Terminal, world: Telegram
) -> None:
    world.chats[STAFF].barred.add("text")
    world.call("setWebhook", {"url": "https://127.0.0.1:9/updates"}, now=now_s())
    world.set_member(STAFF, world.bot.id, "member", by=ADMIN, now=now_s())
    await terminal.types("--no-start", typed=TYPED.replace("\n", "\ny\n", 1), ends=False)
    await terminal.reads("a webhook leads to 127.0.0.1")
    await terminal.reads("let members send messages")
    await terminal.reads("Enter when that is done")
    world.chats[STAFF].barred.clear()
    terminal.enters()
    await terminal.reads("config.toml is written")


async def test_a_later_start_greets_nobody_again(terminal: Terminal, world: Telegram) -> None:
    for _ in range(2):
        await terminal.types("--yes", typed=f"{TOKEN}\n")
        await terminal.reads("startgroup=")
        world.set_member(STAFF, world.bot.id, "left", by=ADMIN, now=now_s())
        world.set_member(STAFF, world.bot.id, "member", by=ADMIN, now=now_s())
        await terminal.reads("ready")
        await until(lambda: bool(from_bot(world, STAFF)))
        assert await terminal.ends() == 0
        terminal.shown = ""
    assert len(from_bot(world, STAFF)) == 1


async def test_what_cannot_be_is_told_and_no_file_is_left(terminal: Terminal) -> None:
    for words, typed, said in (
        ((), "1:wrong-token\n", "Telegram does not know this token"),
        (("--zone", "Europe/Rga", "--yes"), f"{TOKEN}\n", 'did you mean "Europe/Riga"?'),
        (("--name", "x" * 101, "--yes"), f"{TOKEN}\n", "a name has 1 to 100 letters"),
        (("--name", "  ", "--yes"), f"{TOKEN}\n", "a name has 1 to 100 letters"),
        (("--language", "xx", "--yes"), f"{TOKEN}\n", "there are en, ru, zh-Hans"),
        (("--wait", "1", "--yes"), f"{TOKEN}\n", "nobody was seen in a group for 1 s"),
    ):
        terminal.shown = ""
        await terminal.types(*words, typed=typed)
        assert terminal.process is not None
        assert terminal.process.stdout is not None
        terminal.shown = (await terminal.process.stdout.read()).decode()
        assert await terminal.process.wait() != 0
        assert said in terminal.shown
        assert list(terminal.folder.iterdir()) == []


async def test_hints_are_what_was_typed(terminal: Terminal, world: Telegram) -> None:
    world.set_member(STAFF, world.bot.id, "member", by=ADMIN, now=now_s())
    await terminal.types("--yes", "--no-start", typed=f"{TOKEN}\n")
    await terminal.reads("Start it with: ./run start --config config.toml\n")
    assert terminal.process is not None
    assert await terminal.process.wait() == 0
