"""`afterword backup` and `afterword restore --verify`: a copy now, and a look at one."""

from datetime import UTC
from pathlib import Path

import click

from bot.settings.config import Config
from storage.copying import copy_database
from storage.errors import StorageError
from storage.restoring import verify


async def back_up_now(config: Config, target: Path) -> str:
    """Copy the database, also while the bot runs; StorageError if there is none or no room."""
    path = config.database_path
    _check(path, target)
    await copy_database(path, target)
    return f"{target} holds all of {path} as of now, checked. Keep it as carefully as the original."


def _check(path: Path, target: Path) -> None:
    if not path.exists():
        raise StorageError(f"{path} is not there: nothing to copy")
    if target.is_dir():
        raise click.UsageError(f"{target} is a folder: name the file that shall be written")
    if target.exists():
        raise click.UsageError(f"{target} is there already: name another file, or delete it first")
    if not target.absolute().parent.is_dir():
        raise click.UsageError(f"there is no folder {target.parent}")


async def look_over(backup: Path) -> str:
    """Say that a backup can be restored; StorageError says why it cannot be."""
    found = await verify(backup)
    at = found.newest
    newest = "" if at is None else f", the newest of {at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    behind = "" if found.schema == found.newest_schema else _behind(found.schema)
    return f"{backup} is whole: {found.answers:,} answers with a person{newest}.{behind}"


def _behind(schema: int) -> str:
    return f" It is of an older version (schema {schema}), which the next start brings up to date."
