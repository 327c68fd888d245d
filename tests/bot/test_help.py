"""/help: eight lines and buttons, per role; every example in it works where it is read."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.app import STAFF_COMMANDS
from tests.bot.board_acts import answers
from tests.bot.stage import ADMIN, STAFF, VIEWER, Stage, stage_of
from tests.bot.test_cases import AGENTS, ANN, staffed
from tests.bot.test_what_is_measured import ONE, buttons

ME = "@acme_bot"
REFUSED = ("I do not", "Sorry", "No survey", "This needs", '"', "There is no", "I know nobody")
TELEGRAM_TAKES = 4096


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Stage]:
    """Satisfaction is all that is measured; Ann is an agent; one customer was unhappy."""
    async with stage_of(tmp_path, ONE, base=AGENTS) as stage:
        await staffed(stage)
        await answers(stage, 5, 4, 5, 5, 1)
        yield stage


async def said(stage: Stage, text: str, who: int = VIEWER, chat: int = STAFF) -> dict[str, Any]:
    await stage.says(who, text, chat_id=chat)
    return stage.from_bot(chat)[-1]


async def pressed(stage: Stage, who: int, message: dict[str, Any], label: str) -> dict[str, Any]:
    data = buttons(message)[label]
    await stage.taps(who, data, message=message["message_id"], chat=STAFF)
    return dict(stage.telegram.chats[STAFF].messages[message["message_id"]].body)


def commands_in(text: str) -> list[str]:
    """The commands at the start of lines, without what is said about them."""
    lines = [re.split(r" [-–] ", line)[0] for line in text.splitlines()]
    return [line for line in lines if line.startswith("/")]


@pytest.mark.parametrize("who", [VIEWER, ANN, ADMIN])
async def test_it_is_eight_lines_with_commands_that_work(shop: Stage, who: int) -> None:
    reply = await said(shop, "/help", who)
    lines = str(reply["text"]).splitlines()
    assert len(lines) == 8
    shown = commands_in(str(reply["text"]))
    assert len(shown) == 6
    assert all("@" in each.split()[0] for each in shown)
    assert "nps" not in reply["text"].lower()
    for each in shown:
        answer = await said(shop, each, who)
        assert not str(answer["text"]).startswith(REFUSED), (each, answer["text"])


async def test_buttons_lead_to_the_topics_and_back(shop: Stage) -> None:
    reply = await said(shop, "/help")
    assert list(buttons(reply)) == [
        "Figures",
        "Comments and cases",
        "Boards and digests",
        "Who is asked",
        "Running the bot",
    ]
    figures = await pressed(shop, VIEWER, reply, "Figures")
    assert "/csat@" in figures["text"]
    assert "/nps@" not in figures["text"]
    assert "/overall@" not in figures["text"], "there is one metric to read together"
    assert "touchpoint=support" in figures["text"]
    assert "survey=after-chat" in figures["text"]
    back = await pressed(shop, VIEWER, figures, "back")
    assert back["text"] == reply["text"]
    cases = await pressed(shop, ANN, back, "Comments and cases")
    assert "/case@" in cases["text"]
    assert "/case@" not in (await said(shop, "/help comments and cases"))["text"]


@pytest.mark.parametrize("language", ["en", "ru", "zh-hans"])
async def test_each_command_is_explained_with_examples_that_work(
    shop: Stage, language: str
) -> None:
    for command in (each.name for each in STAFF_COMMANDS):
        shop.telegram.users[ADMIN].language_code = language
        text = str((await said(shop, f"/help {command}", ADMIN))["text"])
        assert text.startswith(f"/{command} – ")
        assert len(text) < TELEGRAM_TAKES
        shop.telegram.users[ADMIN].language_code = "en"
        for each in commands_in(text)[1:]:
            words = str((await said(shop, each, ADMIN)).get("text"))
            assert not words.startswith(REFUSED), (each, words)


async def test_compare_is_explained_and_shown_at_a_press(shop: Stage) -> None:
    reply = await said(shop, "/help compare")
    assert "For example:\n/compare@" in reply["text"]
    assert "csat before 2026-10-17 after" in reply["text"]
    reply = await said(shop, "/help trend")
    before = len(shop.from_bot(STAFF))
    await pressed(shop, VIEWER, reply, "Show it")
    assert len(shop.from_bot(STAFF)) == before + 1


async def test_what_there_is_none_of_is_named_with_the_nearest(shop: Stage) -> None:
    text = (await said(shop, "/help comprae"))["text"]
    assert text.startswith('There is no command or topic "comprae". Perhaps /help@')
    assert text.splitlines()[0].endswith(" compare?")
    text = (await said(shop, "/help <b>xyz"))["text"]
    assert text.startswith('There is no command or topic "<b>xyz".\n')


async def test_a_command_above_ones_role_is_explained_without_examples(shop: Stage) -> None:
    text = (await said(shop, "/help reload"))["text"]
    assert 'For the role "admin" and above.' in text
    assert "For example" not in text


@pytest.mark.parametrize(
    ("typed", "begins"),
    [("/help показатели", "О чём можно спросить"), ("/help сводки", "Сводки"), ("/help", "О чём")],
)
async def test_topics_are_understood_in_other_languages(
    shop: Stage, typed: str, begins: str
) -> None:
    shop.telegram.users[ANN].language_code = "ru"
    assert str((await said(shop, typed, ANN))["text"]).startswith(begins)
