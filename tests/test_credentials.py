"""What systemd hands to a service is found without being named: settings, token, a folder."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings.config import ConfigError, load
from bot.settings.credentials import settings_file
from tests.settings import SHORTEST, TOKEN

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def service(tmp_path: Path) -> dict[str, str]:
    """The environment of a service: a folder of credentials, and one for its data."""
    for name in ("credentials", "state"):
        (tmp_path / name).mkdir()
    (tmp_path / "credentials" / "config.toml").write_text(SHORTEST)
    (tmp_path / "credentials" / "token").write_text(f"{TOKEN}\n")
    return {
        "CREDENTIALS_DIRECTORY": str(tmp_path / "credentials"),
        "STATE_DIRECTORY": str(tmp_path / "state"),
    }


def test_the_token_and_the_folder_are_those_of_the_service(
    service: dict[str, str], tmp_path: Path
) -> None:
    config = load(settings_file(service), service)
    assert config.file == tmp_path / "credentials" / "config.toml"
    assert config.telegram.token.get_secret_value() == TOKEN
    assert config.database_path == tmp_path / "state" / "afterword.db"
    assert config.backups_folder == tmp_path / "state" / "backups"


def test_settings_that_are_read_again_come_from_the_same_places(
    service: dict[str, str], tmp_path: Path
) -> None:
    config = load(settings_file(service), service).read_again()
    assert config.telegram.token.get_secret_value() == TOKEN
    assert config.database_path == tmp_path / "state" / "afterword.db"


def test_what_is_said_outright_wins(service: dict[str, str], tmp_path: Path) -> None:
    said = service | {
        "AFTERWORD_TELEGRAM__TOKEN": "7:said-outright",
        "AFTERWORD_STORAGE__URL": f"sqlite:///{tmp_path}/elsewhere.db",
    }
    config = load(settings_file(said), said)
    assert config.telegram.token.get_secret_value() == "7:said-outright"
    assert config.database_path == tmp_path / "elsewhere.db"
    (tmp_path / "another").write_text("7:in-another-file")
    said = service | {"AFTERWORD_TELEGRAM__TOKEN_FILE": str(tmp_path / "another")}
    token = load(settings_file(said), said).telegram.token
    assert token.get_secret_value() == "7:in-another-file"


def test_the_token_of_the_service_wins_over_one_in_the_file(service: dict[str, str]) -> None:
    path = settings_file(service)
    path.write_text(f'[telegram]\ntoken = "7:an-old-one"\n{SHORTEST}')
    assert load(path, service).telegram.token.get_secret_value() == TOKEN


def test_settings_that_were_not_handed_over_keep_their_data_beside_them(
    service: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "config.toml").write_text(SHORTEST)
    config = load(tmp_path / "config.toml", service)
    assert config.database_path == tmp_path / "afterword.db"


def test_other_credentials_change_nothing(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(SHORTEST)
    (tmp_path / "credentials").mkdir()
    environ = {"CREDENTIALS_DIRECTORY": str(tmp_path / "credentials")}
    assert settings_file(environ) == Path("config.toml")
    with pytest.raises(ConfigError, match=r"telegram\.token: missing"):
        load(tmp_path / "config.toml", environ)


def test_the_program_finds_them_from_any_folder(service: dict[str, str], tmp_path: Path) -> None:
    words = (sys.executable, "-P", "-m", "bot", "check")
    shown = subprocess.run(
        words,
        cwd=tmp_path / "state",
        env={**service, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert f"# database: {tmp_path}/state/afterword.db" in shown.stdout
    assert TOKEN not in shown.stdout
