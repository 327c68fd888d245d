"""Noting whom a refusal shows to be out of reach, and where a group has gone."""

import logging

from bot.services import Services
from bot.wire.outcomes import Gone, Moved, Outcome
from storage import chats, customers
from storage.errors import StorageError
from storage.transaction import Transaction

_log = logging.getLogger(__name__)


async def note_gone(services: Services, chat_id: int, outcome: Outcome) -> None:
    """Note that a person cannot be written to, if an outcome says so; else nothing."""
    if not isinstance(outcome, Gone) or outcome.concerns != "person":
        return

    async def unit(tx: Transaction) -> None:
        person = await customers.find_by_telegram(tx, chat_id)
        if person is not None and person.unreachable_at is None:
            await customers.mark_unreachable(tx, person.id, at=services.clock())

    try:
        await services.database.write(unit)
    except StorageError as error:
        _log.warning("a person out of reach could not be noted: %s", error)


async def note_moved(services: Services, chat_id: int, outcome: Moved) -> None:
    """Follow a group to its new id."""
    services.chat_moves[chat_id] = outcome.chat_id
    await services.database.write(
        lambda tx: chats.record_move(tx, old_id=chat_id, new_id=outcome.chat_id)
    )
