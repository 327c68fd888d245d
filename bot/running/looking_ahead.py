"""What is looked at before the transaction of updates: who is in a group, what can be named."""

import logging
from collections.abc import Sequence

from bot.access import Role
from bot.guard import held_by, place_that_counts
from bot.reports.knowing import look_up, names_something
from bot.services import Services
from bot.wire.incoming import Said, is_typed, read_asker, read_said
from bot.wire.members import Place
from bot.wire.raw import Raw, part, words
from storage.errors import StorageError

_log = logging.getLogger(__name__)


async def look_ahead(services: Services, batch: Sequence[Raw]) -> None:
    """Let what the effects of updates need be known; of customers' nothing is looked up."""
    await _make_sure_of_members(services, batch)
    try:
        if any(_asks_for(services, update) for update in batch if is_typed(update)):
            await look_up(services)
    except StorageError:
        raise
    except Exception:  # noqa: BLE001 - what was known before has to do
        _log.exception("what can be named could not be looked up")


async def _make_sure_of_members(services: Services, batch: Sequence[Raw]) -> None:
    """Ask who is in the group, where only that makes staff of who typed a command or pressed."""
    in_groups = [update for update in batch if not _is_private(update)]
    for update in in_groups:
        services.members.forget(update)
    places = [place for update in in_groups if (place := _place(services, update)) is not None]
    if places:
        await services.members.make_sure(places, now=services.clock())


def _is_private(update: Raw) -> bool:
    pressed = part(part(update, "callback_query"), "message")
    message = part(update, "message") or part(update, "edited_message") or pressed
    return words(part(message, "chat"), "type") == "private"


def _place(services: Services, update: Raw) -> Place | None:
    try:
        asker = read_asker(update, username=services.me.username)
    except Exception:  # noqa: BLE001 - it cannot be read: its effect will say so
        return None
    if asker is None or (isinstance(asker, Said) and not asker.command):
        return None
    return place_that_counts(services, asker)


def _asks_for(services: Services, update: Raw) -> bool:
    """Tell whether a command of staff names something, or the report that it keeps."""
    said = read_said(update, username=services.me.username)
    if said is None or held_by(services, said) is Role.ANYONE:
        return False
    return names_something(services, said.text or "")
