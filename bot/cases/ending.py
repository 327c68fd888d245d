"""A talk ends without staff: its customer wants no more messages, or nobody says anything."""

from datetime import datetime

from bot.cases.noting import record
from bot.effects import Scene
from bot.services import Services
from storage import cases, revisions, talks
from storage.cases import State
from storage.customers import Customer
from storage.transaction import Transaction

_LIVE: frozenset[State] = frozenset({"open", "taken"})
_A_HANDFUL = 50  # cases of one commit


async def end_with_customer(scene: Scene, customer: Customer) -> None:
    """End the talks with somebody who wants no more messages; their cases stay to be closed."""
    for case in await talks.of_customer(scene.tx, customer.id):
        await talks.end(scene.tx, case)
        await cases.add_step(scene.tx, case.id, step="stopped", at=scene.now)
        await revisions.touch_alerts(scene.tx, case.invitation_id)


async def close_silent(services: Services, now: datetime) -> bool:
    """Close the cases whose talk has fallen silent; True if there may be more."""

    async def unit(tx: Transaction) -> int:
        scene = Scene(tx, services, now)
        silent = await talks.silent(tx, now=now, limit=_A_HANDFUL)
        for case in silent:
            await talks.end(tx, case)
            held_by = case.held_by or 0
            if await cases.move(tx, case, state="closed", from_states=_LIVE, held_by=held_by):
                await cases.add_step(tx, case.id, step="silent", at=now)
                await record(scene, case, "silent", actor="bot")
                await revisions.touch_alerts(tx, case.invitation_id)
        return len(silent)

    async def any_silent(tx: Transaction) -> bool:
        return bool(await talks.silent(tx, now=now, limit=1))

    if not await services.database.read(any_silent):
        return False
    found = await services.database.write(unit)
    services.wake()
    return found == _A_HANDFUL
