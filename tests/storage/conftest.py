"""A store that is harmed: notes, three of which are in it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import Database
from tests.storage.notes import Notes, add


@pytest.fixture
def notes(tmp_path: Path) -> Notes:
    return Notes(tmp_path)


@pytest.fixture
async def database(notes: Notes) -> AsyncIterator[Database]:
    """The notes, opened."""
    async with notes.opened() as opened:
        for n in range(3):
            await add(opened, n)
        yield opened
