"""`afterword why`: every gate's verdict on one person's last interactions, also while it runs."""

import html
import re
from datetime import datetime

from bot.asking.explaining import explain
from bot.asking.why_words import why_text
from bot.commands.using import using
from bot.errors import CannotRunError, Refusal
from bot.settings.config import Config
from bot.words.catalogues import Words
from bot.words.voice import Voice
from storage.database import Database

COMMAND = "afterword why"
_TAG = re.compile(r"</?[a-z]+>")


async def why(config: Config, customer: str, *, now: datetime) -> str:
    """Tell what /why tells, as plain text; a Refusal becomes a CannotRunError."""
    voice = Voice(Words.load(), config.business.default_language, config.names)
    async with using(Database.open_read_only(config.database_path)) as database:
        try:
            story = await database.read(
                lambda tx: explain(tx, config, customer, now=now, command=COMMAND)
            )
        except Refusal as refusal:
            raise CannotRunError(voice.plain(refusal.key, **refusal.values)) from refusal
    return html.unescape(_TAG.sub("", why_text(voice, story)))
