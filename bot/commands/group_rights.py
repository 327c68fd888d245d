"""What a group lets the bot do, as Telegram has it: one sentence, with what to do about it."""

from collections.abc import Mapping

import click

from bot.commands.init_telegram import BotApi, bot_api
from bot.operating.checkup.chats import chats_of, look_at_chat
from bot.settings.config import NO_TOKEN, Config
from bot.words.catalogues import Words
from bot.words.voice import Voice

_PATIENCE_S = 5.0  # with each answer, where somebody waits for other things, too


async def trouble_in(api: BotApi, chat_id: int, *, bot_id: int) -> str:
    """Say why the bot may not write in a chat, if so; ClickException where Telegram is silent."""

    async def ask(method: str, parameters: Mapping[str, object]) -> object:
        return await api.call(method, **parameters)

    found = await look_at_chat(ask, chat_id, bot_id=bot_id)
    return found.words(Voice(Words.load())) if found.level == "bad" else ""


async def troubles(config: Config) -> list[str]:
    """Say of each chat why the bot may not write there; without a token nobody can be asked."""
    token = config.telegram.token.get_secret_value()
    if token == NO_TOKEN or not chats_of(config):
        return []
    said = []
    async with bot_api(api_url=config.telegram.api_url, token=token, patience_s=_PATIENCE_S) as api:
        try:
            bot_id = int((await api.call("getMe"))["id"])
        except click.ClickException as error:
            return [f"Telegram could not be asked about the chats: {error.message}"]
        for chat in chats_of(config):
            try:
                trouble = await trouble_in(api, chat, bot_id=bot_id)
            except click.ClickException as error:
                trouble = f"Telegram says: {error.message}"
            said += [f"chat {chat}: {trouble}"] if trouble else []
    return said
