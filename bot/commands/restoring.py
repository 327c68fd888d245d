"""`afterword restore`, and `run --new-store` and `--accept-loss`: when the database was lost."""

import asyncio
from datetime import datetime
from pathlib import Path

from bot.commands.using import using
from bot.rights.catching_up import remember_forgotten
from bot.settings.config import Config
from storage.database import Database
from storage.forgetting.settling import is_behind
from storage.restoring import accept_loss, begin_anew, restore


async def take_in(config: Config, backup: Path, *, forgotten_unknown: bool, now: datetime) -> str:
    """Put a checked copy of a backup in the place of the database; refused while the bot runs.

    Who asked to be forgotten since it was made is forgotten in it before anything else is done;
    for that it is brought to the newest schema, which an earlier program cannot read.
    """
    path = config.database_path
    kept = await restore(path, backup, forgotten_unknown=forgotten_unknown)
    again = ""
    if await asyncio.to_thread(is_behind, path):
        async with using(Database.open(path)) as database:
            erased = await remember_forgotten(database, config, now=now)
        again = f" Forgotten again in it: {erased}."
    return f"{path} is now a copy of {backup}.{again}{_told(kept)}"


async def go_on_without(config: Config, *, new_store: bool, accepted: int | None) -> str:
    """Do what lets the bot start without what was lost; refused while it runs."""
    path = config.database_path
    if accepted is not None:
        if await accept_loss(path, accepted):
            return f"{path} goes on from its commit {accepted:,}, without what came after it."
        return f"{path} has lost nothing: leave --accept-loss off."
    kept = await begin_anew(path) if new_store else None
    if kept is None:
        return f"{path} is not lost: --new-store changes nothing, leave it off."
    return f"{path} begins anew.{_told(kept)}"


async def go_on_unknowing(config: Config) -> str:
    """Let the bot start where nothing says any more who was forgotten; refused while it runs."""
    path = config.database_path
    async with using(Database.open(path, forgotten_unknown=True)):
        return f"{path} goes on without knowing who was forgotten before; leave the option off now."


def _told(kept: Path | None) -> str:
    return "" if kept is None else f" The old files are kept as {kept.name} beside it."
