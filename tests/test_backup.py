"""`afterword backup` and `afterword restore --verify`, as an operator types them."""

import resource
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import cli
from tests.office import Office

ROW = "support,5,2026-11-01T10:00:00Z,C-1,,,,,,"
LIMIT = 64 * 1024


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """A database with one answer."""
    found = Office(tmp_path)
    assert found.takes(found.file(ROW)).exit_code == 0
    return found


def typed(office: Office, *words: object) -> Result:
    return CliRunner().invoke(cli, [*map(str, words), "--config", str(office.settings)])


def test_a_backup_is_made_verified_and_restored(office: Office) -> None:
    copy = office.folder / "copy.db"
    done = typed(office, "backup", copy)
    assert done.exit_code == 0, done.output
    assert copy.stat().st_mode & 0o777 == 0o600
    looked = typed(office, "restore", copy, "--verify")
    assert looked.exit_code == 0, looked.output
    assert "is whole: 1 answers with a person, the newest of 2026-11-01 10:00 UTC" in looked.output
    assert not (office.folder / "afterword.db.aside-1").exists()
    assert typed(office, "restore", copy).exit_code == 0
    assert typed(office, "tallies", "--verify").exit_code == 0


def test_a_backup_goes_over_no_file(office: Office) -> None:
    precious = office.folder / "precious"
    precious.write_text("x")
    for target, words in (
        (precious, "is there already"),
        (office.folder, "is a folder"),
        (office.folder / "no" / "copy.db", "there is no folder"),
    ):
        done = typed(office, "backup", target)
        assert done.exit_code == 2
        assert words in done.output
    assert precious.read_text() == "x"


def test_there_is_nothing_to_copy(office: Office) -> None:
    office.config.database_path.unlink()
    done = typed(office, "backup", office.folder / "copy.db")
    assert done.exit_code != 0
    assert "is not there: nothing to copy" in done.output


def foreign(copy: Path) -> None:
    copy.unlink()
    with closing(sqlite3.connect(copy)) as other, other:
        other.execute("CREATE TABLE songs (title TEXT)")


def newer(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as other, other:
        other.execute("PRAGMA user_version = 999")


def torn(copy: Path) -> None:
    with copy.open("r+b") as file:
        file.truncate(copy.stat().st_size // 2 // 4096 * 4096)


def words(copy: Path) -> None:
    copy.write_text("Dear diary, " * 1000)


def empty(copy: Path) -> None:
    copy.write_bytes(b"")


def unbound(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as other, other:
        other.execute("DELETE FROM versions")


HARMS = (
    (foreign, "of some other program"),
    (newer, "update the program"),
    (torn, "take another backup"),
    (words, "is not a database"),
    (empty, "is empty"),
    (unbound, "take another backup"),
)


@pytest.mark.parametrize(("harm", "said"), HARMS, ids=[harm.__name__ for harm, _ in HARMS])
@pytest.mark.parametrize("option", [["--verify"], []], ids=["verify", "restore"])
def test_what_cannot_be_restored_is_told_in_one_sentence(
    office: Office, harm: object, said: str, option: list[str]
) -> None:
    copy = office.folder / "copy.db"
    assert typed(office, "backup", copy).exit_code == 0
    assert callable(harm)
    harm(copy)
    before = office.config.database_path.read_bytes()
    done = typed(office, "restore", copy, *option)
    assert done.exit_code != 0
    assert said in done.output
    assert len(done.output.strip().splitlines()) == 1
    assert "restore BACKUP" not in done.output
    assert office.config.database_path.read_bytes() == before
    assert not list(office.folder.glob("*.partial")) + list(office.folder.glob("*.restoring"))


def test_a_disk_that_fills_up_under_way_leaves_nothing_behind(office: Office) -> None:
    copy = office.folder / "copy.db"
    program = (sys.executable, "-m", "bot", "backup", str(copy), "--config", str(office.settings))
    done = subprocess.run(
        program,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, LIMIT)),
    )
    assert office.config.database_path.stat().st_size > LIMIT
    assert done.returncode != 0
    assert "cannot write the copy" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(office.folder.glob("copy.db*")) == []


def test_no_room_is_told_before_anything_is_written(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(office.folder)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=10))
    done = typed(office, "backup", office.folder / "copy.db")
    assert done.exit_code != 0
    assert "no room for the copy" in done.output
    assert "free some space" in done.output
