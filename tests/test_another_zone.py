"""Another time zone in the settings: all days are counted anew, and the log says how far it is."""

import asyncio
import logging
from pathlib import Path

import pytest

from bot.commands.using import using
from bot.running.state import Counting, keep_state
from storage.database import Database
from tests.office import NOW, SETTINGS, Office, answer

BEFORE = (
    "all days are counted anew, as timezone was Europe/Berlin and is Asia/Tokyo: "
    "40 answers and asks; until that is done nobody is answered"
)


async def starts(office: Office) -> None:
    """Find in the database what a start of the bot finds there."""
    async with using(Database.open(office.config.database_path)) as database:
        await keep_state(database, office.config, now=NOW)


async def test_the_log_tells_of_it_before_and_after(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot.running.state")
    office = Office(tmp_path)
    file = office.file(*map(answer, range(20)))
    taken = await asyncio.to_thread(office.takes, file)
    assert taken.exit_code == 0, taken.output
    for zone, said in (
        ("Europe/Berlin", []),
        ("Europe/Berlin", []),
        (
            "Asia/Tokyo",
            [
                BEFORE,
                "counted anew: 50 %",
                "all days were counted anew, in ",
            ],
        ),
        ("Asia/Tokyo", []),
    ):
        caplog.clear()
        office.settings.write_text(SETTINGS.replace("Europe/Berlin", zone))
        await starts(office)
        assert len(caplog.messages) == len(said)
        assert all(map(str.startswith, caplog.messages, said)), caplog.messages
    assert await asyncio.to_thread(office.differences) == []


def test_the_log_tells_each_tenth_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "bot.running.state")
    counting = Counting(40_001)
    for rows in (1_000, 5_000, 5_000, 500, 20_000, 8_501):
        counting.go_on(rows)
    said = ["14 %", "27 %", "78 %"]
    assert caplog.messages == [f"counted anew: {each}" for each in said]
