"""The stage on which the bot is tested, and the town that staff ask about."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.bot.customers import Crowd, crowd_of
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


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def crowd(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Crowd]:
    """One business for the customers of a whole module, each of whom is new."""
    async with crowd_of(tmp_path_factory.mktemp("crowd")) as crowd:
        yield crowd
