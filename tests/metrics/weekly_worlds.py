"""Worlds in which nothing happens that staff should be told of, week by week, and falls."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from metrics.control import Enough, Subgroup, enough_answers
from metrics.excursions import Excursion, follow, learnt, usual_of

YEAR = 52
LEARNT = 20


@dataclass(frozen=True)
class World:
    """Satisfied people of so many a week: how the true share moves, and how the volume does."""

    people: int = 100
    good: float = 0.85
    rho: float = 0.0  # of an autocorrelated level
    sd: float = 0.0
    season: float = 0.0  # half the way from the worst to the best week of a year
    drift: float = 0.0  # in a year
    uneven: float = 0.0  # sigma of the logarithm of the volume
    mondays: float = 0.0  # so much lower than on the other days

    def shares(self, chance: np.random.Generator, weeks: int) -> NDArray[np.float64]:
        """Draw the true shares of some weeks."""
        at = np.arange(weeks)
        level = np.zeros(weeks)
        moved = chance.normal(0, self.sd)
        for week in range(weeks):
            level[week] = moved
            fresh = chance.normal(0, self.sd * (1 - self.rho**2) ** 0.5)
            moved = self.rho * moved + fresh
        season = self.season * np.sin(2 * np.pi * (at / YEAR + chance.random()))
        drift = self.drift * at / YEAR * chance.choice([-1, 1])
        shares: NDArray[np.float64] = np.clip(self.good + level + season + drift, 0, 1)
        return shares

    def weeks(
        self, chance: np.random.Generator, weeks: int, *, fall: float = 0.0, late: int = 0
    ) -> list[Subgroup]:
        """Draw some weeks; the last ones, `late` of them, after a fall."""
        shares = self.shares(chance, weeks)
        if late:
            shares[-late:] -= fall
        factor = np.exp(chance.normal(-(self.uneven**2) / 2, self.uneven, weeks))
        people = np.maximum(3, np.rint(self.people * factor)).astype(int)
        first = people // 7 if self.mondays else np.zeros_like(people)
        hits = chance.binomial(people - first, np.clip(shares + self.mondays / 7, 0, 1))
        if self.mondays:
            hits += chance.binomial(first, np.clip(shares - self.mondays * 6 / 7, 0, 1))
        return [share(int(h), int(n)) for h, n in zip(hits, people, strict=True)]


def share(hits: int, people: int) -> Subgroup:
    """Sum up so many satisfied people of so many."""
    value = hits / people if people else 0.0
    return Subgroup(value, people, value * (1 - value))


def told(groups: list[Subgroup], *, enough: Enough = enough_answers) -> Iterator[Excursion]:
    """Live through the weeks and give every excursion when it begins; places are of all weeks."""
    size = learnt(groups[:LEARNT], enough=enough)
    assert size is not None
    usual = usual_of(groups[:size], enough=enough)
    assert usual is not None
    last: Excursion | None = None
    for each in follow(usual, groups[size:]):
        now = each.excursion
        if now is not None and now != last:
            yield Excursion(now.direction, now.at + size, now.began + size, now.usual)
        last = now


def alarms_a_year(world: World, *, years: int, spells: int, seed: int) -> float:
    """Count what is told in spells of some years after what was learnt."""
    chance = np.random.default_rng(seed)
    weeks = LEARNT + years * YEAR
    total = sum(len(list(told(world.weeks(chance, weeks)))) for _ in range(spells))
    return total / years / spells


def delays(
    world: World, *, quiet: int, fall: float, spells: int, seed: int, follow_on: int = 12
) -> list[int]:
    """Tell how many weeks a fall took to be told, the week of the fall counted; 99 for never."""
    chance, found = np.random.default_rng(seed), list[int]()
    for _ in range(spells):
        groups = world.weeks(chance, quiet + follow_on, fall=fall, late=follow_on)
        downs = [e.at - quiet + 1 for e in told(groups) if e.direction == "down"]
        found.append(next((at for at in downs if at > 0), 99))
    return found
