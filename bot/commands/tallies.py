"""`afterword tallies`: prove the daily counts equal to the rows, or make them anew."""

from collections.abc import Iterator

from bot.commands.using import using
from bot.settings.config import Config
from storage.database import Database
from storage.errors import StorageError
from storage.recount import Difference, rebuild, verify

SHOWN = 20


class TalliesDifferError(StorageError):
    """The daily counts are not what the rows say; `afterword tallies --rebuild` makes them anew."""


async def verify_tallies(config: Config) -> str:
    """Compare the counts with the rows, also while the bot runs; raise if they differ."""
    async with using(Database.open_read_only(config.database_path)) as database:
        differences = await database.read(lambda tx: verify(tx, config.business.zone))
    if differences:
        raise TalliesDifferError("\n".join(_told(differences)))
    return "The daily counts are equal to the rows."


async def rebuild_tallies(config: Config) -> str:
    """Make the counts anew; refused while the bot runs."""
    async with using(Database.open(config.database_path)) as database:
        await database.write(lambda tx: rebuild(tx, config.business.zone))
    return "The daily counts have been made anew."


def _told(differences: list[Difference]) -> Iterator[str]:
    for each in differences[:SHOWN]:
        survey, dimension, value, day, version, name = each.cell
        place = f"{survey} {dimension}={value or '-'} {day} {version} {name}"
        yield f"{place}: stored {each.stored}, rows say {each.counted}"
    if len(differences) > SHOWN:
        yield f"... and {len(differences) - SHOWN} more"
    yield "afterword tallies --rebuild makes the counts anew from the rows."
