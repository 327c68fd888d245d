"""The few words beside the database: made once, changed in place, kept over a start."""

from pathlib import Path

import pytest

from storage.note import LENGTH, make_note, read_note, write_note


def test_words_are_changed_in_place_and_stay(tmp_path: Path) -> None:
    path = tmp_path / "note"
    assert read_note(path) == ""
    with pytest.raises(FileNotFoundError):
        write_note(path, "full")
    make_note(path)
    assert read_note(path) == ""
    file = path.stat().st_ino
    write_note(path, "full since noon")
    make_note(path)
    assert read_note(path) == "full since noon"
    assert (path.stat().st_size, path.stat().st_ino) == (LENGTH, file)


def test_a_note_of_another_length_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "note"
    path.write_text("half of")
    make_note(path)
    assert read_note(path) == ""
    assert path.stat().st_size == LENGTH
