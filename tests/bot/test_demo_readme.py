"""What the three front pages tell people to type is typed: into the demo, and on a fresh start."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import Any

from bot.app import STAFF_COMMANDS, serve
from bot.commands.demo.demo_config import ADMIN, STAFF, STAFF_GROUP
from bot.commands.demo.stage import open_stage
from bot.commands.demo.talk import ask
from bot.commands.init_file import Wishes, first_config
from bot.commands.init_questions import FIRST_SURVEYS, Answers
from bot.commands.init_telegram import Meeting
from bot.settings.config import load
from playground.core import Telegram
from playground.limits import Limits
from playground.reach import Places
from playground.server import serve as serve_playground
from tests.readmes import READMES, Readme
from tests.refusals import refused

OPEN = {"chat_interval_s": 0, "overall": 0, "group": 0}
SPEAKERS = {language: user for user, (_, language) in STAFF.items()}
ROLES = {command.name: command.role.name for command in STAFF_COMMANDS}


def speaker(readme: Readme, typed: str) -> int:
    """A colleague of the page's language, unless only the admin may."""
    return ADMIN if ROLES[typed[1:].split(maxsplit=1)[0]] == "ADMIN" else SPEAKERS[readme.language]


async def test_every_command_of_every_front_page_is_answered_in_the_demo(tmp_path: Path) -> None:
    said: dict[str, str] = {}
    async with open_stage(tmp_path, serve, port=0) as stage:
        stage.telegram.limits = Limits(**OPEN)
        for readme in READMES:
            for typed in readme.commands:
                user = speaker(readme, typed)
                chat = user if typed == "/me" else STAFF_GROUP
                said[typed] = await ask(stage.places, typed, user=user, chat=chat)
    assert len(said) > 60
    assert {typed: words for typed, words in said.items() if refused(words)} == {}


def test_a_refusal_is_seen() -> None:
    assert refused('I do not know "wek": did you mean "week"? For example: /nps week')
    assert not refused("CSAT 83 %\n12 answers")


async def test_on_a_fresh_installation_the_first_command_gives_a_report(tmp_path: Path) -> None:
    telegram = Telegram(name="Acme feedback", limits=Limits(**OPEN))
    telegram.create_user("Robin", user_id=ADMIN, language_code="en")
    telegram.create_group("Acme staff", chat_id=STAFF_GROUP, members=[ADMIN], now=0)
    server = await serve_playground(telegram)
    wishes = Wishes(
        path=tmp_path / "config.toml",
        token="4242424242:" + "a" * 35,
        token_kept_elsewhere="",
        api_url=server.url,
        wait_s=0,
        yes=True,
        given={},
    )
    said_by_her = Answers("Acme", "UTC", "en", FIRST_SURVEYS[0])
    met = Meeting(
        update_id=1, chat_id=STAFF_GROUP, title="Acme staff", person="Robin", person_id=ADMIN
    )
    wishes.path.write_text(first_config(wishes, met, said_by_her, digest="0" * 64), "utf-8")
    config = load(wishes.path, {"AFTERWORD_HTTP__PORT": "0"})
    ready, stop = asyncio.Event(), asyncio.Event()
    running = asyncio.ensure_future(serve(config, ready=ready.set, stop=stop))
    try:
        await asyncio.wait_for(ready.wait(), 20)
        places = Places(server.url, server.key, "", "")
        said: dict[str, Any] = {}
        for readme in READMES:
            for typed in (readme.commands[0], *readme.first_steps):
                said[typed] = await ask(places, typed)
    finally:
        stop.set()
        with suppress(asyncio.CancelledError):
            await running
        await server.close()
    assert len(said) >= 1 + len(READMES)
    assert {typed: words for typed, words in said.items() if refused(words)} == {}
    for readme in READMES:
        assert said[readme.commands[0]].startswith("CSAT")
