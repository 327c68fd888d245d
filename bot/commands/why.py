"""`afterword why`: every gate's verdict on one person's last interactions, also while it runs."""

import html
import re
from datetime import datetime

from bot.config import Config
from bot.errors import CannotRunError, Refusal
from bot.flows.explaining import explain
from bot.views.voice import Voice
from bot.views.why import why_text
from bot.words import Words
from storage.database import Database

COMMAND = "afterword why"
_TAG = re.compile(r"</?[a-z]+>")


async def why(config: Config, customer: str, *, now: datetime) -> str:
    """Tell what /why tells, as plain text."""
    voice = Voice(Words.load(), config.business.default_language)
    database = await Database.open_read_only(config.database_path)
    try:
        story = await database.read(
            lambda tx: explain(tx, config, customer, now=now, command=COMMAND)
        )
    except Refusal as refusal:
        raise CannotRunError(voice.plain(refusal.key, **refusal.values)) from refusal
    finally:
        await database.close()
    return html.unescape(_TAG.sub("", why_text(voice, story)))
