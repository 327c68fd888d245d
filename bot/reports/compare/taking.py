"""A change is judged once: what was counted then is kept, and asked again it is the answer."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from bot.reports.compare.results import BeforeAfter, Side
from bot.services import Services
from metrics.intervals import CONFIDENCE
from metrics.looks import sureness
from metrics.mann_whitney import mann_whitney
from metrics.measure import change, measure
from metrics.power import smallest_change
from metrics.repeats import Repeats
from metrics.small_numbers import change_is_shown, level
from metrics.tally import people
from storage import comparisons
from storage.comparisons import Taken
from storage.transaction import Transaction


async def judged_once(services: Services, found: BeforeAfter) -> BeforeAfter:
    """Say what changed as it was first said, where there are answers enough on both sides.

    The first look at a change is tested as one look. Later ones, of other spans, hold for many.
    """
    now, zone = services.clock(), services.zone
    subject = {
        "survey": found.survey,
        "version": found.query.version,
        "filters": dict(found.query.filters),
        "day": found.day.isoformat(),
    }
    spans = {
        "settling": found.settling,
        "days": found.before.period.days,
        "metric": found.metric,
        "points": found.points,
    }

    async def take(tx: Transaction) -> tuple[list[Taken], Taken | None]:
        """List the looks at other spans before this one, and find this one if it was taken."""
        looks = await comparisons.taken(tx, subject)
        for at, look in enumerate(looks):
            if look.spans == spans:
                return looks[:at], look
        if _is_judged(found):
            counted = {"before": _body(found.before), "after": _body(found.after)}
            await comparisons.keep(tx, subject, [*looks, Taken(now, spans, counted)])
        return looks, None

    others, mine = await services.database.write(take)
    days = [look.at.astimezone(zone).date() for look in others]
    found = replace(found, looked_on=tuple(dict.fromkeys(days)))
    if mine is not None:
        found = _as_taken(found, mine, on=mine.at.astimezone(zone).date())
    return _judged(found) if _is_judged(found) else found


def _as_taken(found: BeforeAfter, look: Taken, *, on: date) -> BeforeAfter:
    before, after = (
        _side(side, look.counted[name])
        for name, side in (("before", found.before), ("after", found.after))
    )
    return measured_sides(replace(found, taken_on=on, before=before, after=after))


def measured_sides(found: BeforeAfter) -> BeforeAfter:
    """Give both sides a score where there are answers enough for one."""
    before, after = (_measured(found, side) for side in (found.before, found.after))
    return replace(found, before=before, after=after)


def _measured(found: BeforeAfter, side: Side) -> Side:
    if not level(side.people).score:
        return side
    return replace(side, measure=measure(found.metric, found.points, side.tally, side.repeats))


def _is_judged(found: BeforeAfter) -> bool:
    before, after = found.before, found.after
    return bool(before.measure and after.measure) and change_is_shown(before.people, after.people)


def _judged(found: BeforeAfter) -> BeforeAfter:
    before, after = found.before, found.after
    if before.measure is None or after.measure is None:
        return found
    sure = sureness(before.period.days) if found.looked_on else CONFIDENCE
    return replace(
        found,
        change=change(before.measure, after.measure, confidence=sure),
        detectable=smallest_change(before.measure, after.measure, confidence=sure),
        ranks=mann_whitney(after.tally, before.tally),
    )


def _body(side: Side) -> Mapping[str, Any]:
    tally = {str(score): count for score, count in side.tally.items()}
    return {"tally": tally, "repeats": asdict(side.repeats)}


def _side(side: Side, body: Mapping[str, Any]) -> Side:
    tally = {int(score): count for score, count in body["tally"].items()}
    repeats = Repeats(**body["repeats"])
    number = people(tally) - repeats.previous
    return replace(side, people=number, tally=tally, repeats=repeats, hidden=False)
