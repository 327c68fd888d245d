"""What was before the simulated week: orders, interactions nobody was asked about, answers."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from playground.cast import AGENTS, CHANNELS, CONTENT, cast, quality_of
from playground.sayings import said
from playground.schedule import Ending, ending, orders_on

WEEKS = 12
VISITS_LAST_WEEK = 340
VISITS_BEFORE = 200
STRANGERS = 90  # who came before and do not come in the week
WEEKS_OF_VISITS = 8
MOVED = 4  # weeks before the week something changed for the better
COMMENTED = 0.3
GIVEN_REASON = 0.55
REASONS = ("speed", "speed", "manner", "product", "price", "other")
LANGUAGES = ("en", "en", "en", "en", "en", "ru", "ru", "ru", "zh-hans", "zh-hans")
COLUMNS = (
    "survey", "score", "answered_at", "comment", "reason", "touchpoint", "agent", "language",
    "channel",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Course:
    """How one survey was answered in the weeks before; `before` is how much worse it once went."""

    survey: str
    touchpoint: str
    low: int
    high: int
    a_week: int
    before: float = 0.0
    reasons: tuple[int, int] = (0, -1)  # the lowest and the highest score that has them
    named: bool = True


COURSES = (
    Course("recommend", "delivery", 0, 10, 56, before=0.03, reasons=(0, 6)),
    Course("after-chat", "support", 1, 5, 34, before=0.14, reasons=(1, 2)),
    Course("ease", "onboarding", 1, 7, 12),
    Course("checkout", "checkout", 1, 5, 18),
    Course("visit", "shop", 1, 5, 12),
    Course("workshop", "workshop", 1, 10, 9),
    Course("article", "help-page", 1, 2, 20),
    Course("team", "", 0, 10, 6, named=False),
)


def orders(*, first_day: date) -> dict[str, int]:
    """Return the orders of the week before, by day."""
    days = [first_day - timedelta(days=back) for back in range(7, 0, -1)]
    return {day.isoformat(): orders_on(day) for day in days}


def endings(people: int, *, seed: int, now: datetime) -> tuple[Ending, ...]:
    """Make up interactions of the weeks before `now`, oldest first, most of them in the last."""
    chance = random.Random(f"{seed}/earlier")
    known = cast(seed=seed, customers=people + STRANGERS)
    days = [(chance.randrange(7), known[:people]) for _ in range(VISITS_LAST_WEEK)]
    days += [(chance.randrange(7, 7 * WEEKS_OF_VISITS), known) for _ in range(VISITS_BEFORE)]
    visits = [(_minutes_ago(day, now, chance), chance.choice(among)) for day, among in days]
    visits.sort(key=lambda visit: -visit[0])
    return tuple(
        ending(f"E-{number:04}", person, chance, minutes_ago=minutes)
        for number, (minutes, person) in enumerate(visits, start=1)
    )


def _minutes_ago(days: int, now: datetime, chance: random.Random) -> int:
    day = now.date() - timedelta(days=days + 1)
    moment = datetime.combine(day, _hour(chance), tzinfo=now.tzinfo)
    return round((now - moment) / timedelta(minutes=1))


def answers(*, seed: int, first_day: date, zone: ZoneInfo) -> Iterator[tuple[str | int, ...]]:
    """Make up answers of twelve weeks before `first_day`, one tuple of COLUMNS for each."""
    chance = random.Random(f"{seed}/answers")
    for course in COURSES:
        for back in range(WEEKS, 0, -1):
            for _ in range(course.a_week + chance.randrange(-2, 3)):
                day = first_day - timedelta(days=7 * back - chance.randrange(7))
                moment = datetime.combine(day, _hour(chance), tzinfo=zone)
                yield _answer(course, moment, chance, worse=course.before if back > MOVED else 0.0)


def _answer(
    course: Course, moment: datetime, chance: random.Random, *, worse: float
) -> tuple[str | int, ...]:
    agent, language = chance.choice(list(AGENTS)), chance.choice(LANGUAGES)
    quality = quality_of(agent, course.touchpoint, chance=chance, worse=worse)
    score = course.low + round(quality * (course.high - course.low))
    if not course.named:
        return (course.survey, score, moment.isoformat(), "", "", "", "", "", "")
    comment = reason = ""
    if chance.random() < COMMENTED:
        about = course.touchpoint
        comment = said(language, about, content=quality > CONTENT, chance=chance)
    low, high = course.reasons
    if low <= score <= high and chance.random() < GIVEN_REASON:
        reason = chance.choice(REASONS)
    return (
        course.survey, score, moment.isoformat(), comment, reason, course.touchpoint, agent,
        language, chance.choice(CHANNELS),
    )  # fmt: skip


def _hour(chance: random.Random) -> time:
    """Roll a time in the opening hours, to the second: two rows are hardly ever alike."""
    return time(chance.randrange(9, 19), chance.randrange(60), chance.randrange(60))
