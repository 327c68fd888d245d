"""The watch as it looks, day by day: weak Mondays are no alarm, a fall is, an upgrade is none."""

import random
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from storage import tallies
from storage.transaction import Transaction
from storage.watches import Frozen, begin, freeze, notice
from tests.bot.watchtower import MONDAY, WEEK, Tower, open_tower

A_DAY = 15
WEAK, STRONG = 0.6, 0.9  # the share of satisfied people on Mondays, and on other days
STEADY = [(85, 100), (86, 100), (84, 100), (85, 100)]


@pytest.fixture
async def tower(tmp_path: Path) -> AsyncIterator[Tower]:
    async with open_tower(tmp_path) as tower:
        yield tower


async def answered(tower: Tower, days: dict[date, tuple[int, int]]) -> None:
    """Write how many of how many were satisfied on each day."""
    deltas: dict[tallies.Key, tallies.Delta] = {
        ("care", "total", "", day.isoformat(), 1): {"s5": good, "s1": people - good}
        for day, (good, people) in days.items()
    }

    async def unit(tx: Transaction) -> None:
        await tallies.add_scores(tx, deltas)

    await tower.town.services.database.write(unit)


def drawn(chance: random.Random, day: date, *, lower: float = 0.0) -> tuple[int, int]:
    true = (WEAK if day.weekday() == 0 else STRONG) - lower
    return sum(chance.random() < true for _ in range(A_DAY)), A_DAY


async def test_weak_mondays_are_no_alarm_and_a_fall_is_told_within_two_weeks(tower: Tower) -> None:
    """Every evening of half a year, after half a year that was learnt from."""
    chance, weeks = random.Random(5), 26
    first = MONDAY - 26 * WEEK
    past = (first + timedelta(days=at) for at in range(26 * 7))
    await answered(tower, {day: drawn(chance, day) for day in past})
    tower.turn(timedelta(hours=12))
    for at in range(weeks * 7):
        day = MONDAY + timedelta(days=at)
        tower.turn(timedelta(days=(day - tower.now.date()).days))
        await answered(tower, {day: drawn(chance, day)})
        await tower.look()
    assert await tower.alerts() == []
    fallen = tower.now.date() + timedelta(days=1)
    for at in range(15):
        day = fallen + timedelta(days=at)
        tower.turn(timedelta(days=1))
        await answered(tower, {day: drawn(chance, day, lower=0.2)})
        await tower.look()
    (alert,) = await tower.alerts()
    assert alert.body["direction"] == "down"
    assert alert.body["since"][0] == fallen.isoformat()


async def known(tower: Tower, *, mean: float, ago: int, event: date | None = None) -> None:
    """Keep what an earlier program learnt: twenty weeks that ended so many weeks ago."""
    until = MONDAY - ago * WEEK
    frozen = Frozen(until - 20 * WEEK, until, mean, mean * (1 - mean), 0.9, 20, 2000)

    async def unit(tx: Transaction) -> None:
        await begin(tx, survey="care", kind="total", question=1)
        (row,) = await tx.rows("SELECT id FROM watches WHERE survey = 'care'")
        await freeze(tx, row["id"], frozen, at=tower.now)
        if event is not None:
            key = f"watch:{row['id']}:{event}:down"
            await notice(
                tx, row["id"], event=event, direction="down", told_at=tower.now, dedupe=key
            )

    await tower.town.services.database.write(unit)


@pytest.mark.parametrize("ago", [30, 160], ids=["half a year", "three years"])
async def test_what_an_earlier_program_learnt_is_no_alarm_at_the_upgrade(
    tower: Tower, ago: int
) -> None:
    """It drifted by ten points since, which the frozen level of before called a fall."""
    await tower.past([(95 - week * 10 // 50, 100) for week in range(50)])
    await known(tower, mean=0.95 if ago == 30 else 0.60, ago=ago)
    await tower.look()
    assert await tower.alerts() == []
    assert not (await tower.watched())["total", ""].open


async def test_a_change_that_was_told_before_the_upgrade_is_told_no_more(tower: Tower) -> None:
    """The present week's began it there; here it is judged when it is over."""
    await tower.past([*STEADY * 6, (60, 100)])
    tower.turn(-timedelta(days=2))
    await known(tower, mean=0.85, ago=4, event=MONDAY)
    await tower.look()
    tower.turn(timedelta(days=2))
    await tower.look()
    assert await tower.alerts() == []
    assert (await tower.watched())["total", ""].open


async def test_an_event_that_lasts_stays_one_event(tower: Tower) -> None:
    await tower.past([*STEADY * 6, *[(60, 100)] * 3])
    await known(tower, mean=0.85, ago=4, event=MONDAY - WEEK)
    await tower.look()
    assert await tower.alerts() == []
    assert (await tower.watched())["total", ""].open


@pytest.mark.parametrize("down", [1, 3, 8])
async def test_a_fall_right_before_the_bot_was_down_is_told_when_it_is_back(
    tower: Tower, down: int
) -> None:
    await tower.past([*STEADY * 6, (60, 100)])
    tower.turn(-timedelta(days=2))
    await tower.look()
    tower.turn(down * WEEK)
    await tower.look()
    (alert,) = await tower.alerts()
    assert alert.body["since"][0] == MONDAY.isoformat()
    tower.turn(timedelta(days=1))
    await tower.look()
    assert len(await tower.alerts()) == 1


async def test_a_past_that_is_imported_while_it_looks_is_told_to_nobody(tower: Tower) -> None:
    await tower.look()
    await tower.past([*STEADY * 5, *[(60, 100)] * 6])
    tower.turn(timedelta(minutes=10))
    await tower.look()
    assert await tower.alerts() == []
    assert (await tower.watched())["total", ""].open
