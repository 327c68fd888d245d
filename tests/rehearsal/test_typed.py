"""`afterword rehearse` as it is typed, and what it says to bad input."""

import json
import sqlite3
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from bot.cli import cli
from bot.commands.rehearse import RehearsalWords, rehearse_in
from bot.errors import CannotRunError
from tests.rehearsal.histories import (
    CHAT,
    DAY,
    HEAD,
    HOUR,
    NOW,
    config,
    ended,
    kept,
    rules,
)


def typed(*words: object) -> Result:
    variables = {"AFTERWORD_TELEGRAM__TOKEN": None, "AFTERWORD_CONFIG": None}
    return CliRunner().invoke(cli, ["rehearse", *map(str, words)], env=variables)


def words(path: Path, since: str = "30d", **more: object) -> RehearsalWords:
    usual: dict[str, object] = {"database": None, "current": None, "seed": 7, "as_json": False}
    return RehearsalWords(path, since, **{**usual, **more})  # type: ignore[arg-type]


async def test_two_configurations_stand_side_by_side(tmp_path: Path) -> None:
    """The one in force is the config.toml beside the database, unless another is named."""
    await kept(tmp_path, [ended(n, n * 13 * HOUR) for n in range(5)])
    config(tmp_path, rules("24h") + CHAT, "config.toml")
    new = config(tmp_path, rules("12h") + CHAT).file
    shown = await rehearse_in(words(new), {}, now=NOW)
    asks = next(line for line in shown.splitlines() if line.startswith("asks  "))
    assert asks.split() == ["asks", "3", "5"]
    assert "in force" in shown
    assert "seed 7" in shown
    assert "chat: 30.0% answer (0 of 0 did), scores drawn from 0 seen" in shown
    told = json.loads(await rehearse_in(words(new, as_json=True), {}, now=NOW))
    assert (told["current"]["asks"], told["new"]["asks"]) == (3, 5)
    assert told["new"]["people"]["p95"] == 5
    alone = await rehearse_in(words(new, current=new), {}, now=NOW)
    assert "in force" not in alone


@pytest.mark.parametrize("since", ["a month", "30", "0s", "2027-01-01", ""])
async def test_a_wrong_time_gets_an_example(tmp_path: Path, since: str) -> None:
    new = config(tmp_path, rules() + CHAT).file
    await kept(tmp_path, [])
    with pytest.raises(click.BadParameter, match='"30d", "12h" or a day like "2026-11-01"'):
        await rehearse_in(words(new, since), {}, now=NOW)


async def test_a_day_is_a_day_in_the_businesss_zone(tmp_path: Path) -> None:
    await kept(tmp_path, [ended(1, -13 * HOUR), ended(2, -11 * HOUR)])  # 23:00 and 01:00 in Berlin
    new = config(tmp_path, rules() + CHAT).file
    told = json.loads(await rehearse_in(words(new, "2026-10-05", as_json=True), {}, now=NOW))
    assert told["interactions"] == 1


async def test_nothing_recorded_is_said_in_one_sentence(tmp_path: Path) -> None:
    new = config(tmp_path, rules() + CHAT).file
    await kept(tmp_path, [ended(1, -31 * DAY)])
    with pytest.raises(CannotRunError, match="no interaction was recorded between 2026-10-05"):
        await rehearse_in(words(new), {}, now=NOW)


def test_a_wrong_configuration_tells_its_mistakes(tmp_path: Path) -> None:
    path = tmp_path / "new.toml"
    path.write_text(HEAD + '[cadence]\nflor = "1d"\n' + CHAT, "utf-8")
    result = typed("--config", path)
    assert result.exit_code == 2
    assert result.stderr == f'{path}:6: cadence.flor: unknown key, did you mean "floor"?\n'


def test_a_database_that_is_not_there_or_another_programs_is_refused(tmp_path: Path) -> None:
    new = config(tmp_path, rules() + CHAT).file
    result = typed("--config", new)
    assert (result.exit_code, result.stderr) == (
        2,
        f"{tmp_path}/afterword.db: there is no such database; name it with --database\n",
    )
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE things (id INTEGER)")
    connection.close()
    result = typed("--config", new, "--database", other)
    assert (result.exit_code, result.stderr) == (
        2,
        f"{other} is a database of some other program: choose another file\n",
    )
