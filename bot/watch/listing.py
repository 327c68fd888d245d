"""What /watch lists: each survey and figure that is watched, whole and in parts, and lines."""

from bot.reports.understanding import today
from bot.services import Services
from bot.watch.alert_parts import Subject
from bot.watch.lines import WarningLine, lines_of
from bot.watch.list_words import Entry, Listing, WatchedFigure
from bot.watch.standing import Seen, Standing, standings
from bot.watch.subjects import look, subjects
from bot.watch.weekly_figures import CONTACTS
from bot.watch.weekly_surveys import SurveySeen
from storage.transaction import Transaction


async def listing(services: Services) -> Listing:
    """Read everything that is watched, as it stands now."""
    day, config = today(services), services.config

    async def read(tx: Transaction) -> tuple[list[Entry], list[WarningLine]]:
        entries: list[Entry] = []
        limits: list[WarningLine] = []
        for name in subjects(services):
            seen = await look(services, tx, name, today=day)
            found = standings(seen, today=day) if seen is not None else []
            entries += _told([Entry(_subject(seen, each), each) for each in found])
            limits += await lines_of(services, tx, name, today=day)
        return entries, limits

    entries, limits = await services.database.study(read)
    return Listing(
        entries, limits, changes=config.watch.changes, told=config.staff.alerts is not None
    )


def _told(rows: list[Entry]) -> list[Entry]:
    """Leave the one touchpoint of a survey out where it says what the whole says."""
    if len(rows) != 2 or isinstance(rows[0].subject, WatchedFigure):
        return rows
    whole, only = (each.standing for each in rows)
    same = (whole.people, whole.state, whole.mean) == (only.people, only.state, only.mean)
    return rows[:1] if same and not only.watch.open else rows


def _subject(seen: Seen | None, each: Standing) -> Subject | WatchedFigure:
    place = each.watch.value
    if isinstance(seen, SurveySeen):
        return seen.subject(place)
    return WatchedFigure("contacts" if each.watch.survey == CONTACTS else "replies", place)
