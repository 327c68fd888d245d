"""Fifty agents who are equal, at 95 % fives, through the real command: nobody is named."""

import random
from datetime import timedelta
from math import log
from pathlib import Path

from tests.bot.town import NOW, SETTINGS, open_town

STARS = '\n[surveys.visit]\nmetric = "stars"\n'
WEIGHTS = (0.0125, 0.0125, 0.0125, 0.0125, 0.95)
VIEWS = 6


async def test_fifty_equal_agents_are_not_told_apart(tmp_path: Path) -> None:
    """The code before named somebody in four of these six replies, and in a third of all such."""
    chance = random.Random(15)
    async with open_town(tmp_path, SETTINGS + STARS) as town:
        for view in range(VIEWS):
            for at in range(50):
                people = min(60, max(3, round(chance.lognormvariate(log(15), 0.9))))
                scores = chance.choices(range(1, 6), WEIGHTS, k=people)
                touchpoint = chance.choice(("support", "returns"))
                place = {"agent": f"agent {at:02}", "touchpoint": touchpoint}
                await town.answer("visit", *scores, days_ago=1 + view, **place)
        for view in range(VIEWS):
            day = (NOW - timedelta(days=1 + view)).date()
            text = await town.text(f"/agents stars {day}")
            assert "50 agents" in text
            assert "Beyond what chance explains" not in text
