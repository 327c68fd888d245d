"""A report that would read too much is refused in words that say what to ask instead."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import Refusal
from bot.reports.pages import page_behind
from storage.copying import copy_database
from storage.database import Database
from storage.limits import Limit
from tests.bot.town import VOICE, open_town


@pytest.mark.parametrize(
    ("typed", "example"),
    [
        ("/csat year agent=anna touchpoint=support", "/csat 2025-11-23..2026-11-22 agent=anna"),
        ("/csat year agent=anna by channel", "/csat 2025-11-23..2026-11-22 agent=anna"),
        ("/csat year", "/csat 2026-10-24..2026-11-22"),
        ("/csat today", "/csat 2026-11-22"),
    ],
)
async def test_the_words_name_less_of_the_same(tmp_path: Path, typed: str, example: str) -> None:
    async with open_town(tmp_path) as town:
        await town.answer("care", *[5] * 9, agent="anna", touchpoint="support", channel="chat")
        await copy_database(tmp_path / "town.db", tmp_path / "narrow.db")
        narrow = await Database.open(tmp_path / "narrow.db", limit=Limit(seconds=60, rows=0))
        services = replace(town.services, database=narrow)
        with pytest.raises(Refusal) as refused:
            await page_behind(services, typed, VOICE)
        assert refused.value.key == "staff.too_much"
        assert refused.value.values["example"] == example
        await narrow.close()
