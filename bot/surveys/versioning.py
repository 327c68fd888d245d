"""Which version of each question is in force: a changed question starts one."""

from collections.abc import Mapping
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


def current(found: Mapping[str, Version], config: Config) -> set[int]:
    """Name the versions that are asked now, by id."""
    return {version.id for name, version in found.items() if name in config.surveys}
