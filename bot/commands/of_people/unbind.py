"""`afterword unbind` and `afterword rotate-links`: who is whom, and what signs links."""

import secrets
from datetime import datetime

from bot.asking.unbinding import unbind
from bot.commands.using import changing
from bot.errors import CannotRunError, Refusal
from bot.settings.config import Config
from bot.words.catalogues import Words
from bot.words.voice import Voice
from storage import audit, meta
from storage.transaction import Transaction

COMMAND = "afterword unbind"


async def unbind_offline(config: Config, named: str, *, now: datetime) -> str:
    """Do what /unbind does; refused while the bot runs, and with a CannotRunError for nobody."""
    async with changing(config, now=now) as database:
        try:
            undone = await database.write(
                lambda tx: unbind(tx, named, command=COMMAND, actor="operator", now=now)
            )
        except Refusal as refusal:
            voice = Voice(Words.load(), config.business.default_language, config.names)
            raise CannotRunError(voice.plain(refusal.key, **refusal.values)) from refusal
    if not undone:
        return f"{named} is bound to nobody on Telegram: there is nothing to undo."
    names = ", ".join(f"{each.source}:{each.ref}" for each in undone)
    return f"{names}: no longer bound. What was asked and said so far stays with the person."


async def rotate_links(config: Config, *, now: datetime) -> str:
    """Sign links by a new key from now on; refused while the bot runs."""

    async def unit(tx: Transaction) -> None:
        before = await meta.find(tx, "link_key")
        if before is not None:
            await meta.put(tx, "link_key_before", before)
        await meta.put(tx, "link_key", secrets.token_hex(32))
        await audit.record(tx, at=now, actor="operator", action="rotate_links", detail={})

    async with changing(config, now=now) as database:
        await database.write(unit)
    return "Links are signed by a new key. Those of the key before work until you do this again."
