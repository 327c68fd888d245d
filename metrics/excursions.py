"""When a watched series left its slow level, when that began, and whether it has come back."""

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from metrics.control import (
    FEWEST_SUBGROUPS,
    SIGNAL_FLOOR,
    Baseline,
    Direction,
    Enough,
    Subgroup,
    baseline,
    direction,
    enough_answers,
    gathered,
    together,
)

FEWEST_WEEKS = 10  # where 200 answers come sooner: fewer weeks do not show how weeks vary
WINDOW = 20  # weeks; what is usual is the mean of their answers
LAMBDA = 0.6  # the weight of the newest week
WIDTH = 2.85  # standard deviations; these three and the next two are found by simulation
_CAUTION = 10.0  # wandering counts for more than is seen of it, by this / sqrt(weeks that show it)
_LATE = 1  # weeks after which a week shows how far the series wanders: a fall hides not itself
_PREDICTED = 4  # weeks that are learnt from before the next one is predicted


@dataclass(frozen=True)
class Level:
    """What is usual at a week: the answers of the weeks from place `first` up to `end`.

    Places below 0 are those of the baseline, which counts as if its weeks were alike.
    """

    answers: Subgroup
    weeks: int
    first: int
    end: int


@dataclass(frozen=True)
class Excursion:
    """Outside since the subgroup `at`; `began` is where the way there seems to have begun."""

    direction: Direction
    at: int
    began: int
    usual: Level


@dataclass(frozen=True)
class Watched:
    """The EWMA after one subgroup, in sigmas, how far it may go, and the excursion that lasts.

    `usual` is what the next one is judged by.
    """

    ewma: float
    limit: float
    usual: Level
    excursion: Excursion | None

    @property
    def distance(self) -> float:
        """How far it is from what is usual: 1 is the limit, below 0 is worse."""
        return self.ewma / self.limit


def learnt(groups: Sequence[Subgroup], *, enough: Enough = enough_answers) -> int | None:
    """Tell how many of the first subgroups, all whole, are what is usual; None of too few.

    20 of them; until there are so many, those that are enough (10 weeks at least) have to do. If
    the ones after these leave what was usual in them, they stay it.
    """
    for size in range(FEWEST_WEEKS, min(len(groups), FEWEST_SUBGROUPS) + 1):
        usual = usual_of(groups[:size], enough=enough)
        if usual is None:
            continue
        following = follow(usual, groups[size:FEWEST_SUBGROUPS])
        stayed = not any(each.excursion for each in following)
        if len(groups) >= FEWEST_SUBGROUPS and stayed and enough(groups[:FEWEST_SUBGROUPS]):
            return FEWEST_SUBGROUPS
        return size
    return None


def usual_of(groups: Sequence[Subgroup], *, enough: Enough = enough_answers) -> Baseline | None:
    """Learn what is usual, and how far the series wanders there; None of too few."""
    usual = baseline(groups, enough=enough)
    return replace(usual, sigma_z=_wandering(groups)) if usual else None


def _wandering(groups: Sequence[Subgroup]) -> float:
    """Tell how far the EWMA of subgroups went, each predicted by those before it; 1 is chance."""
    moving, squares, before = _Moving(), list[float](), list[Subgroup]()
    for group in gathered(groups):
        if group is None:
            continue
        known = together(before)
        if known is not None and len(before) >= _PREDICTED:
            moving.add(residual(known, group))
            squares.append(moving.square)
        before.append(group)
    return math.sqrt(sum(squares) / len(squares)) if squares else 1.0


def residual(usual: Subgroup, group: Subgroup) -> float:
    """Give the distance from a prediction in its standard errors, both of which are estimates.

    One answer varies as usual; where those of the subgroup vary more, by half of that more: near
    the ends of a scale the plain standard error takes bad luck for news.
    """
    moved = group.value - usual.value
    more = max(0.0, group.variance - usual.variance)
    variance = usual.variance + more / 2 or moved**2
    spread = variance * (1 / group.people + 1 / usual.people)
    return moved / math.sqrt(spread) if spread else 0.0


@dataclass
class _Moving:
    """An exponentially weighted moving average of residuals."""

    value: float = 0.0
    spread: float = LAMBDA
    seen: int = 0

    def add(self, z: float) -> None:
        self.value = LAMBDA * z + (1 - LAMBDA) * self.value
        self.seen += 1
        rest = (1 - LAMBDA) ** (2 * self.seen)
        self.spread = math.sqrt(LAMBDA / (2 - LAMBDA) * (1 - rest))

    @property
    def square(self) -> float:
        return (self.value / self.spread) ** 2


