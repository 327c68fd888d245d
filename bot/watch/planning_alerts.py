"""What is watched is begun once, and an alert about it is planned once."""

from datetime import date, datetime

from bot.services import Services
from bot.watch.bodies import Body
from storage import deliveries, watches
from storage.transaction import Transaction
from storage.watches import Kind, Watch


async def begun(
    tx: Transaction, *, survey: str, kind: Kind, value: str = "", question: int
) -> Watch:
    """Begin to watch something, and give it; what is watched already goes on."""
    await watches.begin(tx, survey=survey, kind=kind, value=value, question=question)
    found = await watches.of_survey(tx, survey)
    return next(each for each in found if (each.kind, each.value) == (kind, value))


async def tell_of_fall(
    services: Services,
    tx: Transaction,
    watch: Watch,
    body: Body,
    *,
    chat_id: int | None,
    day: date,
    now: datetime,
) -> bool:
    """Note that something got worse, and tell of it if there is a chat for that."""
    dedupe, told_at = f"watch:{watch.id}:{day}", now if chat_id else None
    await watches.notice(tx, watch.id, event=day, direction="down", told_at=told_at, dedupe=dedupe)
    return await plan_alert(services, tx, watch, body, chat_id=chat_id, dedupe=dedupe, now=now)


async def plan_alert(
    services: Services,
    tx: Transaction,
    watch: Watch,
    body: Body,
    *,
    chat_id: int | None,
    dedupe: str,
    now: datetime,
) -> bool:
    """Plan an alert, once for each `dedupe`; False if that was done, or there is no chat for it."""
    return chat_id is not None and await deliveries.plan(
        tx,
        kind="alert",
        dedupe=dedupe,
        survey=watch.survey,
        chat_id=services.chat_moves.get(chat_id, chat_id),
        due_at=now,
        body=body,
    )
