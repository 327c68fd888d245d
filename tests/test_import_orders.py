"""`afterword import orders`: a CSV file by day, all of it or nothing, with every mistake named."""

import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import cli

TOKEN = "4242:SECRET-of-the-operator"
SETTINGS = '[surveys.a]\nmetric = "nps"\n'
SOURCES = "".join(
    f'[[sources]]\nname = "{name}"\nkey_sha256 = "{digit * 64}"\n'
    for name, digit in (("shop", "1"), ("stall", "2"))
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "config.toml").write_text(SETTINGS, "utf-8")
    return tmp_path


def taken(folder: Path, text: str, *more: str) -> Result:
    (folder / "orders.csv").write_text(text, "utf-8")
    words = ["import", "orders", str(folder / "orders.csv"), "-c", str(folder / "config.toml")]
    return CliRunner().invoke(cli, [*words, *more], env={"AFTERWORD_TELEGRAM__TOKEN": TOKEN})


def kept(folder: Path) -> list[tuple[str, str, int]]:
    path = folder / "afterword.db"
    if not path.exists():
        return []
    connection = sqlite3.connect(path)
    found = connection.execute("SELECT day, source, orders FROM orders ORDER BY day, source")
    rows = list(found)
    connection.close()
    return rows


def test_a_file_is_taken_in_and_taken_in_again_changes_nothing(folder: Path) -> None:
    text = "\ufeffday,orders\r\n2026-01-02,120\r\n\r\n2026-01-01, 99\r\n"
    result = taken(folder, text)
    assert (result.exit_code, result.output) == (
        0,
        "Orders of 2 days from 2026-01-01 to 2026-01-02 are kept as those of csv.\n",
    )
    taken(folder, text)
    assert kept(folder) == [("2026-01-01", "csv", 99), ("2026-01-02", "csv", 120)]
    taken(folder, "day,orders\n2026-01-02,1\n")
    assert kept(folder)[1] == ("2026-01-02", "csv", 1)


def test_every_mistake_is_named_with_its_line_and_nothing_is_kept(folder: Path) -> None:
    text = "day,orders\n2026-01-01,5\n2026-02-30,1\n2026-01-02,x\n2999-01-01,1\n7\n2026-01-01,6\n"
    result = taken(folder, text)
    assert result.exit_code == 2
    lines = [line.partition("orders.csv:")[2] for line in result.output.splitlines()]
    assert lines[:5] == [
        "3: day must be a day, such as 2026-11-22",
        "4: orders must be a whole number, such as 1234",
        "5: day is in the future",
        "6: a line has two values, a day and its orders",
        "7: 2026-01-01 stands there twice",
    ]
    assert result.output.endswith("Nothing was kept. For example:\nday,orders\n2026-11-22,1234\n")
    assert kept(folder) == []


@pytest.mark.parametrize("text", ["", "2026-01-01,5\n", "orders,day\n5,2026-01-01\n"])
def test_a_file_without_its_first_line_is_refused(folder: Path, text: str) -> None:
    result = taken(folder, text)
    assert result.exit_code == 2
    assert ":1: the first line is not day,orders" in result.output


def test_an_empty_file_is_refused(folder: Path) -> None:
    assert "there are no days in it" in taken(folder, "day,orders\n").output


def test_with_several_sources_the_operator_says_whose_orders_they_are(folder: Path) -> None:
    (folder / "config.toml").write_text(SETTINGS + SOURCES, "utf-8")
    text = "day,orders\n2026-01-01,5\n"
    assert "say whose orders these are; the sources are shop, stall" in taken(folder, text).output
    wrong = taken(folder, text, "--source", "shp").output
    assert 'there is no source "shp"' in wrong
    assert "afterword import orders FILE.csv --source shop" in wrong
    assert taken(folder, text, "--source", "stall").exit_code == 0
    assert kept(folder) == [("2026-01-01", "stall", 5)]
