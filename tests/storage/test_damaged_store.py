"""What is damaged is copied by nobody and begun anew; what has no mark has lost nothing."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from storage.copying import copy_to
from storage.errors import StorageError
from storage.place import Place
from storage.restoring import accept_loss, begin_anew
from tests.storage.notes import Notes, add


@pytest.fixture
async def notes(tmp_path: Path) -> Notes:
    found = Notes(tmp_path)
    async with found.opened() as database:
        for n in range(5):
            await add(database, n)
    return found


def damage(path: Path) -> None:
    """Empty the page of the notes, and nothing else."""
    with closing(sqlite3.connect(path)) as connection:
        [root] = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'notes'")
        [size] = connection.execute("PRAGMA page_size")
    with path.open("r+b") as file:
        file.seek((root[0] - 1) * size[0])
        file.write(bytes(size[0]))


async def test_a_database_with_one_damaged_page_is_no_sound_one(notes: Notes) -> None:
    assert await begin_anew(notes.path) is None
    damage(notes.path)
    aside = await begin_anew(notes.path)
    assert aside is not None
    assert aside.exists()
    assert not notes.path.exists()


async def test_no_damaged_copy_is_made_of_a_database(notes: Notes) -> None:
    damage(notes.path)
    copy = notes.beside(".backup")
    with (
        closing(sqlite3.connect(notes.path)) as connection,
        pytest.raises(StorageError, match="is damaged"),
    ):
        copy_to(connection, copy)
    assert not copy.exists()
    assert not notes.beside(".backup.partial").exists()


async def test_without_a_mark_nothing_is_known_to_be_lost(notes: Notes) -> None:
    notes.beside(".id").unlink()
    assert await accept_loss(notes.path, 5) is False
    assert await notes.holds() == [0, 1, 2, 3, 4]


def test_files_are_moved_with_their_mark_if_there_is_one(tmp_path: Path) -> None:
    old = Place.at(tmp_path / "a.db")
    old.database.touch()
    new = old.aside()
    for has_mark in (False, True):
        if has_mark:
            old.mark.touch()
        old.move_mark(new)
        assert new.mark.exists() is has_mark
