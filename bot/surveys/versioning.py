"""Which version of each question is in force: a changed question starts one."""

from datetime import datetime

from bot.settings.config import Config
from bot.surveys.questionnaire import asked_by
from storage import versions
from storage.transaction import Transaction
from storage.versions import Version


async def keep_versions(tx: Transaction, config: Config, *, now: datetime) -> dict[str, Version]:
    """Give the newest version of every survey there is and was."""
    for name, survey in config.surveys.items():
        await versions.keep(tx, asked_by(name, survey), at=now)
    return await versions.latest(tx)
