"""The bot backs itself up every day, and says once if it cannot, and once that it can again."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path

from tests.bot.stage import ADMIN, Stage

DAY = timedelta(days=1)
FAILED, BACK = "daily backup of the database was not made", "backed up again"


def folder(stage: Stage) -> Path:
    found = stage.config.backups_folder
    assert found is not None
    return found


def copies(stage: Stage) -> list[Path]:
    return sorted(folder(stage).glob("*.db"))


def are(stage: Stage, number: int) -> bool:
    return len(copies(stage)) == number


async def later(stage: Stage, by: timedelta) -> None:
    await stage.pass_time(by)
    await stage.settle()


async def test_there_is_a_copy_an_hour_after_the_start_and_then_every_day(stage: Stage) -> None:
    await later(stage, timedelta(minutes=59))
    assert not folder(stage).exists()
    for number in range(1, 4):
        await later(stage, DAY if number > 1 else timedelta(minutes=2))
        await stage.until(partial(are, stage, number))
    with closing(sqlite3.connect(copies(stage)[-1])) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert folder(stage).stat().st_mode & 0o777 == 0o700
    async with asyncio.timeout(20):  # the copy is there a moment before it is said to be whole
        while (await stage.health())["backup_age_s"] >= 60:
            pass
    await stage.stop()  # a start does not begin another day
    await stage.start()
    await later(stage, timedelta(hours=2))
    assert len(copies(stage)) == 3
    await later(stage, timedelta(days=15))
    await stage.until(lambda: len(copies(stage)) == 1)  # the older ones are over their time


async def test_a_backup_that_fails_is_told_once_and_so_is_its_end(stage: Stage) -> None:
    await stage.says(ADMIN, "/start")
    folder(stage).write_text("in the way")
    await later(stage, timedelta(minutes=61))
    await stage.until(lambda: any(FAILED in text for text in stage.texts(ADMIN)))
    await later(stage, timedelta(hours=2))
    await stage.stop()
    await stage.start()
    await later(stage, timedelta(hours=2))
    health = await stage.health()
    assert "backup" in health["waits"]
    assert health["status"] == "degraded"
    folder(stage).unlink()
    await later(stage, timedelta(hours=2))
    await stage.until(lambda: any(BACK in text for text in stage.texts(ADMIN)))
    assert [FAILED in text for text in stage.texts(ADMIN)].count(True) == 1
    assert len(copies(stage)) == 1
    assert "waits" not in await stage.health()
