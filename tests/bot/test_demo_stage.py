"""The demonstration before its week: a past to look back on, and colleagues of three languages."""

from __future__ import annotations

from pathlib import Path

import aiohttp

from bot.app import serve
from bot.commands.demo.demo_config import ADMIN, STAFF_GROUP
from bot.commands.demo.stage import open_stage
from bot.commands.demo.talk import ask, talk
from playground.reach import Reach


async def test_colleagues_read_of_the_weeks_before_each_in_their_own_language(
    tmp_path: Path,
) -> None:
    async with open_stage(tmp_path, serve, port=0) as stage:
        stage.haste.calm_down()
        await talk(stage.places)
        contacts = await ask(stage.places, "/contacts last week text")
        async with aiohttp.ClientSession() as http:
            reach = Reach(http, stage.places)
            state = await reach.play("/play/state")
            health = await reach.bot("/health")
    pictures = [
        str(message["caption"])
        for message in state["messages"][str(STAFF_GROUP)]
        if message.get("photo")
    ]
    board, overall = pictures
    assert "ответ" in board
    assert "指数" in overall
    assert "Contacts for each 10,000 orders" in contacts
    assert {user["id"] for user in state["users"]} >= {ADMIN}
    assert health["due"]["asks"] == health["failed_updates"] == 0
