"""The commands in Telegram's menu: per language, for customers and in each staff chat."""

import logging
from collections.abc import Mapping, Sequence

from telegram.error import TelegramError

from bot.access import Role, holders, own_role
from bot.logs import redact
from bot.operating.teaching import offered, said_of
from bot.reports.measured import OWN
from bot.services import Services
from bot.wire.outcomes import Gone, Refused
from bot.wire.refusals import explained, is_unknown_method
from bot.wire.transport import RawApi

_log = logging.getLogger(__name__)

FOR_CUSTOMERS = ("help", "stop", "start", "privacy", "mydata", "forget")

Place = tuple[int | None, str | None]  # a chat, or all private ones; a language, or all others
Menu = Sequence[Mapping[str, str]]


class Menus:
    """Tells Telegram the menus, and again when staff or language have changed."""

    def __init__(self, api: RawApi, services: Services) -> None:
        """Nothing is told yet."""
        self._api = api
        self._services = services
        self._told: dict[Place, Menu] = {}
        self._refused: dict[Place, Menu] = {}

    def forget_refusals(self) -> None:
        """Let what was refused be told once more."""
        self._refused.clear()

    async def tell(self) -> None:
        """Tell what holds now and was not told yet; a TelegramError if that must wait.

        A refusal is no reason to stop: a listed person may never have met the bot.
        """
        wanted = _menus(self._services)
        for place in [each for each in self._told if each not in wanted]:
            await self._call("deleteMyCommands", place, {})
            del self._told[place]
        for place, menu in wanted.items():
            if menu in (self._told.get(place), self._refused.get(place)):
                continue
            accepted = await self._call("setMyCommands", place, {"commands": menu})
            (self._told if accepted else self._refused)[place] = menu

    async def _call(self, method: str, place: Place, parameters: Mapping[str, object]) -> bool:
        chat_id, code = place
        everybody = {"type": "all_private_chats"}
        scope = everybody if chat_id is None else {"type": "chat", "chat_id": chat_id}
        try:
            await self._api.call(method, {**parameters, "scope": scope, "language_code": code})
        except TelegramError as error:
            refused = isinstance(explained(error), (Refused, Gone)) or is_unknown_method(error)
            if not refused:
                raise
            _log.info("a menu was not accepted: %s", redact(str(error)))
            return False
        return True


def _menus(services: Services) -> dict[Place, Menu]:
    """Write every menu: for customers first, then for each staff chat."""
    customers = {name: f"command.{name}" for name in FOR_CUSTOMERS}
    places: dict[int | None, Mapping[str, str]] = {None: customers}
    for chat_id, role in sorted(_staff_chats(services).items()):
        alone = chat_id if chat_id > 0 else None
        names = [each.name for each in offered(services, role, alone=alone)]
        staff = {name: f"command.{name}.staff" for name in names}
        places[chat_id] = staff if role > Role.ANYONE else {**customers, OWN: staff[OWN]}
    filled = said_of(services)
    return {
        (chat_id, code): [
            {"command": name, "description": services.words.plain(language, key, **filled)}
            for name, key in keys.items()
        ]
        for chat_id, keys in places.items()
        for code, language in _languages(services).items()
    }


def _staff_chats(services: Services) -> dict[int, Role]:
    """Tell the role that each chat's menu is for: a person's own; in a group, who works on cases.

    A group has one menu for all who are in it.
    """
    staff = services.config.staff
    people = {*staff.admins, *staff.analysts, *staff.agents, *staff.viewers}
    people |= set(staff.agent_ids.values())
    in_group = Role.AGENT if holders(staff, Role.AGENT) else Role.VIEWER
    groups = {services.chat_moves.get(chat, chat): in_group for chat in staff.chats}
    return {each: own_role(staff, each) for each in people} | groups


def _languages(services: Services) -> dict[str | None, str]:
    """Give the words for each code that Telegram takes, of two letters; None is everybody else."""
    codes: dict[str | None, str] = {None: services.config.business.default_language}
    for language in services.words.languages:
        codes.setdefault(language.partition("_")[0], language)
    return codes
