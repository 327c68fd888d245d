"""What a group lets the bot do, as Telegram has it: one sentence, with what to do about it."""

from collections.abc import Iterator
from dataclasses import dataclass

import click

from bot.commands.init_telegram import BotApi, bot_api
from bot.settings.config import NO_TOKEN, Config

_AWAY = {"left", "kicked"}
_ABOVE = {"administrator", "creator"}  # what a group permits its members does not bind these
_PATIENCE_S = 5.0  # with each answer, where somebody waits for other things, too


@dataclass(frozen=True)
class Rights:
    """What the bot is in a chat; why it may not write there, and whether only pictures are out."""

    status: str
    trouble: str = ""
    pictures: bool = True


async def rights_in(api: BotApi, chat_id: int, *, bot_id: int) -> Rights:
    """Ask about the bot and about the chat; ClickException where Telegram does not say."""
    member = await api.call("getChatMember", chat_id=chat_id, user_id=bot_id)
    status = str(member.get("status"))
    if status in _AWAY:
        return Rights(status, "the bot is not in it: add it, or take the chat from [staff]")
    if status in _ABOVE:
        return Rights(status)
    muted = status == "restricted"
    if muted and not member.get("can_send_messages"):
        trouble = (
            "the bot may not write in it, an admin has restricted it: take it from the exceptions "
            "in the group's permissions, or make it an admin"
        )
        return Rights(status, trouble)
    permits = (await api.call("getChat", chat_id=chat_id)).get("permissions") or {}
    if not permits.get("can_send_messages", True):
        trouble = (
            "the bot may not write in it, only its admins may: let members send messages, in the "
            "group's permissions, or make the bot an admin"
        )
        return Rights(status, trouble)
    barred = muted and not member.get("can_send_photos", True)
    return Rights(status, pictures=not barred and permits.get("can_send_photos", True))


def chats_of(config: Config) -> list[int]:
    """List the chats that the settings name, each once."""
    return list(dict.fromkeys(_named(config)))


def _named(config: Config) -> Iterator[int]:
    yield from config.staff.chats
    if config.staff.alerts is not None:
        yield config.staff.alerts
    yield from (each.chat for each in config.warnings if each.chat)


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
                trouble = (await rights_in(api, chat, bot_id=bot_id)).trouble
            except click.ClickException as error:
                trouble = f"Telegram says: {error.message}"
            said += [f"chat {chat}: {trouble}"] if trouble else []
    return said
