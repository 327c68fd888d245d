"""Whole replies about anonymous answers, from a database, subtracted from one another."""

import itertools
import random
from dataclasses import dataclass
from datetime import date

import pytest

from bot.reports import privacy
from bot.reports.compare.reading import compare
from bot.reports.summary.reading import summarise
from bot.reports.trend.reading import trend
from bot.reports.understanding import query_of
from metrics.periods import Period
from storage import anonymous
from storage.transaction import Transaction
from tests.bot.anonymous_world import DAY, DAYS, FIRST, FORBIDDEN, SPANS, Person, crowd, span
from tests.bot.town import NOW, ZONE, Town


def week_of(seed: int) -> list[Person]:
    chance = random.Random(seed)
    return crowd(
        [
            (
                chance.randrange(DAYS),
                chance.choice(["north", "south"]),
                chance.choice(["chat", "mail"]),
                1,
                chance.choice([1, 2, 3, 5, 6, 8]),
            )
            for _ in range(chance.randrange(5, 14))
        ]
    )


async def settle(town: Town, people: list[Person]) -> None:
    today = NOW.astimezone(ZONE).date()
    for each in people:
        ago = (today - FIRST).days - each.day
        await town.answer(
            "team",
            each.name % 11,
            days_ago=ago,
            touchpoint=each.touchpoint or "",
            channel=each.channel or "",
        )


@dataclass(frozen=True)
class Asked:
    """Some days, and what is asked for of them."""

    since: int
    until: int
    place: frozenset[tuple[str, str]] = frozenset()

    def within(self, other: "Asked") -> bool:
        """Tell whether whoever is meant here is meant by another question as well."""
        return other.since <= self.since and self.until <= other.until and self.place >= other.place


async def told(town: Town) -> list[tuple[Asked, int]]:
    """Type every command, and set what each number is about beside how many it counts."""
    found: list[tuple[Asked, int]] = []
    for since, until in SPANS:
        days = f"{FIRST + since * DAY}..{FIRST + (until - 1) * DAY}"
        for key, value in [
            ("", ""),
            ("touchpoint", "north"),
            ("touchpoint", "south"),
            ("channel", "chat"),
        ]:
            text = f"/enps {days} {key}={value}" if key else f"/enps {days}"
            [block] = (await summarise(town.services, query_of(town.services, text))).blocks
            place = frozenset({(key, value)} if key else ())
            found.append((Asked(since, until, place), block.people))
            [*_, last] = block.trend or [None]
            assert last is None or last.people == block.people
        for by in ("touchpoint", "channel", "day"):
            query = query_of(town.services, f"/enps {days} by {by}")
            [block] = (await summarise(town.services, query)).blocks
            rows = block.breakdown.segments if block.breakdown else []
            assert block.people - sum(row.people for row in rows) not in FORBIDDEN
            for row in rows:
                day = (date.fromisoformat(row.key) - FIRST).days if by == "day" else None
                asked = Asked(since, until, frozenset({(by, row.key)}))
                found.append((asked if day is None else Asked(day, day + 1), row.people))
    query = query_of(town.services, f"/trend enps {FIRST}..{FIRST + 6 * DAY} by day")
    [course] = (await trend(town.services, query)).courses
    points = course.lines[-1].points[:DAYS]
    return found + [(Asked(day, day + 1), point.people) for day, point in enumerate(points)]


@pytest.mark.parametrize("seed", range(4))
async def test_no_two_replies_of_a_week_differ_by_one_to_four(town: Town, seed: int) -> None:
    people = week_of(seed)
    await settle(town, people)
    numbers = await told(town)
    assert any(number for _, number in numbers)
    for (few, small), (many, large) in itertools.product(numbers, repeat=2):
        assert small not in FORBIDDEN
        if few.within(many):
            assert large - small not in FORBIDDEN, (few, small, many, large)
            assert small <= large


@pytest.mark.parametrize("seed", range(3))
async def test_comments_are_shown_ten_people_at_a_time(town: Town, seed: int) -> None:
    people = week_of(seed)
    await settle(town, people)

    async def write(tx: Transaction) -> None:
        for each in people:
            at = NOW - ((NOW.date() - FIRST).days - each.day) * DAY
            await anonymous.add_comment(tx, survey="team", body=str(each.name), at=at, zone=ZONE)

    await town.services.database.write(write)
    seen: set[frozenset[str]] = {frozenset()}
    for since, until in SPANS:
        period = span(since, until)

        async def read(tx: Transaction, period: Period = period) -> frozenset[str]:
            return frozenset(await privacy.comments(tx, "team", period=period, limit=1000) or [])

        words = await town.services.database.read(read)
        assert words <= {str(each.name) for each in people if each.fits(since, until)}
        seen.add(words)
    assert len(seen) > 1
    for words, others in itertools.product(seen, repeat=2):
        assert not words - others or len(words - others) >= 10


async def test_a_comparison_leaves_out_who_would_stand_alone(town: Town) -> None:
    for ago, number in ((20, 3), (19, 8), (3, 40), (2, 4)):
        await town.answer("team", *[9] * number, days_ago=ago)
    found = await compare(
        town.services, query_of(town.services, "/compare survey=team before 2026-11-10 settling=0d")
    )
    assert (found.before.people, found.after.people) == (8, 40)
