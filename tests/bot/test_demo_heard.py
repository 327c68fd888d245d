"""The demonstration's week: customers write in every manner and language, and are all heard."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from bot.app import serve
from bot.commands.demo.demo_config import ADMIN, STAFF, TIMEZONE
from bot.commands.demo.heard import ALL_SHOWN, NAMES, count_heard, heard_line
from bot.commands.demo.stage import open_stage
from playground.hearing import ONLY_SCORES, Tally, Written, tally
from playground.manners import AFTERWARDS, WRITERS
from playground.reach import Places, Reach
from playground.week import Report, play_week

LANGUAGES = {language for _, language in STAFF.values()}
MANNERS = {*WRITERS, *AFTERWARDS, "score"}  # who pressed a score may write a comment


async def state_of(places: Places) -> dict[str, Any]:
    async with aiohttp.ClientSession() as http:
        state = await Reach(http, places).play(f"/play/state?shown={ALL_SHOWN}")
    return dict(state)


async def test_words_count_as_heard_by_the_sign_below_them_and_commands_not_at_all(
    tmp_path: Path,
) -> None:
    async with open_stage(tmp_path, serve, port=0) as stage:
        stage.haste.calm_down()
        assert await count_heard(stage.places, {}) == Tally()
        async with aiohttp.ClientSession() as http:
            for text in ("/start", "Nobody asked me anything."):
                said = {"user": ADMIN, "text": text}
                await Reach(http, stage.places).play("/play/say", said)
        found = await count_heard(stage.places, {})
    assert heard_line(found) == "0 of 1 messages heard: 0 of 1 comment"


@pytest.mark.slow
async def test_customers_write_in_every_manner_and_every_language_and_all_are_heard(
    tmp_path: Path,
) -> None:
    async with open_stage(tmp_path, serve, port=0) as stage:
        report = await play_week(stage.places, first_day=stage.first_day, zone=ZoneInfo(TIMEZONE))
        stage.haste.calm_down()
        found = await count_heard(stage.places, report.written)
        state = await state_of(stage.places)
    assert found.heard == found.written
    assert found.written.total() == len(report.written) == report.acts["say"] > 100
    assert found.written["edit"] == report.acts["edit"]
    assert set(found.written) == set(NAMES)
    languages = {user["id"]: user.get("language_code") for user in state["users"]}
    kinds, styles = defaultdict(set), defaultdict(set)
    for (chat, _), written in report.written.items():
        kinds[languages[chat]].add(written.kind)
        styles[languages[chat]].add(written.reading.style)
    assert kinds == {language: set(NAMES) for language in LANGUAGES}
    assert styles == dict.fromkeys(LANGUAGES, MANNERS)
    each_is_missed_when_swallowed(state["messages"], report)


def each_is_missed_when_swallowed(chats: dict[str, list[dict[str, Any]]], report: Report) -> None:
    """Take each message's sign away in turn: the count is short of it at once."""
    for (chat, message), written in report.written.items():
        own = {place: each for place, each in report.written.items() if place[0] == chat}
        swallowed = [unheard(each, message, written) for each in chats[str(chat)]]
        found = tally({str(chat): swallowed}, own)
        assert found.written.total() == len(own)
        assert found.heard[written.kind] < found.written[written.kind]


def unheard(message: dict[str, Any], wanted: int, written: Written) -> dict[str, Any]:
    """Show a message as it would be had the wanted one been swallowed."""
    if written.kind in ONLY_SCORES and message["message_id"] == written.question:
        return dict(written.reading.asked)
    hidden = "reaction" if message["message_id"] == wanted else ""
    return {name: part for name, part in message.items() if name != hidden}


def test_the_line_says_what_was_missed() -> None:
    found = Tally(Counter({"score": 2, "voice": 2, "edit": 1}), Counter({"score": 2, "voice": 1}))
    said = "3 of 5 messages heard: 2 scores typed, 0 of 1 edit, 1 of 2 voice notes"
    assert heard_line(found) == said
    assert heard_line(Tally()) == "0 of 0 messages heard"
