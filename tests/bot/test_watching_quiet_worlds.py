"""Every quiet world lives through the job that watches, looked at on any day and at any hour."""

import random
from collections.abc import Iterator
from datetime import date, time, timedelta
from pathlib import Path

import numpy as np

from tests.bot.spells import START, Spell, alarms, moment, spell, write_days
from tests.bot.watchtower import WEEK, Tower, open_tower
from tests.metrics.test_quiet_worlds import QUIET
from tests.metrics.weekly_worlds import LEARNT, YEAR

SETTINGS = """
[business]
timezone = "Europe/Berlin"
[telegram]
token = "123456:TOKEN"
"""
EACH = 2  # spells of each world
FALLEN = 6  # weeks after the fall
LATER = 3  # weeks between the beginnings of two spells of one world
YOUNG = 9  # weeks after which the job first looks
LIFE = LEARNT + YEAR + FALLEN
MOST = 10  # at 0.2 a year, 5.6 in these 28 years, more than this come in 3 of 100 cases


def settings(spells: list[Spell]) -> str:
    return SETTINGS + "".join(f'[surveys.{each.survey}]\nmetric = "csat"\n' for each in spells)


def drawn() -> Iterator[Spell]:
    chance = np.random.default_rng(13)
    for number, world in enumerate(QUIET.values()):
        for at in range(EACH):
            first = START + at * LATER * WEEK
            name = f"world-{number}-{at}"
            yield spell(name, world, chance, first=first, weeks=LIFE, late=FALLEN)


def hours(since: date, until: date) -> Iterator[tuple[date, time]]:
    """Draw a moment of each week, all weekdays and hours; some at the very turn of the week."""
    chance, monday = random.Random(1), since
    while monday < until:
        sharp = chance.random() < 0.2
        day = 0 if sharp else chance.randrange(7)
        at = time(0) if sharp else time(chance.randrange(24), chance.randrange(60))
        yield monday + timedelta(days=day), at
        monday += WEEK


async def live(tower: Tower, spells: list[Spell], since: date, until: date) -> date:
    """Write the answers up to each look; gives the first day that is not written."""
    written = since
    for day, at in hours(since, until):
        last = day - timedelta(days=at == time(0))
        await write_days(tower, spells, written, last)
        written = last + timedelta(days=1)
        tower.turn(moment(day, at) - tower.now)
        await tower.look()
    return written


async def test_the_job_tells_what_whole_weeks_say_hardly_any_false_and_nearly_every_fall(
    tmp_path: Path,
) -> None:
    """Each learns, has a quiet year and falls by 20 points; the bot is started anew in between."""
    spells = list(drawn())
    first, end = START + YOUNG * WEEK, max(each.monday(LIFE) for each in spells)
    half = START + LIFE // 2 * WEEK
    async with open_tower(tmp_path, settings(spells)) as tower:
        await write_days(tower, spells, START, first - timedelta(days=1))
        written = await live(tower, spells, first, half)
    async with open_tower(tmp_path, settings(spells)) as tower:
        await write_days(tower, spells, written, half - timedelta(days=1))
        await live(tower, spells, half, end + WEEK)
        found = await alarms(tower)
    assert sorted(found) == sorted(set().union(*(each.expected() for each in spells)))
    falls = {each.survey: each.monday(LIFE - FALLEN) for each in spells}
    false = [alarm for alarm in found if alarm[2] < falls[alarm[0]]]
    assert len(false) <= MOST, false
    felt = {survey for survey, way, at, _ in found if way == "down" and at >= falls[survey]}
    assert len(felt) >= 0.8 * len(spells)
