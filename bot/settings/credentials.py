"""What systemd hands to a service: settings and token as credentials, a folder for its data."""

from collections.abc import Mapping
from pathlib import Path

HANDED, STATE = "CREDENTIALS_DIRECTORY", "STATE_DIRECTORY"
NAME = "config.toml"
_TOKEN = "AFTERWORD_TELEGRAM__TOKEN"  # noqa: S105 - the name of a variable
TOKEN_FILE = f"{_TOKEN}_FILE"


def handed_settings(environ: Mapping[str, str]) -> Path | None:
    """Find the settings that a service was handed."""
    return _handed(environ, NAME)


def settings_file(environ: Mapping[str, str]) -> Path:
    """Find the settings that nobody named: the service's, or those in the current folder."""
    return handed_settings(environ) or Path(NAME)


def with_token(environ: Mapping[str, str]) -> Mapping[str, str]:
    """Take in the service's token, unless the environment itself gives one."""
    token = _handed(environ, "token")
    if token is None or _TOKEN in environ or TOKEN_FILE in environ:
        return environ
    return {**environ, TOKEN_FILE: str(token)}


def data_folder(path: Path, environ: Mapping[str, str]) -> Path:
    """Find where relative paths in these settings lead: beside them, where that can be written.

    Beside credentials it cannot be: the data of a service is where systemd lets it write.
    """
    beside = path.absolute().parent
    state = environ.get(STATE, "").partition(":")[0]
    handed = environ.get(HANDED)
    return Path(state) if state and handed and beside == Path(handed) else beside


def _handed(environ: Mapping[str, str], name: str) -> Path | None:
    folder = environ.get(HANDED)
    path = Path(folder, name) if folder else None
    return path if path is not None and path.is_file() else None
