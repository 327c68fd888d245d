"""The stage on which the bot is tested: the same for every test of this folder."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.stage import Stage, stage_of


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """A bot with two surveys, a staff group, an admin and nobody else."""
    async with stage_of(tmp_path) as stage:
        yield stage
