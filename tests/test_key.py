"""`afterword key` as an operator types it: printed, written into the settings, listed."""

import hashlib
import re
import tomllib
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import cli
from tests.office import SETTINGS, Office

OLD, OLDER = "a" * 64, "b" * 64


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def typed(office: Office, *words: str) -> Result:
    return CliRunner().invoke(cli, ["key", *words, "--config", str(office.settings)])


def shown(result: Result) -> str:
    """The digest of the key that was shown."""
    assert result.exit_code == 0, result.output
    [key] = re.findall(r"Bearer ([\w-]{43})\n", result.output)
    return hashlib.sha256(key.encode()).hexdigest()


def test_a_key_is_written_and_every_other_letter_stays(office: Office) -> None:
    before = "# why\n" + SETTINGS + "  # the end, without a line end"
    office.settings.write_text(before)
    office.settings.chmod(0o640)
    digest = shown(typed(office, "shop", "--write"))
    after = office.settings.read_text()
    assert after.startswith(before)
    assert tomllib.loads(after)["sources"] == [{"name": "shop", "key_sha256": digest}]
    assert office.settings.stat().st_mode & 0o777 == 0o640
    assert office.config.sources[0].key_sha256 == (digest,)
    assert list(office.folder.glob("*.partial")) == []


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (f'"{OLD}"', OLD),
        (f"'{OLD}' # of spring", OLD),
        (f'["{OLD}", "{OLDER}"]', OLD),
        (f'[\n  "{OLD}",  \n  "{OLDER}",\n]', OLD),
    ],
)
def test_a_new_key_stands_beside_the_newest_old_one(
    office: Office, written: str, kept: str
) -> None:
    more = f'\n[[sources]]\nname = "shop"\nkey_sha256 = {written}\n\n[[sources]]\nname = "desk"\n'
    more += f'key_sha256 = "{"c" * 64}"\nscopes = ["orders"] # only\n'
    office.settings.write_text(SETTINGS + more)
    result = typed(office, "shop", "--write")
    assert "is good beside it" in result.output
    shop, desk = office.config.sources
    assert shop.key_sha256 == (shown(result), kept)
    assert desk.scopes == ("orders",)
    assert "# only" in office.settings.read_text()


@pytest.mark.parametrize(
    "settings",
    [
        f'sources = [{{ name = "shop", key_sha256 = "{OLD}" }}]\n# {OLD!r}\n' + SETTINGS,
        f'sources = [{{ name = "desk", key_sha256 = "{OLD}" }}]\n' + SETTINGS,
        SETTINGS + '[[sources]]\nname = "shop"\n',
        SETTINGS + f'[[sources]]\nname = "shop"\nkey_sha256 = [3]\n# {OLD}\n',
        "sources = 3\n" + SETTINGS,
        'sources = ["shop"]\n' + SETTINGS,
        SETTINGS + f'[sources]\nname = "shop"\nkey_sha256 = "{OLD}"\n',
    ],
)
def test_a_file_that_cannot_be_added_to_is_left_alone(office: Office, settings: str) -> None:
    office.settings.write_text(settings)
    refused = typed(office, "shop", "--write")
    assert refused.exit_code != 0
    assert "put the lines in by hand, which `afterword key shop` prints" in refused.output
    assert "Bearer" not in refused.output
    assert office.settings.read_text() == settings


@pytest.mark.parametrize("text", [None, "no = = toml"])
def test_without_settings_there_is_nothing_to_write_into(office: Office, text: str | None) -> None:
    office.settings.unlink() if text is None else office.settings.write_text(text)
    refused = typed(office, "shop", "--write")
    assert refused.exit_code != 0
    assert "cannot read" in refused.output


def test_of_a_key_with_a_last_day_that_day_is_told(office: Office) -> None:
    source = f'[[sources]]\nname = "shop"\nkey_sha256 = "{OLD}"\nexpires = 2026-01-31\n'
    office.settings.write_text(SETTINGS + source)
    assert (
        "until 2026-01-31: set a later day as `expires`" in typed(office, "shop", "--write").output
    )
    assert office.config.sources[0].expires == date(2026, 1, 31)  # which nothing else has changed


def test_settings_behind_a_link_stay_behind_it(office: Office) -> None:
    kept = office.folder / "etc" / "settings.toml"
    kept.parent.mkdir()
    office.settings.rename(kept)
    office.settings.symlink_to(kept)
    digest = shown(typed(office, "shop", "--write"))
    assert office.settings.is_symlink()
    assert tomllib.loads(kept.read_text())["sources"] == [{"name": "shop", "key_sha256": digest}]


def test_the_systems_are_listed(office: Office) -> None:
    assert "No system may post yet" in typed(office).output
    shown(typed(office, "shop", "--write"))
    assert typed(office).output == (
        "shop: interactions and orders, one key, good for ever, not heard of yet\n"
    )