def follow(usual: Baseline, groups: Sequence[Subgroup]) -> list[Watched]:
    """Follow whole subgroups after a baseline, one result each; later ones change none before.

    What is usual moves along: it is the mean of the answers of the last 20 weeks. Each week's
    distance from that prediction goes into an EWMA (Roberts 1959), whose limits are widened by how
    far it wandered so far. While it is outside, nothing is learnt. Answers of a subgroup of fewer
    than 10 are carried into the next ones, until there are 10 together; such a subgroup never
    signals itself.
    """
    following = _Following(usual)
    return [
        following.step(place, group, several)
        for place, (group, several) in enumerate(zip(groups, gathered(groups), strict=True))
    ]


def level_after(usual: Baseline, watched: Sequence[Watched]) -> Level:
    """Give what the next subgroup is judged by."""
    return watched[-1].usual if watched else _Following(usual).level(0)


@dataclass
class _Following:
    """A series on its way: what it was learnt from so far, and where it is."""

    start: Baseline
    recent: list[tuple[int, Subgroup]] = field(default_factory=list)
    kept: Level | None = None  # what was usual before the last excursion
    moving: _Moving = field(default_factory=_Moving)
    fresh: deque[float] = field(default_factory=deque)
    squares: float = 0.0
    counted: int = 0
    excursion: Excursion | None = None
    past: list[tuple[Subgroup, Level]] = field(default_factory=list)
    inside: int = 0  # the first place after the last excursion

    def step(self, place: int, group: Subgroup, several: Subgroup | None) -> Watched:
        """Take the next subgroup, and the answers that are judged with it."""
        level = self.level(place)
        self.past.append((group, level))
        if several is not None:
            self.moving.add(residual(level.answers, several))
            limit = self._limit()
            self._judge(place, direction(self.moving.value, limit), group)
            if self.excursion is None:
                self._learn(place, several)
        else:
            limit = self._limit()
        return Watched(self.moving.value, limit, self.level(place + 1), self.excursion)

    def level(self, place: int) -> Level:
        """Take the last weeks together; while it is outside, those before.

        After an excursion these begin anew; until there are 10, what was usual before stays so.
        """
        if self.excursion is not None:
            return self.excursion.usual
        seen = len(self.recent)
        if self.kept is not None and seen < FEWEST_WEEKS:
            return self.kept
        recent = self.recent[-WINDOW:]
        groups, first = [group for _, group in recent], recent[0][0] if recent else place
        left = 0 if self.kept else max(0, min(self.start.subgroups, WINDOW - seen))
        if left:
            start, first = self.start, -left
            people = max(1, round(start.people * left / start.subgroups))
            groups.append(Subgroup(start.value, people, start.variance))
        answers = together(groups)
        assert answers is not None  # noqa: S101 - there is a baseline, or there are weeks
        return Level(answers, left + len(recent), first, place)

    def _limit(self) -> float:
        weeks = self.start.subgroups + self.counted
        squares = self.start.sigma_z**2 * self.start.subgroups + self.squares
        more = max(0.0, math.sqrt(squares / weeks) - 1)
        widened = 1 + more * (1 + _CAUTION / math.sqrt(weeks))
        young = math.sqrt(max(1.0, FEWEST_SUBGROUPS / weeks))
        return WIDTH * self.moving.spread * widened * young

    def _judge(self, place: int, side: Direction, group: Subgroup) -> None:
        known = self.excursion
        new = side is not None and side != (known and known.direction)
        if new and group.people >= SIGNAL_FLOOR:
            self._leave(place, side)
        elif known is not None and side != known.direction:
            self.excursion, self.kept, self.recent = None, known.usual, []
            self.inside = place

    def _leave(self, place: int, side: Direction) -> None:
        first = self.excursion.at + 1 if self.excursion else self.inside
        began = step_change(self.past, first=max(first, place + 1 - WINDOW))
        usual = self.excursion.usual if self.excursion else self.past[began][1]
        self.excursion = Excursion(side, place, began, usual)
        self.fresh.clear()

    def _learn(self, place: int, group: Subgroup) -> None:
        self.recent.append((place, group))
        self.fresh.append(self.moving.square)
        if len(self.fresh) > _LATE:
            self.squares += self.fresh.popleft()
            self.counted += 1


def step_change(past: Sequence[tuple[Subgroup, Level]], *, first: int = 0) -> int:
    """Estimate the subgroup with which a step began: the likeliest (Samuel and others 1998).

    That is where (sum of answers x distance)^2 / answers, from there to the end, is largest: the
    distance from what was usual right before.
    """
    best, place, people, total = -1.0, len(past) - 1, 0, 0.0
    for at in range(len(past) - 1, first - 1, -1):
        group, level = past[at]
        people += group.people
        total += group.people * group.value
        moved = total - people * level.answers.value
        weight = moved * moved / people if people else 0.0
        if weight > best:
            best, place = weight, at
    return place


def crossed(watched: Sequence[Watched], place: int) -> int:
    """Go back to where the EWMA last crossed the middle."""
    upwards = watched[place].ewma > 0
    while place > 0 and watched[place - 1].ewma != 0 and (watched[place - 1].ewma > 0) == upwards:
        place -= 1
    return place
