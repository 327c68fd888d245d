"""A few of the histories go the whole way: flows, storage, restarts and reloads."""

from pathlib import Path
from random import Random

import pytest

from tests.cadence.by_storage import WholeWay
from tests.cadence.lots import Plan
from tests.cadence.test_histories import drawn_rulebooks, judged
from tests.cadence.world import World

HISTORIES = 10


@pytest.mark.parametrize("seed", range(1_000, 1_000 + HISTORIES))
async def test_the_whole_way_keeps_every_rule_too(seed: int, tmp_path: Path) -> None:
    chance = Random(seed)
    plan = Plan(people=15, interactions=20, reloads=3, jumps=6, stops=10)
    books = drawn_rulebooks(chance, plan.reloads)
    bot = WholeWay(tmp_path, plan.people)
    try:
        log = await World(bot, books, plan, chance).play()
    finally:
        await bot.close()
    assert judged(seed, log).decisions["ask"]
