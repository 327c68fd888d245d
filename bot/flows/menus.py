"""The commands in Telegram's menu: per language for customers, in each staff chat for staff."""

import asyncio
import logging

from telegram import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.access import Role
from bot.context import Services
from bot.logs import redact

_log = logging.getLogger(__name__)

FOR_CUSTOMERS = ("help", "stop", "start")


class Menus:
    """Tells Telegram the menus, and again when staff or language have changed."""

    def __init__(self, bot: ExtBot[None], services: Services) -> None:
        """Nothing is told yet."""
        self._bot = bot
        self._services = services
        self._told: set[int] = set()
        self._task: asyncio.Task[None] | None = None

    def tell(self) -> None:
        """Begin to tell what holds now; nobody waits for it."""
        self.stop()
        self._task = asyncio.create_task(self._tell(), name="menus")

    def stop(self) -> None:
        """Leave off."""
        if self._task is not None:
            self._task.cancel()

    async def _tell(self) -> None:
        bot, services = self._bot, self._services
        staff = _staff_chats(services)
        for chat_id in sorted(self._told - staff):
            await _forget(bot, BotCommandScopeChat(chat_id))
            self._told.discard(chat_id)
        await _set_for_customers(bot, services)
        for chat_id in sorted(staff):
            self._told.add(chat_id)
            await _set(bot, _staff_commands(services), BotCommandScopeChat(chat_id), None)


def _staff_chats(services: Services) -> set[int]:
    staff = services.config.staff
    people = {*staff.admins, *staff.analysts, *staff.agents, *staff.viewers}
    return people | {services.chat_moves.get(chat, chat) for chat in staff.chats}


async def _set_for_customers(bot: ExtBot[None], services: Services) -> None:
    words = services.words
    for language in (None, *words.languages):
        names = [
            BotCommand(name, words.plain(language or "en", f"command.{name}"))
            for name in FOR_CUSTOMERS
        ]
        code = language.partition("_")[0] if language else None
        await _set(bot, names, BotCommandScopeAllPrivateChats(), code)


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
    """Set one menu; one that is refused is no reason to stop."""
    try:
        await bot.set_my_commands(commands, scope=scope, language_code=language)
    except TelegramError as error:
        _log.info("a menu was not accepted: %s", redact(str(error)))


async def _forget(bot: ExtBot[None], scope: BotCommandScopeChat) -> None:
    try:
        await bot.delete_my_commands(scope=scope)
    except TelegramError as error:
        _log.info("a menu was not taken back: %s", redact(str(error)))
