"""Settings as an operator writes them: a file of text, and a token from the environment."""

from functools import lru_cache
from pathlib import Path

from bot.settings.config import Config, ConfigError, load

TOKEN = "4242:SECRET-of-the-operator"
ENVIRON = {"AFTERWORD_TELEGRAM__TOKEN": TOKEN}
SHORTEST = '[surveys.a]\nmetric = "csat"\n'


def read(
    folder: Path, text: str = SHORTEST, *, name: str = "config.toml", **environ: str
) -> Config:
    path = folder / name
    path.write_text(text, "utf-8")
    return load(path, {**ENVIRON, **environ})


def mistakes(folder: Path, text: str = SHORTEST, **environ: str) -> list[str]:
    """List what is wrong with settings, none if nothing is; the token is never told."""
    try:
        read(folder, text, **environ)
    except ConfigError as error:
        told = str(error)
    else:
        return []
    assert TOKEN not in told
    return [each.replace(f"{folder}/", "") for each in told.splitlines()]


def in_force(path: Path) -> Config:
    """Give the settings in a file as it stands; tests ask for the same ones again and again."""
    return _loaded(path, path.read_text("utf-8"))


@lru_cache(maxsize=4)
def _loaded(path: Path, _text: str) -> Config:
    return load(path, {})
