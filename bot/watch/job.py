"""Look for changes: one survey or figure a step, each at most every ten minutes."""

from datetime import datetime, timedelta

from bot.reports.understanding import today
from bot.services import Services
from bot.watch import keeping, souring
from bot.watch.bodies import Body
from bot.watch.lines import WarningLine, keep_lines, lines_of
from bot.watch.subjects import subjects
from bot.watch.weekly_figures import FIGURES
from bot.watch.weekly_surveys import SurveySeen, look_at_survey
from storage import watches
from storage.transaction import Transaction

EVERY = timedelta(minutes=10)


async def watch_changes(services: Services, now: datetime) -> bool:
    """Look at the survey or figure whose turn it is; True if there was one."""
    turn = await _next(services, now)
    if turn is None:
        return False
    name, before = turn
    changes, survey = services.config.watch.changes, name not in FIGURES
    if changes:
        for _ in range(2):  # what has only just begun is looked at once more
            if not await _changes(services, name, before, now):
                break
    if changes and survey:
        await _tone(services, name, now)
    if survey:
        await _lines(services, name, now)
    return True


async def _next(services: Services, now: datetime) -> tuple[str, datetime | None] | None:
    """Choose what is next and note that it is looked at, so that one's fault is not the others'.

    Gives when it was looked at before, too; None if it never was.
    """
    names = subjects(services)

    async def unit(tx: Transaction) -> tuple[str, datetime | None] | None:
        looked = await watches.looked(tx)
        due = [name for name in names if not now - EVERY < looked.get(name, now - EVERY) <= now]
        gone = looked.keys() - set(names)
        if gone:
            await watches.end_others(tx, names, at=now)
        if due or gone:
            after = {name: looked[name] for name in names if name in looked}
            await watches.note_looked(tx, after | ({due[0]: now} if due else {}))
        return (due[0], looked.get(due[0])) if due else None

    return await services.database.write(unit)


async def _changes(services: Services, name: str, before: datetime | None, now: datetime) -> bool:
    day = today(services)
    looked = before.astimezone(services.zone).date() if before else None
    found = await services.database.study(
        lambda tx: keeping.examine(services, tx, name, now=now, today=day, looked=looked)
    )
    if found is None:
        return False
    again = await services.database.write(lambda tx: keeping.keep(services, tx, found, now=now))
    if found.body is not None:
        services.wake()
    return again


async def _tone(services: Services, survey: str, now: datetime) -> None:
    """Compare the comments of a survey once a week."""
    day = today(services)

    async def read(tx: Transaction) -> tuple[SurveySeen, Body | None] | None:
        if not await souring.tone_is_due(tx, survey, today=day):
            return None
        seen = await look_at_survey(tx, survey, today=day)
        if seen is None:
            return None
        return seen, await souring.sour_body(services, tx, seen, today=day)

    found = await services.database.study(read)
    if found is None:
        return
    seen, body = found
    await services.database.write(
        lambda tx: souring.keep_tone(services, tx, seen, body, now=now, today=day)
    )
    if body is not None:
        services.wake()


async def _lines(services: Services, survey: str, now: datetime) -> None:
    """Compare the touchpoints of a survey with the lines of the settings."""
    day = today(services)

    async def read(tx: Transaction) -> tuple[list[WarningLine], bool]:
        watched = await watches.of_survey(tx, survey)
        lines = await lines_of(services, tx, survey, today=day)
        return lines, bool(lines) or any(each.kind == "warning" for each in watched)

    lines, is_worth = await services.database.study(read)
    if is_worth and await services.database.write(
        lambda tx: keep_lines(services, tx, lines, survey=survey, now=now, today=day)
    ):
        services.wake()
