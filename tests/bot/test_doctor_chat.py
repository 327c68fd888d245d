"""/doctor: admins read in the chat what is wrong, in their language, and nobody else does."""

import asyncio
from pathlib import Path

import pytest
from aiohttp import web

from bot.operating.checkup.findings import Finding
from bot.operating.checkup.words import doctor_text
from bot.words.catalogues import Words
from bot.words.voice import Voice
from tests.bot.stage import ADMIN, BOB, STAFF, VIEWER, Stage, stage_of
from tests.bot.town import VOICE
from tests.loopback import Answering

WORDS = Words.load()


async def asked(stage: Stage, who: int = ADMIN, chat: int = STAFF) -> str:
    await stage.says(who, "/doctor", chat_id=chat)
    return stage.texts(chat)[-1]


async def test_what_is_wrong_is_told_with_what_to_do(stage: Stage) -> None:
    stage.config.database_path.chmod(0o644)
    said = await asked(stage)
    assert said.startswith("Doctor: 0 to mend, ")
    assert "\n! rights: others may read or write " in said
    assert "chmod 600 it" in said
    assert "✓" not in said  # what is well is counted, not told


async def test_a_group_that_the_bot_was_taken_from_is_told_elsewhere(stage: Stage) -> None:
    telegram = stage.telegram
    telegram.set_member(STAFF, telegram.bot.id, "kicked", now=stage.clock().timestamp())
    await stage.says(ADMIN, "/start")
    assert f"✗ chat {STAFF}: " in await asked(stage, chat=ADMIN)


async def test_only_admins_are_told(stage: Stage) -> None:
    said = await asked(stage, VIEWER)
    assert "looked at" not in said
    assert "admin" in said


async def test_the_bot_goes_on_while_it_looks(tmp_path: Path) -> None:
    """A customer is answered while the doctor still waits for Telegram."""
    asked_for, told = asyncio.Event(), asyncio.Event()

    @web.middleware
    async def slow(request: web.Request, handler: Answering) -> web.StreamResponse:
        if request.path.endswith("/getWebhookInfo"):
            asked_for.set()
            await told.wait()
        return await handler(request)

    async with stage_of(tmp_path, attach=lambda app: app.middlewares.append(slow)) as stage:
        stage.telegram.say(ADMIN, "/doctor", chat_id=STAFF, now=stage.clock().timestamp())
        await asked_for.wait()
        stage.join(BOB)
        stage.telegram.say(BOB, "/start", now=stage.clock().timestamp())
        await stage.until(lambda: stage.from_bot(BOB))
        assert not stage.from_bot(STAFF)
        told.set()
        await stage.settle()
        assert "looked at" in stage.texts(STAFF)[-1]


@pytest.mark.parametrize("language", WORDS.languages)
def test_the_worst_comes_first_in_every_language(language: str) -> None:
    voice = Voice(WORDS, language)
    found = [
        Finding("sqlite", "ok", "doctor.sqlite.fine", {"version": "3.53.0"}),
        Finding("user", "look", "doctor.user.root"),
        Finding("chat", "bad", "doctor.chat.closed", {"said": "<b>Forbidden</b>"}, "-100900"),
    ]
    title, first, second = doctor_text(voice, found).split("\n")
    assert "1" in title
    assert "3" in title
    assert first.startswith(f"✗ <b>{voice.plain('doctor.name.chat')} -100900</b>")
    assert "&lt;b&gt;Forbidden" in first
    assert voice.plain("doctor.user.root") in second


def test_when_all_is_well_one_line_says_so() -> None:
    found = [Finding("sqlite", "ok", "doctor.sqlite.fine", {"version": "3.53.0"})]
    assert doctor_text(VOICE, found) == "✅ Nothing to mend: 1 thing looked at."


def test_a_hundred_findings_fit_into_one_message() -> None:
    found = [
        Finding("chat", "bad", "doctor.chat.closed", {"said": "x" * 300}, str(-each))
        for each in range(100)
    ]
    text = doctor_text(VOICE, found)
    assert len(text) < 4096
    assert text.endswith(" more: afterword doctor")
