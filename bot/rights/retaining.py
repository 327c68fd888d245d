"""What has been kept as long as the settings say goes: words, people not heard of, the log."""

import logging
from datetime import datetime

from bot.services import Services
from storage import audit
from storage.forgetting.aging import drop_words, silent
from storage.forgetting.erasing import erase
from storage.transaction import Transaction

_log = logging.getLogger(__name__)
_A_HANDFUL = 50  # people of one commit


async def let_go(services: Services, now: datetime) -> bool:
    """Let go of what is old enough; True if there may be more people to be let go.

    They are not noted as forgotten: whoever comes again is a customer like any other.
    """
    kept, zone = services.config.retention, services.zone

    async def old(tx: Transaction) -> int:
        await audit.forget(tx, before=now - kept.audit)
        return await drop_words(tx, before=now - kept.words)

    words = await services.database.write(old)
    before = now - kept.people
    people = await services.database.read(
        lambda tx: silent(tx, before=before, after=0, limit=_A_HANDFUL)
    )

    async def go(tx: Transaction) -> None:
        for customer in people:
            await erase(tx, customer, now=now, zone=zone)

    if people:
        await services.database.write(go)
    if words or people:
        _log.info("kept long enough: rows with words=%d people=%d", words, len(people))
    return len(people) == _A_HANDFUL
