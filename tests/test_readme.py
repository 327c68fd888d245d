"""The front page promises what is there: commands, examples that are understood, pictures."""

import re
import struct
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.app import CUSTOMER_COMMANDS, STAFF_COMMANDS
from bot.cli import cli
from bot.commands.demo.demo_config import write_config
from bot.settings.config import load
from tests.forms import FORMS, parse_query
from tests.readmes import READMES, Readme

ROOT = Path(__file__).parents[1]
README = READMES[0].text
every = pytest.mark.parametrize("readme", READMES, ids=lambda each: each.path.name)


def names(typed: list[str]) -> set[str]:
    return {each.removeprefix("/").split()[0] for each in typed}


@every
def test_every_staff_command_is_on_the_front_page_and_no_other(readme: Readme) -> None:
    assert names(readme.asked) == {command.name for command in STAFF_COMMANDS}


@every
def test_every_example_means_the_same_in_every_language(readme: Readme, tmp_path: Path) -> None:
    path = write_config(tmp_path, api_url="http://127.0.0.1:1", port=2, key_sha256="ab" * 32)
    known = {"zone": ZoneInfo("UTC"), "surveys": load(path).surveys}
    for typed, english in zip(readme.asked, READMES[0].asked, strict=True):
        if names([typed]) <= set(FORMS):
            today = date(2026, 11, 23)
            meant = parse_query(typed, today=today, **known)
            assert meant == parse_query(english, today=today, **known), typed
        else:
            assert typed.split()[0] == english.split()[0]


@every
def test_every_front_page_says_the_same(readme: Readme) -> None:
    first = READMES[0]
    assert len(readme.chapters) == len(first.chapters)
    assert readme.shell == first.shell
    others = {each.path.name for each in READMES}
    assert set(readme.targets) | others == set(first.targets) | others
    assert others - {readme.path.name} <= set(readme.targets)
    rows = re.compile(r"^\| `([^`]+)` \|", re.MULTILINE)
    assert rows.findall(readme.text) == rows.findall(first.text)
    figures = re.compile(r"`\./run bench \w+`")
    assert figures.findall(readme.text) == figures.findall(first.text)


def test_what_is_not_built_is_not_built() -> None:
    missing = re.findall(r"`/(\w+)`", README.split("## Not yet")[1].split("\n## ")[0])
    assert missing
    built = {command.name for command in STAFF_COMMANDS} | set(CUSTOMER_COMMANDS)
    assert not built & set(missing)


def test_every_word_of_the_program_is_listed() -> None:
    listed = re.search(r"for every command \(`([a-z -]+)`\)", README)
    assert listed is not None
    assert set(listed[1].split()) == set(cli.commands) - {"run"}


def test_its_pictures_are_there_and_small() -> None:
    shown = re.findall(r'(?:src="|\]\()(docs/images/[\w-]+\.png)', README)
    assert len(shown) == 3
    assert {f"docs/images/{each.name}" for each in (ROOT / "docs/images").glob("*.png")} == set(
        shown
    )


@every
def test_every_picture_is_described(readme: Readme) -> None:
    described = re.findall(r"!\[([^]]*)\]\(|alt=\"([^\"]*)\"", readme.text)
    assert len(described) == 3
    assert all(len("".join(words)) > 15 for words in described)


def test_the_film_is_an_animated_png_of_some_seconds() -> None:
    film = (ROOT / "docs/images/film.png").read_bytes()
    assert len(film) < 1_500_000
    frames = [each.start() for each in re.finditer(b"fcTL", film)]
    shown_ms = [struct.unpack_from(">HH", film, at + 24) for at in frames]
    assert 5 < len(frames) < 30
    assert 5 < sum(ms / of for ms, of in shown_ms) < 40
