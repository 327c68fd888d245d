"""The commands in Telegram's menu: per language, for customers and in each staff chat."""

import asyncio
import logging
from collections.abc import Mapping

from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.access import Role
from bot.logs import redact
from bot.services import Services

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
        commands, staff = self._services.commands, _staff_chats(self._services)
        for chat_id in sorted(self._told - staff):
            await self._forget(BotCommandScopeChat(chat_id))
            self._told.discard(chat_id)
        customers = {name: f"command.{name}" for name in FOR_CUSTOMERS}
        await self._set(customers, BotCommandScopeAllPrivateChats())
        shown = [each.name for each in commands if each.menu and each.role < Role.ADMIN]
        for chat_id in sorted(staff):
            self._told.add(chat_id)
            await self._set(
                {name: f"command.{name}.staff" for name in shown}, BotCommandScopeChat(chat_id)
            )

    async def _set(self, keys: Mapping[str, str], scope: BotCommandScope) -> None:
        """Set a menu from commands and the keys of their words; a refusal is no reason to stop."""
        words = self._services.words
        for code, language in _languages(self._services).items():
            menu = [BotCommand(name, words.plain(language, key)) for name, key in keys.items()]
            try:
                await self._bot.set_my_commands(menu, scope=scope, language_code=code)
            except TelegramError as error:
                _log.info("a menu was not accepted: %s", redact(str(error)))

    async def _forget(self, scope: BotCommandScope) -> None:
        for code in _languages(self._services):
            try:
                await self._bot.delete_my_commands(scope=scope, language_code=code)
            except TelegramError as error:
                _log.info("a menu was not taken back: %s", redact(str(error)))


def _staff_chats(services: Services) -> set[int]:
    staff = services.config.staff
    people = {*staff.admins, *staff.analysts, *staff.agents, *staff.viewers}
    return people | {services.chat_moves.get(chat, chat) for chat in staff.chats}


def _languages(services: Services) -> dict[str | None, str]:
    """Give the words for each code that Telegram takes, of two letters; None is everybody else."""
    codes: dict[str | None, str] = {None: services.config.business.default_language}
    for language in services.words.languages:
        codes.setdefault(language.partition("_")[0], language)
    return codes
