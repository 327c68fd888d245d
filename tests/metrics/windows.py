"""What a board of the last days shows after each answer of a spell, made up with a seed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from metrics.intervals import CONFIDENCE
from metrics.lasting import Pair, lasting_changes
from metrics.measure import Change, change, measure
from metrics.repeats import worths

SPELL = 91  # days
FEWEST = 30  # answers on each side
UNSURE = 3.0  # pooled standard errors: no verdict on a week or a month is so near (test_lasting)


@dataclass(frozen=True)
class World:
    """A survey whose answers have these chances, so many a week, on a board of so many days.

    Of the calendar, it shows so much of them as there is so far, beside as much of those before.
    """

    metric: str
    points: int
    chances: Mapping[int, float]
    a_week: float
    days: int
    calendar: bool = False

    @property
    def scores(self) -> list[int]:
        """The scores that are given."""
        return list(self.chances)


@dataclass(frozen=True)
class Looks:
    """The counts before and after at each look: a row for each, a column for each score."""

    world: World
    before: NDArray[np.int64]
    after: NDArray[np.int64]
    days: NDArray[np.int64]  # of the windows

    def apart(self) -> NDArray[np.float64]:
        """Give the standard errors between the two, pooled, at each look; 0 where few answered."""
        worth = worths(self.world.metric, self.world.points)
        values = np.array([worth[score] for score in self.world.scores], dtype=float)
        one, other = self.before.sum(axis=1), self.after.sum(axis=1)
        enough = (one >= FEWEST) & (other >= FEWEST)
        means = [side @ values / np.maximum(side.sum(axis=1), 1) for side in self._sides]
        both = self.before + self.after
        middle = both @ values / np.maximum(one + other, 1)
        spread = both @ values**2 / np.maximum(one + other, 1) - middle**2
        error = np.sqrt(spread * (1 / np.maximum(one, 1) + 1 / np.maximum(other, 1))) + 1e-9
        return np.where(enough, (means[1] - means[0]) / error, 0.0)

    @property
    def _sides(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        return self.before, self.after

    def pair(self, look: int) -> Pair:
        """Measure what is seen at one look."""
        tallies = [
            dict(zip(self.world.scores, map(int, side[look]), strict=True)) for side in self._sides
        ]
        one, other = (measure(self.world.metric, self.world.points, each) for each in tallies)
        assert one is not None
        assert other is not None
        return Pair(one, other, int(self.days[look]))

    def lasting(self, look: int) -> Change:
        """Judge one look as boards do."""
        return lasting_changes([self.pair(look)])[0]

    def sharp(self, look: int) -> Change:
        """Judge one look as boards did: as if it were the only one."""
        pair = self.pair(look)
        return change(pair.before, pair.after, confidence=CONFIDENCE)

    def told(self) -> Change | None:
        """Give the first verdict of the spell."""
        near = np.flatnonzero(np.abs(self.apart()) > UNSURE)
        changes = (self.lasting(int(look)) for look in near)
        return next((each for each in changes if each.verdict != "unclear"), None)

    def told_sharply(self) -> bool:
        """Tell whether one look at 95 % would have called anything clear."""
        by_size = np.argsort(-np.abs(self.apart()))[:8]
        return any(self.sharp(int(look)).verdict != "unclear" for look in by_size)


def spell(
    world: World,
    chance: np.random.Generator,
    *,
    days: int = SPELL,
    later: Sequence[float] | None = None,
) -> Looks:
    """Let a board be read after each answer for so many days; `later` are the chances from then."""
    window = world.days
    counts = chance.poisson(world.a_week / 7, 2 * window + days)
    day = np.repeat(np.arange(len(counts)), counts)
    draws = chance.random(len(day))
    drawn = np.searchsorted(np.cumsum([*world.chances.values()])[:-1], draws)
    if later is not None:
        changed = np.searchsorted(np.cumsum(later)[:-1], draws)
        drawn = np.where(day < 2 * window, drawn, changed)
    seen = np.zeros((len(day) + 1, len(world.chances)), dtype=np.int64)
    seen[np.arange(1, len(day) + 1), drawn] = 1
    seen = seen.cumsum(axis=0)
    begins = np.concatenate([[0], np.cumsum(counts)])
    look = np.flatnonzero(day >= 2 * window)
    today = day[look]
    first = today // window * window if world.calendar else today - window + 1
    so_far = today - first + 1
    now, then, until = (begins[at] for at in (first, first - window, first - window + so_far))
    return Looks(world, seen[until] - seen[then], seen[look + 1] - seen[now], so_far)


def spells(world: World, chance: np.random.Generator, number: int) -> Iterator[Looks]:
    """Make many spells without any change."""
    return (spell(world, chance) for _ in range(number))


def csat(share: float, a_week: float, days: int) -> World:
    """Make a world in which so many are satisfied."""
    return World("csat", 5, {5: share, 1: 1 - share}, a_week, days)


def nps(up: float, down: float, a_week: float, days: int) -> World:
    """Make a world of promoters and detractors."""
    return World("nps", 11, {10: up, 8: 1 - up - down, 0: down}, a_week, days)
