"""Surveys as they are watched: weekly scores from the daily counts, whole and by touchpoint."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from bot.services import Services
from bot.surveys.lineage import History, Shown
from bot.watch.alert_parts import Subject
from bot.watch.standing import WEEK, Place, Seen, Weeks, needed
from metrics.calendar_units import first_day
from metrics.control import subgroup
from metrics.tally import Tally, merged
from storage import tallies, versions, watches
from storage.tallies import ScoreTally
from storage.transaction import Transaction

LONGEST = 104 * WEEK  # what is looked back on; the EWMA has forgotten what is older


@dataclass(frozen=True, kw_only=True)
class SurveySeen(Seen):
    """One survey's weekly scores, and the question versions that count together in them."""

    shown: Shown

    def subject(self, touchpoint: str) -> Subject:
        """Give what an alert is about: the whole, or a touchpoint."""
        return Subject(self.name, touchpoint, self.shown.metric, self.shown.points)


def watched_surveys(services: Services) -> list[str]:
    """List the surveys that can be watched: those in force that are not anonymous."""
    known, asked = services.versions, services.config.surveys
    return [name for name in asked if name in known and not known[name].anonymous]


async def look_at_survey(tx: Transaction, survey: str, *, today: date) -> SurveySeen | None:
    """Read a survey from its daily counts; None while nobody has answered."""
    watched = await watches.of_survey(tx, survey)
    since = needed(watched, first_day("week", today), longest=LONGEST)
    read = partial(tallies.scores, tx, survey=survey, since=since, until=today + timedelta(days=1))
    rows = await read(dimension="total")
    if not any(row.scores for row in rows):
        return None
    shown = History(await versions.history(tx)).shown(survey, rows, wanted=None)
    if shown.anonymous:
        return None  # it is not so any more, but nobody has answered since
    parts = await read(dimension="touchpoint")
    weeks: dict[Place, Weeks] = {("total", ""): _by_week(rows, shown)}
    for value in sorted({row.value for row in parts}):
        found = _by_week((row for row in parts if row.value == value), shown)
        if found:
            weeks["touchpoint", value] = found
    return SurveySeen(survey, weeks, watched, min(shown.numbers), since=since, shown=shown)


def _by_week(rows: Iterable[ScoreTally], shown: Shown) -> Weeks:
    """Add days up to weeks that begin on Monday."""
    found: dict[date, list[Tally]] = {}
    for row in rows:
        if row.version in shown.numbers and row.scores:
            found.setdefault(first_day("week", row.day), []).append(row.scores)
    return {
        monday: group
        for monday in sorted(found)
        if (group := subgroup(shown.metric, shown.points, merged(*found[monday]))) is not None
    }
