"""The front page promises what is there: commands, examples that are understood, pictures."""

import re
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.app import CUSTOMER_COMMANDS, STAFF_COMMANDS
from bot.cli import cli
from bot.commands.demo.demo_config import write_config
from bot.settings.config import load
from tests.forms import FORMS, parse_query

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
ASKED = re.findall(r"`(/[^`]+)`", README.split("## What staff can ask")[1].split("\n## ")[0])


def names(typed: list[str]) -> set[str]:
    return {each.removeprefix("/").split()[0] for each in typed}


def test_every_staff_command_is_on_the_front_page_and_no_other() -> None:
    assert names(ASKED) == {command.name for command in STAFF_COMMANDS}


@pytest.mark.parametrize("typed", [each for each in ASKED if names([each]) <= set(FORMS)])
def test_every_example_is_understood(typed: str, tmp_path: Path) -> None:
    path = write_config(tmp_path, api_url="http://127.0.0.1:1", port=2, key_sha256="ab" * 32)
    parse_query(typed, today=date(2026, 11, 23), zone=ZoneInfo("UTC"), surveys=load(path).surveys)


def test_what_is_not_built_is_not_built() -> None:
    missing = re.findall(r"`/(\w+)`", README.split("## Not yet")[1].split("\n## ")[0])
    assert missing
    built = {command.name for command in STAFF_COMMANDS} | set(CUSTOMER_COMMANDS)
    assert not built & set(missing)


def test_every_word_of_the_program_is_listed() -> None:
    listed = re.search(r"for every command \(`([a-z ]+)`\)", README)
    assert listed is not None
    assert set(listed[1].split()) == set(cli.commands) - {"run"}


def test_its_pictures_are_there_and_small() -> None:
    shown = re.findall(r'(?:src="|\]\()(docs/images/[\w-]+\.png)', README)
    assert len(shown) == 2
    assert (ROOT / shown[0]).stat().st_size < 200_000
    assert {f"docs/images/{each.name}" for each in (ROOT / "docs/images").glob("*.png")} == set(
        shown
    )
