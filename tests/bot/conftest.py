"""The stage on which the bot is tested, and the town that staff ask about."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.stage import Stage, stage_of
from tests.bot.town import Town, open_town


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """A bot with two surveys, a staff group, an admin and nobody else."""
    async with stage_of(tmp_path) as stage:
        yield stage


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    """A business whose customers answer whatever a test wants, without a Telegram."""
    async with open_town(tmp_path) as town:
        yield town
