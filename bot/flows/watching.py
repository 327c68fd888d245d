"""What is watched and how it stands: weekly scores against a frozen baseline, survey by survey."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from bot.context import Services
from bot.flows.lineage import History, Shown
from metrics.calendar_units import first_day
from metrics.control import FEWEST_SUBGROUPS, Baseline, Subgroup, Watched, baseline, subgroup
from metrics.excursions import Excursion, crossed, follow, learnt, open_excursion
from metrics.tally import Tally, merged
from storage import tallies, versions, watches
from storage.database import Transaction
from storage.tallies import ScoreTally
from storage.watches import Frozen, Kind, Watch

WEEK = timedelta(weeks=1)
LONGEST = 104 * WEEK  # what is looked back on; the EWMA has forgotten what is older

Weeks = Mapping[date, Tally]  # by the Monday; weeks in which nobody answered are missing
Place = tuple[Kind, str]


@dataclass(frozen=True)
class Seen:
    """One survey's weekly scores, of the whole and of each touchpoint, and what is watched."""

    survey: str
    shown: Shown
    weeks: Mapping[Place, Weeks]
    watched: Sequence[Watch]

    @property
    def question(self) -> int:
        """The first question version of those that count together."""
        return min(self.shown.numbers)


@dataclass(frozen=True)
class Standing:
    """How one thing stands; `fresh` is a baseline that has just been learnt.

    `weeks` and `people` are those that there are to learn from. The states are those of the weeks
    after the baseline, whose Mondays go with them.
    """

    watch: Watch
    weeks: int
    people: int
    baseline: Frozen | None = None
    fresh: Frozen | None = None
    mondays: Sequence[date] = ()
    states: Sequence[Watched] = ()
    excursion: Excursion | None = None

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
        return self.states[-1].ewma / self.states[-1].limit if self.states else 0.0


def watched_surveys(services: Services) -> list[str]:
    """List the surveys that can be watched: those in force that are not anonymous."""
    known, asked = services.versions, services.config.surveys
    return [name for name in asked if name in known and not known[name].anonymous]


async def look(tx: Transaction, survey: str, *, today: date) -> Seen | None:
    """Read a survey from its daily counts; None while nobody has answered."""
    watched = await watches.of_survey(tx, survey)
    since = _needed(watched, first_day("week", today))
    read = partial(tallies.scores, tx, survey=survey, since=since, until=today + timedelta(days=1))
    rows = await read(dimension="total")
    if not any(row.scores for row in rows):
        return None
    shown = History(await versions.history(tx)).shown(survey, rows, wanted=None)
    parts = await read(dimension="touchpoint")
    weeks: dict[Place, Weeks] = {("total", ""): by_week(rows, shown)}
    for value in sorted({row.value for row in parts}):
        found = by_week((row for row in parts if row.value == value), shown)
        if found:
            weeks["touchpoint", value] = found
    return Seen(survey, shown, weeks, watched)


def _needed(watched: Sequence[Watch], monday: date) -> date:
    """Tell from which week on the counts are needed: from the end of the oldest baseline."""
    scores = [each for each in watched if each.kind in ("total", "touchpoint")]
    ends = [_first(each) for each in scores]
    if not ends or None in ends:
        return monday - LONGEST
    return max(monday - LONGEST, min(end for end in ends if end is not None))


def _first(watch: Watch) -> date | None:
    frozen = watch.baseline
    if frozen is None:
        return watch.since
    return frozen.until if frozen.weeks >= FEWEST_SUBGROUPS else frozen.since


def by_week(rows: Iterable[ScoreTally], shown: Shown) -> Weeks:
    """Add days up to weeks that begin on Monday."""
    found: dict[date, list[Tally]] = {}
    for row in rows:
        if row.version in shown.numbers and row.scores:
            found.setdefault(first_day("week", row.day), []).append(row.scores)
    return {monday: merged(*found[monday]) for monday in sorted(found)}


def standings(seen: Seen, *, today: date) -> list[Standing]:
    """Tell how everything that is watched stands, the whole first."""
    scores = [each for each in seen.watched if each.kind in ("total", "touchpoint")]
    scores.sort(key=lambda each: (each.kind != "total", each.value))
    return [standing(each, seen, today=today) for each in scores]


def standing(watch: Watch, seen: Seen, *, today: date) -> Standing:
    """Compare the weeks after the baseline with it, or learn the baseline first."""
    this_week = first_day("week", today)
    groups = _groups(seen, seen.weeks.get((watch.kind, watch.value), {}))
    frozen, first = watch.baseline, _first(watch)
    learning = {
        monday: group
        for monday, group in groups.items()
        if monday < this_week and (first is None or monday >= first)
    }
    fresh = None
    if frozen is None or (frozen.weeks < FEWEST_SUBGROUPS and frozen.since in learning):
        fresh = _learn(learning, at_least=frozen.weeks + 1 if frozen else 0)
    usual = fresh or frozen
    counted = (len(learning), sum(group.people for group in learning.values()))
    if usual is None:
        return Standing(watch, *counted)
    following = {monday: group for monday, group in groups.items() if monday >= usual.until}
    mondays = list(following)
    learnt_from, after = _as_learnt(usual), list(following.values())
    states = follow(learnt_from, after)
    whole = sum(monday < this_week for monday in mondays)
    found = open_excursion(learnt_from, after, states, whole=whole)
    return Standing(watch, *counted, usual, fresh, mondays, states, found)


def _groups(seen: Seen, weeks: Weeks) -> dict[date, Subgroup]:
    found = {}
    for monday, tally in weeks.items():
        group = subgroup(seen.shown.metric, seen.shown.points, tally)
        if group is not None:
            found[monday] = group
    return found


def _learn(weeks: Mapping[date, Subgroup], *, at_least: int) -> Frozen | None:
    size = learnt(list(weeks.values()))
    if size is None or size < at_least:
        return None
    usual = baseline(list(weeks.values())[:size])
    if usual is None:
        return None
    mondays = list(weeks)[:size]
    return Frozen(
        since=mondays[0],
        until=mondays[-1] + WEEK,
        mean=usual.value,
        variance=usual.variance,
        sigma_z=usual.sigma_z,
        weeks=usual.subgroups,
        people=usual.people,
    )


def _as_learnt(frozen: Frozen) -> Baseline:
    return Baseline(frozen.mean, frozen.variance, frozen.sigma_z, frozen.weeks, frozen.people)
