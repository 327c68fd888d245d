"""The demo's page with the real bot behind it, in a real Chromium and without a mouse."""

from __future__ import annotations

import io
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from rich.console import Console

from bot.app import serve
from bot.commands.demo.performance import read_out
from bot.commands.demo.stage import Stage, open_stage
from playground.browser import NAMES, PROGRAM, Page, chromium
from playground.limits import Limits
from playground.week import Report
from tests.playground.accessibility import focused, go_to, violations

in_a_browser = pytest.mark.skipif(
    PROGRAM is None,
    reason="NOT TRIED: the demo's page and the bot behind it, by keyboard and by a screen reader."
    f" None of {', '.join(NAMES)} is installed.",
)

STAFF, PHONE = "Write in the staff group", "Write on the phone"


@asynccontextmanager
async def a_demo(folder: Path, *, width: int = 1280) -> AsyncIterator[tuple[Stage, Page]]:
    async with open_stage(folder, serve, port=0) as stage, chromium() as page:
        stage.haste.calm_down()
        stage.telegram.limits = Limits(chat_interval_s=0, overall=0, group=0)
        await page.open(stage.url, width=width, height=900)
        yield stage, page


async def tell_staff(page: Page, words: str) -> None:
    """Go to the staff group's composer by keyboard, and send something."""
    await page.open(await page.run("location.href"), width=1280, height=900)
    await page.press("Tab", 2)
    await page.press("Enter")
    assert await focused(page) == STAFF
    await page.type(words)
    await page.press("Enter")


@in_a_browser
async def test_a_report_is_asked_and_read_by_keyboard_alone(tmp_path: Path) -> None:
    async with a_demo(tmp_path) as (_, page):
        await tell_staff(page, "/nps week")
        await page.until("document.querySelector('#staff .picture img').naturalWidth")
        said = await page.read_aloud("#staff .log")
        picture = next(each for each in said if each.startswith("link: "))
        assert re.match(r"link: NPS [+−-]?\d+", picture)
        assert any(re.match(r"\d+ answers: ", line) for words in said for line in words.split("\n"))
        assert any(each.startswith("button: ") for each in said[said.index(picture) :])

        await go_to(page, "/nps week", by="Tab", back=True)  # the suggestions
        await go_to(page, "Acme feedback", by="Tab", back=True)  # the newest message
        await page.press("ArrowRight")
        assert await page.run("document.activeElement.className") == "picture"
        assert await violations(page) == []
        assert page.complaints == []


@in_a_browser
async def test_an_admin_sees_a_question_and_gives_a_score_by_keyboard_alone(tmp_path: Path) -> None:
    async with a_demo(tmp_path) as (_, page):
        await tell_staff(page, "/test after-chat")
        await page.until("document.querySelector('#staff').innerText.includes('private chat')")
        await go_to(page, "picker-open", by="Tab", back=True)
        await page.press("Enter")
        await page.type("robin")
        await page.press("Enter")
        await page.until("document.querySelector('#phone [data-callback]')")
        assert await focused(page) == "picker-open"
        await go_to(page, "Test: this answer", by="Tab")
        await go_to(page, "4", by="ArrowRight")
        await page.press("Enter")
        await page.until("document.querySelector('#phone').innerText.includes('You chose')")
        assert "You chose" in await focused(page)  # where the button was, the message is read
        said = " ".join(await page.read_aloud("#phone .log"))
        assert "You chose" in said
        assert await violations(page) == []


async def test_what_ends_prints_no_address_and_what_serves_prints_one(tmp_path: Path) -> None:
    async with open_stage(tmp_path, serve, port=0) as stage:
        stage.haste.calm_down()
        stage.telegram.limits = Limits(chat_interval_s=0, overall=0, group=0)
        for once in (True, False):
            out = io.StringIO()
            await read_out(stage, Console(file=out, width=200), Report(), once=once)
            assert "NPS" in out.getvalue()
            assert (stage.url in out.getvalue()) is not once
            assert ("http" in out.getvalue()) is not once
