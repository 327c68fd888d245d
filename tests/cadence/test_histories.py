"""Random histories are played through the code that decides, and judged without it.

`AFTERWORD_HISTORIES=1000 ./run test tests/cadence/test_histories.py` plays as many as it says.
"""

import os
from collections import Counter
from datetime import date, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from tests.cadence.by_gates import GatesAlone
from tests.cadence.checker import Checker
from tests.cadence.log import Entry, Rulebook, SurveyRules
from tests.cadence.lots import DAY, HOUR, MINUTE, Plan
from tests.cadence.promises import RULES
from tests.cadence.world import World

HISTORIES = int(os.environ.get("AFTERWORD_HISTORIES", "75"))
AT_ONCE = 25
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata")
QUIET = (
    (time(21), time(9)),
    (time(22, 30), time(2, 30)),
    (time(1), time(2, 15)),
    (time(12), time(14)),
    (time(0), time(0)),
    (time(20), time(0)),
)
NO = timedelta()
EVERY_DAY = frozenset(range(7))
HOLIDAYS = frozenset(
    date(year, 1, 1) + n * DAY for year in range(2020, 2031) for n in range(0, 300, 7)
)


def drawn_rulebook(chance: Random, zone: ZoneInfo) -> Rulebook:
    pick = chance.choice
    gap = pick((NO, 2 * DAY, 7 * DAY, 30 * DAY))
    names = ["recommend", "after-chat", "effort"][: chance.randint(1, 3)]
    chance.shuffle(names)
    return Rulebook(
        zone=zone,
        floor=pick((NO, HOUR, DAY, 3 * DAY)),
        gap=gap,
        cap_asks=chance.randint(1, 4),
        cap_per=pick((DAY, 30 * DAY, 90 * DAY, 365 * DAY)),
        factor=pick((1.0, 1.5, 2.0, 4.0)),
        limit=gap + pick((NO, 30 * DAY, 180 * DAY)),
        drop_after=pick((12 * HOUR, DAY, 3 * DAY)),
        later_after=pick((HOUR, DAY, 3 * DAY)),
        quiet=pick(QUIET),
        surveys={name: drawn_survey(chance) for name in names},
        working_days=pick((EVERY_DAY, EVERY_DAY, frozenset(range(5)), frozenset({1, 5}))),
        holidays=pick((frozenset(), HOLIDAYS)),
        no_survey=pick((frozenset(), frozenset({"no-survey"}))),
    )


def drawn_survey(chance: Random) -> SurveyRules:
    pick = chance.choice
    return SurveyRules(
        touchpoints=pick(((), ("support",), ("support", "checkout"))),
        delay=pick((NO, 10 * MINUTE, 6 * HOUR)),
        expires=pick((2 * DAY, 14 * DAY)),
        after_answer=pick((NO, 7 * DAY, 90 * DAY)),
        after_silence=pick((NO, 7 * DAY, 30 * DAY)),
        sample=pick((1.0, 1.0, 0.5, 0.1)),
        sample_period=pick((30 * DAY, 90 * DAY)),
        min_messages=pick((0, 0, 2)),
        min_duration=pick((NO, NO, 5 * MINUTE)),
        quota=pick((None, None, (3, 30 * DAY), (10, 90 * DAY))),
    )


def drawn_rulebooks(chance: Random, reloads: int) -> list[Rulebook]:
    """The surveys stay the same ones over a reload: their rules and order change."""
    zone = ZoneInfo(chance.choice(ZONES))
    first = drawn_rulebook(chance, zone)
    books = [first]
    for _ in range(reloads):
        names = list(first.surveys)
        chance.shuffle(names)
        surveys = {name: drawn_survey(chance) for name in names}
        other = drawn_rulebook(chance, zone)
        books.append(Rulebook(**{**vars(other), "surveys": surveys}))
    return books


async def play(seed: int) -> list[Entry]:
    chance = Random(seed)
    plan = Plan(people=50, interactions=15, reloads=2, jumps=6, stops=10)
    books = drawn_rulebooks(chance, plan.reloads)
    return await World(GatesAlone(), books, plan, chance).play()


def judged(seed: int, log: list[Entry]) -> Checker:
    checker = Checker()
    for place, entry in enumerate(log):
        checker.take(place, entry)
        assert not checker.faults, f"seed {seed}: {checker.faults[0]}"
    return checker


@pytest.mark.parametrize("first", range(0, HISTORIES, AT_ONCE))
async def test_no_ask_breaks_a_rule_and_none_that_is_allowed_is_missing(first: int) -> None:
    met: Counter[str] = Counter()
    late = 0
    for seed in range(first, min(first + AT_ONCE, HISTORIES)):
        checker = judged(seed, await play(seed))
        met.update(checker.decisions)
        late += checker.late_answers
    assert late, f"seeds from {first}: nobody answered late"
    assert set(met) == {"ask", *RULES}, f"seeds from {first}: some rule never spoke: {met}"
