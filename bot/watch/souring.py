"""Once a week for each survey: do its comments get worse while its score holds."""

import json
from datetime import date, datetime

from bot.reports.themes.tone import WINDOW, soured, tone_body
from bot.services import Services
from bot.watch.bodies import Body, Span, days_of
from bot.watch.planning_alerts import begun, tell_of_fall
from bot.watch.telling import rows_of, sides
from bot.watch.weekly_surveys import SurveySeen
from metrics.calendar_units import first_day
from storage import meta, watches
from storage.transaction import Transaction

_TONED = "watch:toned"  # meta: by survey, the week in which its comments were compared last


async def tone_is_due(tx: Transaction, survey: str, *, today: date) -> bool:
    """Tell whether the comments of a survey have not been compared in this week."""
    return (await _toned(tx)).get(survey) != first_day("week", today).isoformat()


async def _toned(tx: Transaction) -> dict[str, str]:
    return dict(json.loads(await meta.find(tx, _TONED) or "{}"))


async def sour_body(
    services: Services, tx: Transaction, seen: SurveySeen, *, today: date
) -> Body | None:
    """Compare the comments of the last four whole weeks with those before; None if all is well."""
    until = first_day("week", today)
    found = await soured(services, tx, seen.name, seen.shown, until=until, since=until - WINDOW)
    if found is None:
        return None
    span = Span((until - 2 * WINDOW, until - WINDOW), (until - WINDOW, until))
    before, after = sides(await rows_of(tx, seen, "total", span), span)
    return {
        "watch": "tone",
        **vars(seen.subject("")),
        "since": days_of(span.since),
        "before": before,
        "after": after,
        "tone": tone_body(found),
    }


async def keep_tone(
    services: Services,
    tx: Transaction,
    seen: SurveySeen,
    body: Body | None,
    *,
    now: datetime,
    today: date,
) -> None:
    """Note how the comments of a survey sound this week, and tell of it once while it lasts.

    The first look after a start of the watch is never told.
    """
    survey, monday = seen.name, first_day("week", today)
    toned = await _toned(tx)
    if toned.get(survey) == monday.isoformat():
        return  # it was kept while this was read
    await meta.put(tx, _TONED, json.dumps({**toned, survey: monday.isoformat()}))
    watch = await begun(tx, survey=survey, kind="tone", question=seen.question)
    if body is None:
        await watches.close(tx, watch.id)
    elif not watch.open:
        chat_id = services.config.staff.alerts if survey in toned else None
        await tell_of_fall(services, tx, watch, body, chat_id=chat_id, day=monday, now=now)
