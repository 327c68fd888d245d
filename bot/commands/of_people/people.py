"""`afterword forget` and `afterword audit`: what is kept of people, without the chat."""

from datetime import datetime
from functools import partial

from bot.asking.finding import find_customer
from bot.commands.using import changing, using
from bot.errors import CannotRunError, Refusal
from bot.rights.auditing import as_rows
from bot.settings.config import Config
from bot.words.catalogues import Words
from bot.words.voice import Voice
from storage import audit
from storage.database import Database
from storage.forgetting.forgotten import forget
from storage.transaction import Transaction

COMMAND = "afterword forget"
_PAGE = 1_000


async def forget_offline(config: Config, named: str, *, now: datetime) -> str:
    """Do what /forget does; refused while the bot runs, and with a CannotRunError for nobody."""
    async with changing(config, now=now) as database:
        try:
            customer = await database.read(lambda tx: find_customer(tx, named, command=COMMAND))
        except Refusal as refusal:
            voice = Voice(Words.load(), config.business.default_language, config.names)
            raise CannotRunError(voice.plain(refusal.key, **refusal.values)) from refusal
        await forget(database, customer.id, now=now, zone=config.business.zone)

        async def unit(tx: Transaction) -> None:
            detail = {"customer": customer.id}
            await audit.record(tx, at=now, actor="operator", action="forget", detail=detail)

        await database.write(unit)
    days = config.retention.backups.days
    return (
        f"Everything about {named} is deleted; scores and days stay as numbers that are nobody's. "
        f"Copies in backups go within {days} days."
    )


async def audit_lines(config: Config) -> list[str]:
    """Give every line of the log, the newest first; also while the bot runs."""
    found: list[str] = []
    async with using(Database.open_read_only(config.database_path)) as database:
        before = audit.NEWEST
        while lines := await database.read(partial(audit.newest, limit=_PAGE, before=before)):
            found += as_rows(lines)
            before = lines[-1].id
    return found
