"""Which version of each question is in force: a changed question starts one."""

from datetime import datetime

from bot.config import Config
from bot.flows.surveys import asked_by
from storage import invitations, versions
from storage.database import Transaction
from storage.versions import Version


async def keep_versions(tx: Transaction, config: Config, *, now: datetime) -> dict[str, Version]:
    """Give the newest version of every survey there was; what has not been sent yet asks it.

    An ask that waits shows the words of the day on which it goes out, so it counts for them.
    """
    for name, survey in config.surveys.items():
        kept = await versions.keep(tx, asked_by(name, survey), at=now)
        if kept.number > 1:
            await invitations.move_unsent(tx, survey=name, version_id=kept.id)
    return await versions.latest(tx)
