"""`afterword restore`, `run --new-store` and `run --accept-loss`, as an operator types them."""

import asyncio
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import cli
from bot.commands.restoring import go_on_without
from storage.database import Database
from storage.errors import StorageError
from tests.office import Office

ROWS = ["support,5,2026-11-01T10:00:00Z,C-1,,,,,,", "support,4,2026-11-02T10:00:00Z,C-2,,,,,,"]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """A database with one answer, and a backup of it that lacks a second one."""
    found = Office(tmp_path)
    assert found.takes(found.file(ROWS[0])).exit_code == 0
    copy(found.config.database_path, tmp_path / "backup.db")
    assert found.takes(found.file(ROWS[1])).exit_code == 0
    return found


def copy(path: Path, to: Path) -> None:
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)


def typed(office: Office, *words: str) -> Result:
    return CliRunner().invoke(cli, [*words, "--config", str(office.settings)])


def answers(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM answers").fetchone()[0])


def test_a_backup_takes_the_place_of_the_database(office: Office) -> None:
    path = office.config.database_path
    done = typed(office, "restore", str(office.folder / "backup.db"))
    assert done.exit_code == 0, done.output
    assert "old files are kept as afterword.db.aside-1" in done.output
    assert answers(path) == 1
    assert path.stat().st_mode & 0o777 == 0o600
    assert answers(path.with_name("afterword.db.aside-1")) == 2
    assert office.takes(office.file(ROWS[1])).exit_code == 0  # and it works
    assert answers(path) == 2
    assert typed(office, "restore", str(office.folder / "backup.db")).exit_code == 0
    assert answers(path.with_name("afterword.db.aside-2")) == 2


def test_a_backup_that_was_only_copied_over_it_is_refused(office: Office) -> None:
    path = office.config.database_path
    shutil.copy(office.folder / "backup.db", path)
    for command in (["tallies", "--verify"], ["tallies", "--rebuild"], ["export", "answers"]):
        refused = typed(office, *command)
        assert refused.exit_code == 2
        assert "has lost its last commits" in refused.output
        assert "afterword restore BACKUP" in refused.output
    assert typed(office, "restore", str(office.folder / "backup.db")).exit_code == 0
    assert typed(office, "tallies", "--verify").exit_code == 0


def test_what_is_no_backup_changes_nothing(office: Office) -> None:
    path = office.config.database_path
    (office.folder / "text.db").write_text("not a database" * 100)
    (office.folder / "empty.db").touch()
    with closing(sqlite3.connect(office.folder / "other.db")) as other:
        other.execute("CREATE TABLE theirs (n)")
    for name, why in (
        ("text.db", "not a database"),
        ("empty.db", "nothing in it"),
        ("other.db", "some other program"),
        ("afterword.db", "the database itself"),
    ):
        refused = typed(office, "restore", str(office.folder / name))
        assert (refused.exit_code, why in refused.output) == (2, True), refused.output
    assert answers(path) == 2
    assert typed(office, "tallies", "--verify").exit_code == 0
    left = {each.name.removeprefix("afterword.db") for each in path.parent.glob("afterword.db*")}
    assert left <= {"", ".id", ".lock", ".forgotten", "-wal", "-shm"}


async def test_nothing_is_restored_while_the_bot_runs(office: Office) -> None:
    database = await Database.open(office.config.database_path)
    backup = str(office.folder / "backup.db")
    words = ("-m", "bot", "restore", backup, "--config", str(office.settings))
    refused = await asyncio.to_thread(
        subprocess.run, [sys.executable, *words], check=False, capture_output=True, text=True
    )
    await database.close()
    assert refused.returncode == 2
    assert "stop that one first" in refused.stderr
    assert answers(office.config.database_path) == 2


async def test_a_lost_database_is_begun_anew_when_somebody_says_so(office: Office) -> None:
    path = office.config.database_path
    told = await go_on_without(office.config, new_store=True, accepted=None)
    assert "is not lost" in told
    path.rename(office.folder / "moved.db")
    with pytest.raises(StorageError, match="is missing"):
        await Database.open(path)
    told = await go_on_without(office.config, new_store=True, accepted=None)
    assert "begins anew. The old files are kept as afterword.db.aside-1" in told
    assert path.with_name("afterword.db.aside-1.id").exists()
    assert "is not lost" in await go_on_without(office.config, new_store=True, accepted=None)
    await (await Database.open(path)).close()
    assert "is not lost" in await go_on_without(office.config, new_store=True, accepted=None)


async def test_a_damaged_database_is_set_aside_whole(office: Office) -> None:
    path = office.config.database_path
    path.write_bytes(path.read_bytes()[:8192] + bytes(path.stat().st_size - 8192))
    told = await go_on_without(office.config, new_store=True, accepted=None)
    assert "begins anew" in told
    assert path.with_name("afterword.db.aside-1").exists()
    await (await Database.open(path)).close()


async def test_a_loss_is_accepted_by_whoever_names_it(tmp_path: Path) -> None:
    office = Office(tmp_path)
    path = office.config.database_path
    await (await Database.open(path)).close()
    mark = path.with_name("afterword.db.id")
    first, number, base = mark.read_text().splitlines()
    mark.write_text("\n".join((first, number.replace("00", "60"), base, "")))
    with pytest.raises(StorageError, match=r"--accept-loss 0$"):
        await Database.open(path)
    with pytest.raises(StorageError, match="is at its commit 0, not at 5"):
        await go_on_without(office.config, new_store=False, accepted=5)
    assert "goes on from its commit 0" in await go_on_without(
        office.config, new_store=False, accepted=0
    )
    assert mark.read_text().splitlines() == [first, number, base]
    await (await Database.open(path)).close()
    assert "has lost nothing" in await go_on_without(office.config, new_store=False, accepted=0)
