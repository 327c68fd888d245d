"""Drop what is no longer needed to tell something repeated from something new; note who posts."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.services import Services
from bot.surveys.versioning import current
from storage import idempotency, pools, source_uses, unplaced, updates

_log = logging.getLogger(__name__)

UNPLACED_FOR = timedelta(days=90)  # words that their person has given no place


async def forget_updates(services: Services, now: datetime) -> bool:
    """Forget the updates that Telegram itself has long forgotten, and words nobody ever placed.

    Anonymous answers that still wait when nobody can answer their version any more go unseen.
    """
    await services.database.write(lambda tx: updates.forget(tx, now=now))
    await services.database.write(lambda tx: unplaced.forget(tx, before=now - UNPLACED_FOR))
    await services.database.write(lambda tx: idempotency.forget(tx, now=now))
    asked = current(services.versions, services.config)
    await services.database.write(lambda tx: pools.end_others(tx, asked, now=now))
    return False


async def note_sources(services: Services, _now: datetime) -> bool:
    """Note which sources were heard of, each at most once an hour, however often this is woken.

    The first of a day is the moment at which the log tells that the key of a source ends soon.
    """
    heard = dict(services.heard_of)
    services.heard_of.clear()
    if not heard:
        return False
    known = await services.database.read(source_uses.last_uses)
    new = {name: at for name, at in heard.items() if _is_news(known.get(name), at)}
    if new:
        await services.database.write(lambda tx: source_uses.note(tx, new))
        _warn_of_ends(services, known, new)
    return False


def _warn_of_ends(
    services: Services, known: Mapping[str, datetime], new: Mapping[str, datetime]
) -> None:
    for source in services.config.sources:
        if source.name not in new:
            continue
        today = new[source.name].astimezone(services.zone).date()
        before = known.get(source.name)
        is_first = before is None or before.astimezone(services.zone).date() != today
        ending = source.ending(today) if is_first else None
        if ending is not None:
            _log.warning(ending)


def _is_news(known: datetime | None, at: datetime) -> bool:
    return known is None or abs(at - known) >= source_uses.NOTED_EVERY
