"""What /watch lists: each survey and figure that is watched, whole and in parts, and lines."""

from datetime import date

from bot.reports.understanding import today
from bot.services import Services
from bot.watch.alert_parts import Subject
from bot.watch.lines import lines_of
from bot.watch.list_words import Entry, Limit, Listing, State, WatchedFigure
from bot.watch.standing import Standing, standings
from bot.watch.weekly_figures import CONTACTS, FIGURES, look_at_figure
from bot.watch.weekly_surveys import SurveySeen, look_at_survey, watched_surveys
from metrics.calendar_units import first_day
from storage.database import Transaction

HALFWAY = 0.5  # of the way to the limit: from here on it drifts


async def listing(services: Services) -> Listing:
    """Read everything that is watched, as it stands now."""
    day, config = today(services), services.config

    async def read(tx: Transaction) -> tuple[list[Entry], list[Limit]]:
        entries: list[Entry] = []
        limits: list[Limit] = []
        for survey in watched_surveys(services):
            seen = await look_at_survey(tx, survey, today=day)
            if seen is not None:
                found = standings(seen, today=day)
                entries += _told([_entry(_subject(seen, each), each, day) for each in found])
            for line in await lines_of(services, tx, survey, today=day):
                subject = Subject(survey, line.threshold.touchpoint, line.metric, line.points)
                limits.append(Limit(subject, line.threshold.below, line.tally))
        for name in FIGURES:
            figure = await look_at_figure(services, tx, name, today=day)
            found = standings(figure, today=day) if figure is not None else []
            entries += [_entry(_figure(name, each), each, day) for each in found]
        return entries, limits

    entries, limits = await services.database.read(read)
    return Listing(
        entries, limits, changes=config.watch.changes, told=config.staff.alerts is not None
    )


def _told(rows: list[Entry]) -> list[Entry]:
    """Leave the one touchpoint of a survey out where it says what the whole says."""
    if len(rows) != 2:
        return rows
    whole, only = rows
    same = (whole.people, whole.state, whole.usual) == (only.people, only.state, only.usual)
    return [whole] if same and not only.can_be_taken else rows


def _subject(seen: SurveySeen, each: Standing) -> Subject:
    return Subject(seen.name, each.watch.value, seen.shown.metric, seen.shown.points)


def _figure(name: str, each: Standing) -> WatchedFigure:
    return WatchedFigure("contacts" if name == CONTACTS else "replies", each.watch.value)


def _entry(subject: Subject | WatchedFigure, each: Standing, day: date) -> Entry:
    watch, usual = each.watch, each.baseline
    state, since = _state(each)
    return Entry(
        subject=subject,
        watch=watch.id,
        state=state,
        since=since or first_day("week", day),
        weeks=usual.weeks if usual else each.weeks,
        people=usual.people if usual else each.people,
        usual=usual.mean if usual else None,
        can_be_taken=watch.open,
    )


def _state(each: Standing) -> tuple[State, date | None]:
    if each.baseline is None:
        return ("learning" if each.weeks else "first"), None
    if each.excursion is not None and each.excursion.direction is not None:
        return each.excursion.direction, each.began
    if abs(each.distance) < HALFWAY:
        return "inside", None
    return ("drifting_up" if each.distance > 0 else "drifting_down"), each.turned
