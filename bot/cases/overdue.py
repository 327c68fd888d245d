"""A case that nobody has taken, or closed, within its target: staff are told once."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Literal

from bot.cases.noting import plan_news
from bot.cases.standings import standing_of
from bot.cases.words import case_keyboard
from bot.effects import Scene
from bot.reports.first_response.reading import hours_of
from bot.services import Services
from bot.surveys.question import Screen
from bot.words.spans import about
from metrics.office_hours import office_seconds
from storage import cases, deliveries
from storage.cases import Case
from storage.deliveries import Delivery
from storage.transaction import Transaction

Target = Literal["take", "close"]
_A_HANDFUL = 200  # cases that are looked at in one commit


async def nudge_overdue(services: Services, now: datetime) -> bool:
    """Tell staff of the cases that are overdue by now, each once."""
    late = await services.database.read(lambda tx: _late(services, tx, now))
    if not late:
        return False

    async def unit(tx: Transaction) -> None:
        scene = Scene(tx, services, now)
        for case, target in await _late(services, tx, now):
            body = {"overdue": target}
            await plan_news(scene, case, cases.overdue_dedupe(target, case.id), body)

    await services.database.write(unit)
    services.wake()
    return False


async def _late(services: Services, tx: Transaction, now: datetime) -> list[tuple[Case, Target]]:
    found: list[tuple[Case, Target]] = []
    for target, within in _targets(services):
        before = now - within  # office time is never longer than time
        waiting = await cases.waiting(tx, target, before=before, limit=_A_HANDFUL)
        found += [(each, target) for each in waiting if _waited(services, each, now) > within]
    return found


def _targets(services: Services) -> Iterator[tuple[Target, timedelta]]:
    rules = services.config.cases
    if services.config.staff.alerts is None:
        return
    if rules.taken_within is not None:
        yield "take", rules.taken_within
    if rules.done_within is not None:
        yield "close", rules.done_within


def _waited(services: Services, case: Case, now: datetime) -> timedelta:
    """Give how long a case has waited, in office hours where there are any."""
    hours = hours_of(services.config.reports.office, services.zone)
    if hours is None:
        return now - case.opened_at
    return timedelta(seconds=office_seconds(hours, case.opened_at, now))


async def is_still_late(scene: Scene, delivery: Delivery) -> bool:
    """Look once more before it is said; what was taken or closed meanwhile is not overdue."""
    case = await cases.of_invitation(scene.tx, delivery.invitation_id or 0)
    target = delivery.body.get("overdue")
    if case is not None and case.state in ({"open"} if target == "take" else {"open", "taken"}):
        return True
    await deliveries.settle(scene.tx, delivery.id, state="withdrawn")
    return False


async def draw_overdue(
    services: Services, tx: Transaction, delivery: Delivery, _now: datetime
) -> Screen:
    """Say how long a case has waited, with what may be done."""
    voice = services.voice(services.config.business.default_language)
    standing = await standing_of(tx, delivery.invitation_id or 0, voice)
    if standing is None:
        return Screen(voice.say("staff.stale_button"))
    target: Target = delivery.body["overdue"]
    rules = services.config.cases
    within = rules.taken_within if target == "take" else rules.done_within
    text = voice.say(
        f"case.overdue.{target}",
        number=standing.case.id,
        name=standing.name,
        within=about(voice, round((within or timedelta()).total_seconds())),
    )
    return Screen(text, case_keyboard(voice, standing))
