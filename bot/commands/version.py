"""`afterword --version`: of the program, and of what it runs on."""

import platform

from bot.operating.condition import program_version
from storage.sqlite_version import VERSION


def versions() -> str:
    """Name them on one line."""
    return f"afterword {program_version()}, Python {platform.python_version()}, SQLite {VERSION}"
