"""Learning who we are: from Telegram, or from what it said last, which is kept in the database."""

import json

from telegram.error import TelegramError

from bot.services import Identity, Services
from bot.settings.config import Config
from bot.wire.raw import number, words
from bot.wire.receiving import TokenRefusedError
from bot.wire.refusals import is_token_refused
from bot.wire.transport import NoReplyError, RawApi
from storage import meta
from storage.database import Database
from storage.transaction import Transaction

_KEY = "me"
_SOON_S = 5.0  # whoever wants to know is waiting


async def ask_who_we_are(api: RawApi, *, read_timeout: float | None = None) -> Identity:
    """Ask Telegram; TokenRefusedError if it knows no such token, TelegramError if it is away."""
    try:
        me = await api.call("getMe", read_timeout=read_timeout)
    except TelegramError as error:
        if is_token_refused(error):
            raise TokenRefusedError(
                "Telegram does not accept the token: take the current one from @BotFather"
            ) from None
        raise
    identity, name = number(me, "id"), words(me, "username")
    if identity is None or not name:
        raise NoReplyError("Telegram's reply does not say who the bot is")
    return Identity(identity, name)


async def hears_all(api: RawApi, services: Services, chat_id: int) -> bool:
    """Tell whether Telegram passes on all that is said in a group; if it does not say, it does not.

    It does so without group privacy, and to admins.
    """
    try:
        me = await api.call("getMe", read_timeout=_SOON_S)
        if me.get("can_read_all_group_messages") is True:
            return True
        asked = {"chat_id": chat_id, "user_id": services.me.id}
        here = await api.call("getChatMember", asked, read_timeout=_SOON_S)
    except TelegramError:
        return False
    return words(here, "status") == "administrator"


async def recall_who_we_are(database: Database, config: Config) -> Identity:
    """Give what Telegram said last; a bot that it never told about has no name."""
    token = _number_of(config)
    told = await database.read(lambda tx: meta.find(tx, _KEY))
    kept = json.loads(told or "{}")
    if kept.get("token") != token:  # another bot's, or none
        return Identity(int(token), None)
    return Identity(kept["id"], kept["name"])


async def keep_who_we_are(database: Database, config: Config, me: Identity) -> None:
    """Keep what Telegram said, for a start at which it is away."""
    told = json.dumps({"token": _number_of(config), "id": me.id, "name": me.name})

    async def unit(tx: Transaction) -> None:
        if await meta.find(tx, _KEY) != told:
            await meta.put(tx, _KEY, told)

    await database.write(unit)


def _number_of(config: Config) -> str:
    """Give the part of the token that is no secret: the bot's number."""
    return config.telegram.token.get_secret_value().partition(":")[0]
