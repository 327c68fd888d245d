"""Summaries, from rows in a real database to the whole reply."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.town import Town, open_town

WEEK = "16-22 Nov 2026, Europe/Berlin"


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with open_town(tmp_path) as opened:
        yield opened


async def test_a_week_reads_like_this(town: Town) -> None:
    await town.answer("recommend", *[10] * 38, *[8] * 15, *[3] * 11)
    await town.answer("recommend", *[9] * 30, *[7] * 15, *[2] * 10, days_ago=9)
    await town.ask("recommend", 104)
    assert await town.text("/nps week") == (
        "NPS +42   (+22 to +59)\n"
        "64 answers: 38 promoters, 15 passives, 11 detractors\n"
        "Previous 7 days +36: no clear change (-21 to +33)\n"
        "Of 168 asks delivered these days 64 are answered so far (38 %), 104 still open\n"
        f"{WEEK} - question v1"
    )
