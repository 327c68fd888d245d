"""Spells of weeks that a town lives through day by day, and what staff should be told of them."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np

from metrics.control import Subgroup
from storage import tallies
from storage.transaction import Transaction
from tests.bot.town import ZONE
from tests.bot.watchtower import WEEK, Tower
from tests.metrics.weekly_worlds import World, told

START = date(2026, 11, 16)  # a Monday
Alarm = tuple[str, str, date, date]  # survey, direction, the weeks of the signal and of the step


@dataclass(frozen=True)
class Spell:
    """One survey's weeks in a world, from one Monday on; `days` are the satisfied of the people."""

    survey: str
    first: date
    groups: list[Subgroup]
    days: list[tuple[int, int]]

    def expected(self) -> set[Alarm]:
        """Give what the weeks alone say, when they are judged by the bare functions."""
        return {
            (self.survey, str(each.direction), self.monday(each.at), self.monday(each.began))
            for each in told(self.groups)
        }

    def monday(self, week: int) -> date:
        """Give the first day of a week."""
        return self.first + week * WEEK

    def deltas(self, day: date) -> dict[tallies.Key, tallies.Delta]:
        """Count the answers of a day as an answer would be counted."""
        at = (day - self.first).days
        if not 0 <= at < len(self.days) or self.days[at][1] == 0:
            return {}
        good, people = self.days[at]
        key = (self.survey, "total", "", day.isoformat(), 1)
        return {key: {"s5": good, "s1": people - good}}


def spell(
    survey: str, world: World, chance: np.random.Generator, *, first: date, weeks: int, late: int
) -> Spell:
    """Draw so many weeks; the last ones, `late` of them, after a fall by 20 points."""
    groups = world.weeks(chance, weeks, fall=0.2, late=late)
    days = [day for group in groups for day in _spread(group, world, chance)]
    return Spell(survey, first, groups, days)


def _spread(
    group: Subgroup, world: World, chance: np.random.Generator
) -> Iterator[tuple[int, int]]:
    """Spread a week's answers over its days; where Mondays are weak, most bad ones on Monday."""
    days = np.sort(np.arange(group.people) % 7)
    others = 1 - world.good - world.mondays / 7
    bad = np.where(days == 0, others + world.mondays, others)
    misses = group.people - round(group.value * group.people)
    missed = chance.choice(days, misses, replace=False, p=bad / bad.sum())
    for day in range(7):
        people = int((days == day).sum())
        yield people - int((missed == day).sum()), people


async def write_days(tower: Tower, spells: Iterable[Spell], since: date, until: date) -> None:
    """Write the answers of some days, the last one included."""
    days = [since + timedelta(days=at) for at in range((until - since).days + 1)]
    deltas = {
        key: delta for day in days for each in spells for key, delta in each.deltas(day).items()
    }

    async def unit(tx: Transaction) -> None:
        await tallies.add_scores(tx, deltas)

    await tower.town.services.database.write(unit)


def moment(day: date, at: time) -> datetime:
    """Give a moment of the town's clock."""
    return datetime.combine(day, at, ZONE)


async def alarms(tower: Tower) -> list[Alarm]:
    """Read what staff were told: of which survey, which way, and since when."""
    found = list[Alarm]()
    told = "SELECT survey, dedupe, body FROM deliveries WHERE kind = 'alert' ORDER BY id"
    for row in await tower.rows(told):
        event, direction = row["dedupe"].split(":")[2:]
        began = json.loads(row["body"])["since"][0]
        dates = date.fromisoformat(event), date.fromisoformat(began)
        found.append((row["survey"], direction, *dates))
    return found
