"""Two weeks alike, lived through the real bot by people who answer three times in each."""

import random
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from storage.database import Database
from storage.recount import verify
from tests.bot.stage import ADMIN, stage_of

SETTINGS = """\
[cadence]
floor = "1h"
gap = "0s"
cap = { asks = 99, per = "90d" }
patience = { factor = 1.0, limit = "0s" }
quiet_hours = { from = "00:00", to = "00:00" }
[surveys.after-chat]
metric = "csat"
touchpoints = ["support"]
delay = "0s"
repeat = { after_answer = "0s", after_silence = "0s" }
"""
PEOPLE = range(2001, 2011)
DAY = timedelta(days=1)


async def test_a_week_like_the_one_before_is_not_called_another(tmp_path: Path) -> None:
    chance = random.Random(5)
    happy = {person: chance.choice((0.1, 0.95, 0.95)) for person in PEOPLE}
    async with stage_of(tmp_path, SETTINGS) as stage:
        for person in PEOPLE:
            await stage.starts(person, name=f"Person {person}")
        for day in range(14):
            asked = PEOPLE if day % 7 in (0, 2, 5) else ()
            for person in asked:
                await stage.ended(customer={"telegram_id": person})
                score = 5 if chance.random() < happy[person] else 2
                await stage.score(score, user=person)
            await stage.pass_time(DAY if day < 13 else timedelta(hours=1))
        await stage.says(ADMIN, "/csat week")
        said = stage.texts(ADMIN)[-1]
        assert "30 answers from 10 people" in said
        assert "clearly" not in said
        await stage.stop()
        database = await Database.open(stage.config.database_path)
        try:
            zone = ZoneInfo("Europe/Berlin")
            assert await database.read(lambda tx: verify(tx, zone)) == []
        finally:
            await database.close()
