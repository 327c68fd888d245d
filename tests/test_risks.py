"""What `afterword check` warns of, each brought about for real."""

import os
import sqlite3
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import cli
from bot.commands.risks import risks
from storage.sqlite_version import has_reset_fault
from tests.office import ANSWER, SETTINGS, Office

TODAY = date(2026, 11, 23)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def said(office: Office) -> str:
    return "\n".join(risks(office.config, today=TODAY))


def test_a_token_that_everybody_can_read_is_told(office: Office) -> None:
    office.settings.chmod(0o644)
    assert "everybody on this machine can read the token" in said(office)
    office.settings.chmod(0o640)  # as a service reads it
    assert "read the token" not in said(office)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-11-22", "was good until 2026-11-22: `afterword key shop --write`"),
        ("2026-11-23", "is good until 2026-11-23"),
        ("2026-12-06", "is good until 2026-12-06"),
        ("2026-12-07", ""),
    ],
)
def test_a_key_that_ends_soon_is_told(office: Office, day: str, words: str) -> None:
    source = f'[[sources]]\nname = "shop"\nkey_sha256 = "{"a" * 64}"\nexpires = {day}\n'
    office.settings.write_text(SETTINGS + source)
    assert ("the key of shop" in said(office)) == bool(words)
    assert words in said(office)


def test_another_timezone_is_told_before_it_counts_everything_anew(office: Office) -> None:
    def notes() -> str:
        return CliRunner().invoke(cli, ["check", "--config", str(office.settings)]).output

    assert office.takes(office.file(ANSWER)).exit_code == 0
    with sqlite3.connect(office.config.database_path) as database:
        database.execute("INSERT OR REPLACE INTO meta VALUES ('zone', 'Europe/Berlin')")
    database.close()
    assert "anew" not in notes()
    office.settings.write_text(SETTINGS.replace("Europe/Berlin", "Asia/Tokyo"))
    assert (
        "# note: the days were counted in Europe/Berlin: the next start counts 2 answers and asks "
        "anew, for the timezone that is set now, and answers nobody until that is done"
    ) in notes()
    office.config.database_path.write_bytes(b"no database")
    assert "no mistakes" in notes()


@pytest.mark.parametrize(
    ("version", "faulty"),
    [
        ((3, 6, 23), False),
        ((3, 7, 0), True),
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 45, 0), True),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 53, 0), False),
    ],
)
def test_the_sqlite_that_may_undo_a_commit(version: tuple[int, int, int], *, faulty: bool) -> None:
    assert has_reset_fault(version) is faulty


@pytest.mark.skipif(os.geteuid() != 0, reason="NOT CHECKED: that root is warned; this is not root")
def test_root_is_warned(office: Office) -> None:
    assert "this is run by root" in said(office)


def test_no_secret_in_an_address_is_shown(office: Office) -> None:
    url = "https://bo:s3cret@proxy.example:8443/bots?key=hidden#part"
    office.settings.write_text(SETTINGS.replace("[telegram]", f'[telegram]\napi_url = "{url}"'))
    shown = CliRunner().invoke(cli, ["check", "--config", str(office.settings)]).output
    assert '"https://***@proxy.example:8443/bots?***"' in shown
    for secret in ("s3cret", "hidden", "bo:"):
        assert secret not in shown
