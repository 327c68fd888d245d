"""Every staff command that is no report, and every button, takes whatever is typed or forged."""

import re
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from bot.app import STAFF_BUTTONS, STAFF_COMMANDS
from playground.html import parse_html
from tests.bot.stage import ADMIN, BOB, STAFF, VIEWER, Stage, stage_of
from tests.forms import FORMS

HANDLERS = [each.name for each in STAFF_COMMANDS if each.name not in {*FORMS, "reload"}]
GARBAGE = (
    '<b>&amp; "“ = agent= {0} %s',
    "\N{RIGHT-TO-LEFT OVERRIDE}🦊 ٣ 99999999999999999999 -1 0 by vs before after",
    "weekly monday 25:61 nps week",
    f"{'9' * 400} {'x' * 3000}",
)
TYPED = (
    *("/case 0", "/case 1 close", "/case #1 <b>", "/case -1", "/case 999999999999999999 take"),
    *("/board", "/board week", "/board nps 2027-01-01", "/board board nps", "/board enps week"),
    *("/board case 1", "/board nps agent=nobody", "/board trend nps by year", "/board 周"),
    *("/digest", "/digest hourly", "/digest weekly", "/digest weekly monday 09:00 case 1"),
    *("/digest daily 09:00 nps 2025-02-30", "/digest monthly 32 09:00", "/digest stop 99"),
    *("/why", "/why @nobody", "/why helpdesk:", "/why :", "/skip", "/skip 0", "/skip @"),
    *("/watch nps", "/watch accept", "/watch accept <i>", "/test", "/test <b>", "/test team"),
    *("/cadence", "/cadence <b>", "/surveys <b>", "/help me", "/id <b>", "/health <b>"),
    *("/nps agent=“", "/compare before 9999-12-31 after", "/themes theme=<b>", "/comments after=0"),
)
FORGED = ("", ":", "0", "s:s:", "x:take", "x:show", "<b>", "x" * 60, "É🦊")


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage_of(tmp_path) as stage:
        stage.join(BOB, language="ru")
        yield stage


async def test_whatever_is_typed_gets_exactly_one_reply_in_words(
    desk: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    odd = [f"/{name} {GARBAGE[at % len(GARBAGE)]}" for at, name in enumerate(HANDLERS)]
    for text in (*TYPED, *odd):
        before = len(desk.from_bot(STAFF))
        said = await desk.says(ADMIN, text, chat_id=STAFF)
        replies = desk.from_bot(STAFF)[before:]
        assert len(replies) == 1, (text, replies)
        reply = replies[0]
        assert reply["reply_to_message"]["message_id"] == said["message_id"], text
        assert "did not work" not in reply["text"], text
    assert _faults(caplog) == []
    for call in desk.telegram.calls:
        if call.parameters.get("parse_mode") == "HTML":
            parse_html(str(call.parameters.get("text") or call.parameters.get("caption") or ""))


async def test_who_writes_in_the_name_of_the_group_is_told_so_whatever_it_is(desk: Stage) -> None:
    for name in (*HANDLERS[:3], "nps", "reload"):
        before = len(desk.from_bot(STAFF))
        await desk.says(ADMIN, f"/{name} <b> {name}", chat_id=STAFF, anonymous=True)
        (reply,) = desk.from_bot(STAFF)[before:]
        assert "Remain anonymous" in reply["text"], name


async def test_no_forged_button_does_anything(
    desk: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    await desk.says(ADMIN, "/nps week", chat_id=STAFF)
    asked = desk.from_bot(STAFF)[-1]["message_id"]
    stood = desk.messages(STAFF)
    for who in (ADMIN, VIEWER, BOB):
        for prefix in STAFF_BUTTONS:
            for token in FORGED:
                data = f"{prefix}:{token}".encode()[:64].decode(errors="ignore")
                query = desk.press(who, data, message=asked, chat=STAFF)
                await desk.until(partial(_answered, desk, query))
                toast = desk.toast(query)
                assert toast, (who, data)
                assert len(toast) <= 200
                assert not re.search("did not work|<b>", toast), (who, data)
    assert desk.messages(STAFF) == stood
    assert _faults(caplog) == []


def _answered(desk: Stage, query: str) -> bool:
    return any(
        call.method == "answerCallbackQuery" and call.parameters["callback_query_id"] == query
        for call in reversed(desk.telegram.calls)
    )


def _faults(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [each.getMessage() for each in caplog.records if each.levelname == "ERROR"]
