"""A wanted precision asks a fair part of everybody who comes, whenever they come in the period.

Played with the gates and the counts that the bot decides by: people who come at weekends, in the
last third of a period or in the evening are less content than others.
"""

import statistics
from collections import defaultdict, deque
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random

import pytest

from bot.rehearsal.guesses import ANSWERED_AFTER, Luck
from bot.rehearsal.play import SENT_AFTER
from metrics.measure import measure
from tests.cadence.drawing import Asked, Draws
from tests.rehearsal.histories import BEGAN, BERLIN, CHAT, DAY, HOUR, config, ended, played, rules

PER = 14
FIRST = -(BEGAN.date().toordinal() - 1) % PER  # the first day of the first whole period
PERIODS = 4
GOOD, WORSE = 0.9, 0.65


@dataclass(frozen=True)
class Known(Luck):
    """Luck that is known beforehand, by interaction."""

    scores: dict[int, int | None]

    def score(self, survey: str, interaction: int) -> int | None:
        return self.scores[interaction]


@dataclass(frozen=True)
class Visit:
    """Somebody who comes, and how good it was for such people."""

    period: int
    good: float


def is_worse(kind: str, day: int, hour: float) -> bool:
    return {
        "weekends": day % 7 >= 5,
        "the last third": (day - FIRST) % PER >= PER * 2 // 3,
        "evenings": hour > 6,
    }[kind]


def history(
    kind: str, chance: Random
) -> tuple[dict[int, Visit], dict[int, int | None], list[float]]:
    visits: dict[int, Visit] = {}
    scores: dict[int, int | None] = {}
    moments: list[float] = []
    for day in range(FIRST + PERIODS * PER):
        for _ in range(30 if day % 7 >= 5 else 70):
            hour = chance.uniform(0, 9)
            good = WORSE if is_worse(kind, day, hour) else GOOD
            number = len(moments)
            visits[number] = Visit((day - FIRST) // PER, good)
            score = 5 if chance.random() < good else 1
            scores[number] = score if chance.random() < 0.4 else None
            moments.append(24 * day + hour)
    return visits, scores, moments


@dataclass
class Outcome:
    """What came out for one period: how far off, and give or take how much."""

    off: float
    half_width: float


def outcomes(folder: Path, kind: str, seed: int) -> list[Outcome]:
    """Play a history and look at its periods, from the second on."""
    visits, scores, moments = history(kind, Random(seed))
    wish = f'precision = {{ points = 6, per = "{PER}d" }}\n'
    told = config(folder, rules() + CHAT + wish)
    people = [ended(n, moment * HOUR, person=n + 1) for n, moment in enumerate(moments)]
    _, asks = played(told, people, luck=Known(seed, {}, scores))
    given: defaultdict[int, list[int]] = defaultdict(list)
    for each in asks:
        number = each.matter.ended.id
        score = scores[number]
        if score is not None:
            given[visits[number].period].append(score)
    found = []
    for period in range(1, PERIODS):
        truth = statistics.mean(each.good for each in visits.values() if each.period == period)
        measured = measure("csat", 5, {each: given[period].count(each) for each in (1, 5)})
        assert measured is not None
        found.append(Outcome(measured.value - truth, measured.interval.half_width))
    return found


@pytest.mark.parametrize("kind", ["weekends", "the last third", "evenings"])
def test_the_mean_is_that_of_the_period_and_as_sure_as_wanted(tmp_path: Path, kind: str) -> None:
    found = [each for seed in range(4) for each in outcomes(tmp_path, kind, seed)]
    off = [each.off for each in found]
    error = statistics.stdev(off) / len(off) ** 0.5
    assert abs(statistics.mean(off)) < 2.5 * error
    assert statistics.mean(each.half_width <= 0.06 for each in found) >= 0.7


def test_a_rehearsal_draws_whom_the_promise_says(tmp_path: Path) -> None:
    """Each visit of a whole period and more, judged from the log alone."""
    _, scores, moments = history("weekends", Random(9))
    visits = sorted((moment, n) for n, moment in enumerate(moments) if moment < 24 * (FIRST + PER))
    wish = f'precision = {{ points = 6, per = "{PER}d" }}\n'
    told = config(tmp_path, rules() + CHAT + wish)
    people = [ended(n, moment * HOUR, person=n + 1) for moment, n in visits]
    _, asks = played(told, people, luck=Known(9, {}, scores))
    drawn = {each.matter.ended.id for each in asks}
    draws, answers = Draws("chat", 6, PER * DAY, BERLIN), deque[tuple[datetime, int, Asked]]()
    for moment, n in visits:
        now = BEGAN + moment * HOUR
        while answers and answers[0][0] <= now:
            at, score, asked = answers.popleft()
            asked.answered_on, asked.good = draws.day(at), score == 5
        gate, _ = draws.verdict(n + 1, now)
        assert (gate is None) == (n in drawn), f"{n} at {now}"
        if gate is not None:
            draws.undrawn.append(draws.day(now))
            continue
        draws.asks.append(Asked(draws.day(now), n))
        if (given := scores[n]) is not None:
            answers.append((now + SENT_AFTER + ANSWERED_AFTER, given, draws.asks[-1]))
    assert 0 < len(drawn) < 0.7 * len(visits)
