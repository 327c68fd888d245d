"""A store that is harmed: notes, three of which are in it."""

import sqlite3
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from storage.database import Database
from storage.schema import migrate, migrations
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


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """An empty database of the newest schema."""
    path = tmp_path_factory.mktemp("schema") / "a.db"
    connection = sqlite3.connect(path, isolation_level=None)
    migrate(connection, path=path, steps=migrations())
    yield connection
    connection.close()
