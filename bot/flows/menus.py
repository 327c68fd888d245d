"""The commands in Telegram's menu: per language for customers, in each staff chat for staff."""

import logging

from telegram import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.access import Role
from bot.context import Services
from bot.logs import redact

_log = logging.getLogger(__name__)

FOR_CUSTOMERS = ("help", "stop", "start")


async def register_menus(bot: ExtBot[None], services: Services) -> None:
    """Tell Telegram the commands; a menu that is refused is no reason to stop."""
    words = services.words
    for language in (None, *words.languages):
        names = [
            BotCommand(name, words.plain(language or "en", f"command.{name}"))
            for name in FOR_CUSTOMERS
        ]
        code = language.partition("_")[0] if language else None
        await _set(bot, names, BotCommandScopeAllPrivateChats(), code)
    staff = services.config.staff
    people = {*staff.admins, *staff.analysts, *staff.agents, *staff.viewers}
    listed = {services.chat_moves.get(chat, chat) for chat in staff.chats}
    for chat_id in sorted(people | listed):
        await _set(bot, _staff_commands(services), BotCommandScopeChat(chat_id), None)


def _staff_commands(services: Services) -> list[BotCommand]:
    words = services.words
    language = services.config.business.default_language
    shown = [each for each in services.commands if each.menu and each.role < Role.ADMIN]
    return [
        BotCommand(each.name, words.plain(language, f"command.{each.name}.staff")) for each in shown
    ]


async def _set(
    bot: ExtBot[None],
    commands: list[BotCommand],
    scope: BotCommandScopeAllPrivateChats | BotCommandScopeChat,
    language: str | None,
) -> None:
    try:
        await bot.set_my_commands(commands, scope=scope, language_code=language)
    except TelegramError as error:
        _log.info("a menu was not accepted: %s", redact(str(error)))
