"""The commands in Telegram's menu: per language, for customers and in each staff chat."""

import asyncio
import logging

from telegram import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat
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
        bot, services = self._bot, self._services
        staff = _staff_chats(services)
        for chat_id in sorted(self._told - staff):
            await _forget(bot, services, BotCommandScopeChat(chat_id))
            self._told.discard(chat_id)
        await _set_for_customers(bot, services)
        for chat_id in sorted(staff):
            self._told.add(chat_id)
            await _set_for_staff(bot, services, BotCommandScopeChat(chat_id))


def _staff_chats(services: Services) -> set[int]:
    staff = services.config.staff
    people = {*staff.admins, *staff.analysts, *staff.agents, *staff.viewers}
    return people | {services.chat_moves.get(chat, chat) for chat in staff.chats}


async def _set_for_customers(bot: ExtBot[None], services: Services) -> None:
    for code, language in _languages(services).items():
        names = [
            BotCommand(name, services.words.plain(language, f"command.{name}"))
            for name in FOR_CUSTOMERS
        ]
        await _set(bot, names, BotCommandScopeAllPrivateChats(), code)


async def _set_for_staff(bot: ExtBot[None], services: Services, scope: BotCommandScopeChat) -> None:
    shown = [each for each in services.commands if each.menu and each.role < Role.ADMIN]
    for code, language in _languages(services).items():
        names = [
            BotCommand(each.name, services.words.plain(language, f"command.{each.name}.staff"))
            for each in shown
        ]
        await _set(bot, names, scope, code)


def _languages(services: Services) -> dict[str | None, str]:
    """Give the words for each code that Telegram takes, of two letters; None is everybody else."""
    languages = services.words.languages
    codes: dict[str | None, str] = {None: services.config.business.default_language}
    for language in languages:
        codes.setdefault(language.partition("_")[0], language)
    return codes


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


async def _forget(bot: ExtBot[None], services: Services, scope: BotCommandScopeChat) -> None:
    for code in _languages(services):
        try:
            await bot.delete_my_commands(scope=scope, language_code=code)
        except TelegramError as error:
            _log.info("a menu was not taken back: %s", redact(str(error)))
