"""Whole replies about anonymous answers, from a database, subtracted from one another."""

import itertools
import random
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.reports.compare.reading import compare
from bot.reports.summary.reading import summarise
from bot.reports.trend.reading import trend
from bot.reports.understanding import query_of
from storage import portions
from storage.transaction import Transaction
from tests.bot.town import NOW, SETTINGS, ZONE, Town, open_town

FIRST = date(2026, 11, 16)
DAYS = 4
DAY = timedelta(days=1)
FORBIDDEN = {1, 2, 3, 4}
SPANS = [(a, b) for a in range(DAYS) for b in range(a + 1, DAYS + 1)]
BY = 'metric = "enps"\nportions_by = "touchpoint"'


async def some_days(town: Town, chance: random.Random) -> int:
    """Let people answer in the order of their days; tells how many."""
    today = NOW.astimezone(ZONE).date()
    people = 0
    for day in range(DAYS):
        for _ in range(chance.randrange(4)):
            number = chance.choice([1, 2, 3, 5, 6, 8])
            place = {"touchpoint": chance.choice(["north", "south"])}
            given = [chance.randrange(11) for _ in range(number)]
            await town.answer("team", *given, days_ago=(today - FIRST).days - day, **place)
            people += number
    return people


async def told(town: Town) -> list[int]:
    """Type every command, and give every number of people that a reply holds."""
    found: list[int] = []
    for since, until in SPANS:
        days = f"{FIRST + since * DAY}..{FIRST + (until - 1) * DAY}"
        for narrow in ("", "touchpoint=north", "touchpoint=south", "by touchpoint", "by day"):
            query = query_of(town.services, f"/enps {days} {narrow}")
            [block] = (await summarise(town.services, query)).blocks
            rows = block.breakdown.segments if block.breakdown else []
            found += [block.people, *(row.people for row in rows)]
            found += [point.people for point in block.trend]
    query = query_of(town.services, f"/trend enps {FIRST}..{FIRST + 6 * DAY} by day")
    [course] = (await trend(town.services, query)).courses
    return found + [point.people for point in course.lines[-1].points[:DAYS]]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("apart", [False, True])
async def test_no_two_replies_differ_by_one_to_four(
    tmp_path: Path, seed: int, *, apart: bool
) -> None:
    settings = SETTINGS.replace('metric = "enps"', BY) if apart else SETTINGS
    chance = random.Random(seed)
    async with open_town(tmp_path, settings) as town:
        people = await some_days(town, chance)
        numbers = await told(town)
        more = await some_days(town, chance)
        later = await told(town)
    assert people - max(numbers) in range(9 if apart else 5), "at most four of a pool wait"
    assert people + more - max(later) in range(9 if apart else 5)
    for one, other in itertools.product({0, *numbers, *later}, repeat=2):
        assert abs(one - other) not in FORBIDDEN


async def test_a_comparison_counts_portions_on_their_day(town: Town) -> None:
    for ago, number in ((20, 3), (19, 8), (10, 40), (9, 4)):
        await town.answer("team", *[9] * number, days_ago=ago)
    found = await compare(
        town.services, query_of(town.services, "/compare survey=team before 2026-11-10 settling=0d")
    )
    assert (found.before.people, found.after.people) == (10, 45)


async def test_days_without_a_portion_are_told_which_have_one(town: Town) -> None:
    await town.answer("team", *[9] * 5, days_ago=30)
    await town.answer("team", *[9] * 5, days_ago=20)
    said = await town.text("/enps week survey=team")
    assert "23 Oct 2026" in said
    assert "2 Nov 2026" in said
    assert "/enps 2026-10-23..2026-11-02" in said


async def test_low_scores_of_portions_are_counted_up_to_the_worst_band_and_with_it(
    town: Town,
) -> None:
    await town.answer("team", 0, 5, 6, 7, 10, days_ago=3)

    async def read(tx: Transaction) -> int:
        return await portions.count_low(tx, "team", highest=6)

    assert await town.services.database.read(read) == 3
