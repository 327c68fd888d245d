"""How what is watched stands: whole weeks against a slow level, the whole and parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from metrics.calendar_units import first_day
from metrics.control import (
    FEWEST_SUBGROUPS,
    Baseline,
    Direction,
    Enough,
    Subgroup,
    enough_answers,
)
from metrics.excursions import (
    Excursion,
    Level,
    Watched,
    crossed,
    follow,
    learnt,
    level_after,
    usual_of,
)
from storage.watches import Frozen, Kind, Watch

WEEK = timedelta(weeks=1)
DRIFTING = 0.6  # of the way to the limit: from here on it drifts
SERIES = frozenset({"total", "touchpoint"})  # the kinds that have weeks

State = Literal["learning", "first", "inside", "drifting_up", "drifting_down", "up", "down"]
Weeks = Mapping[date, Subgroup]  # by the Monday; weeks without anything to count are missing
Place = tuple[Kind, str]  # the value of the whole is empty


@dataclass(frozen=True)
class Seen:
    """The weeks of one subject, of the whole and of each part, and what is watched of it.

    A subject is a survey or another figure; another `question` is learnt anew. The weeks are read
    from `since` on, and are all over: one that goes on is never judged.
    """

    name: str
    weeks: Mapping[Place, Weeks]
    watched: Sequence[Watch]
    question: int
    enough: Enough = enough_answers
    since: date = date.min

    @property
    def series(self) -> list[Watch]:
        """What is watched week by week, the whole first."""
        found = [each for each in self.watched if each.kind in SERIES]
        return sorted(found, key=lambda each: each.value)


@dataclass(frozen=True)
class Standing:
    """How one thing stands; `fresh` is a baseline that has just been learnt.

    `weeks` and `people` are those of what is usual now, or those that there are to learn it from.
    The states are those of the weeks after the baseline, whose Mondays go with them; `level` is
    what the next one is judged by.
    """

    watch: Watch
    weeks: int
    people: int
    baseline: Frozen | None = None
    fresh: Frozen | None = None
    mondays: Sequence[date] = ()
    states: Sequence[Watched] = ()
    level: Level | None = None

    @property
    def state(self) -> State:
        """What is said of it."""
        if self.baseline is None:
            return "learning" if self.weeks else "first"
        if self.direction is not None:
            return self.direction
        if abs(self.distance) < DRIFTING:
            return "inside"
        return "drifting_up" if self.distance > 0 else "drifting_down"

    @property
    def mean(self) -> float | None:
        """What is usual."""
        return self.level.answers.value if self.level else None

    @property
    def excursion(self) -> Excursion | None:
        """The change that lasts."""
        return self.states[-1].excursion if self.states else None

    @property
    def usual_days(self) -> tuple[date, date] | None:
        """The days that what was usual before the change was learnt from."""
        if self.baseline is None or self.excursion is None:
            return None
        usual, until = self.excursion.usual, self.baseline.until
        if usual.first >= 0:
            since = self.mondays[usual.first]
        elif -usual.first >= self.baseline.weeks:
            since = self.baseline.since
        else:
            since = max(self.baseline.since, until + usual.first * WEEK)
        return since, self.mondays[usual.end]

    @property
    def direction(self) -> Direction:
        """The side on which it left what is usual."""
        return self.excursion.direction if self.excursion else None

    @property
    def event(self) -> date | None:
        """The Monday of the week in which it left what is usual."""
        return self.mondays[self.excursion.at] if self.excursion else None

    @property
    def began(self) -> date | None:
        """The Monday of the week in which the way there seems to have begun."""
        return self.mondays[self.excursion.began] if self.excursion else None

    @property
    def turned(self) -> date | None:
        """The Monday of the week since which it has been on one side of what is usual."""
        return self.mondays[crossed(self.states, len(self.states) - 1)] if self.states else None

    @property
    def distance(self) -> float:
        """How far it is from what is usual: 1 is the limit, below 0 is worse."""
        return self.states[-1].distance if self.states else 0.0


def needed(watched: Sequence[Watch], this_week: date, *, longest: timedelta) -> date:
    """Tell from which week on there is something to read: from the end of the oldest baseline."""
    ends = [_first(each) or date.min for each in watched if each.kind in SERIES]
    return max(this_week - longest, min(ends, default=date.min))


def _first(watch: Watch) -> date | None:
    frozen = watch.baseline
    if frozen is None:
        return watch.since
    return frozen.until if frozen.weeks >= FEWEST_SUBGROUPS else frozen.since


def standings(seen: Seen, *, today: date) -> list[Standing]:
    """Tell how everything that is watched stands, the whole first."""
    return [standing(each, seen, today=today) for each in seen.series]


def standing(watch: Watch, seen: Seen, *, today: date) -> Standing:
    """Compare the whole weeks after the baseline with what is usual, or learn that first."""
    this_week = first_day("week", today)
    groups = {
        monday: group
        for monday, group in seen.weeks.get((watch.kind, watch.value), {}).items()
        if monday < this_week
    }
    frozen, first = watch.baseline, _first(watch)
    learning = {
        monday: group for monday, group in groups.items() if first is None or monday >= first
    }
    fresh = None
    if frozen is None or (frozen.weeks < FEWEST_SUBGROUPS and frozen.since in learning):
        fresh = _learn(learning, seen.enough, at_least=frozen.weeks + 1 if frozen else 0)
    usual = fresh or frozen
    if usual is None:
        return Standing(watch, len(learning), sum(group.people for group in learning.values()))
    if usual.until < seen.since:  # weeks between are read no more: go by the oldest that are
        usual = _learn(groups, seen.enough, at_least=0) or usual
    following = {monday: group for monday, group in groups.items() if monday >= usual.until}
    states = follow(_as_learnt(usual), list(following.values()))
    level = level_after(_as_learnt(usual), states)
    people = level.answers.people
    return Standing(watch, level.weeks, people, usual, fresh, list(following), states, level)


def _learn(weeks: Weeks, enough: Enough, *, at_least: int) -> Frozen | None:
    mondays, groups = list(weeks), list(weeks.values())
    size = learnt(groups, enough=enough)
    if size is None or size < at_least:
        return None
    usual = usual_of(groups[:size], enough=enough)
    if usual is None:
        return None
    return Frozen(
        since=mondays[0],
        until=mondays[size - 1] + WEEK,
        mean=usual.value,
        variance=usual.variance,
        sigma_z=usual.sigma_z,
        weeks=usual.subgroups,
        people=usual.people,
    )


def _as_learnt(frozen: Frozen) -> Baseline:
    return Baseline(frozen.mean, frozen.variance, frozen.sigma_z, frozen.weeks, frozen.people)
