"""Who is in a group: as Telegram says when it is asked, or said less than a minute ago."""

import asyncio
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from telegram.error import TelegramError

from bot.logs import redact
from bot.wire.incoming import read_person
from bot.wire.raw import Raw, number, part, words
from bot.wire.transport import RawApi

_log = logging.getLogger(__name__)

HOLDS = timedelta(minutes=1)
_PATIENCE_S = 2.0  # whoever else wrote at the same moment waits, too
_KEPT = 10 * HOLDS  # of somebody whose press is just being answered it must still be known
_THERE = frozenset({"creator", "administrator", "member"})

Place = tuple[int, int]  # a chat, and a person


@dataclass(frozen=True)
class Member:
    """What Telegram says of a person and a group."""

    present: bool
    name: str | None


class Members:
    """Asks Telegram who is in a group, and keeps that for a minute.

    Only a reply counts. A refusal does not say that somebody left: it is only guaranteed that
    administrators are told (core.telegram.org/bots/api#getchatmember).
    """

    def __init__(self, api: RawApi | None = None) -> None:
        """Nothing is known yet; without a way to ask, nothing ever is."""
        self._api = api
        self._known: dict[Place, tuple[bool, datetime]] = {}

    def is_in(self, chat_id: int, user_id: int) -> bool | None:
        """Tell what was found before; None if Telegram could not be asked."""
        found = self._known.get((chat_id, user_id))
        return None if found is None else found[0]

    def forget(self, update: Raw) -> None:
        """Ask anew about whoever came or went, as Telegram tells administrators, or everybody."""
        change, message = part(update, "chat_member"), part(update, "message")
        came_or_went = (
            (change, part(part(change, "new_chat_member"), "user")),
            (message, part(message, "left_chat_member")),
        )
        for told, user in came_or_went:
            chat_id, user_id = number(part(told, "chat"), "id"), number(user, "id")
            if chat_id is not None and user_id is not None:
                self._known.pop((chat_id, user_id), None)

    async def make_sure(self, places: Iterable[Place], *, now: datetime) -> None:
        """Ask about those of whom nothing was said within a minute; what is older holds no more."""
        since = [(place, now - at) for place, (_, at) in self._known.items()]
        for place in [place for place, age in since if not timedelta(0) <= age < _KEPT]:
            del self._known[place]
        fresh = {place for place, age in since if timedelta(0) <= age < HOLDS}
        wanted = [place for place in dict.fromkeys(places) if place not in fresh]
        for place in wanted:
            self._known.pop(place, None)
        for place, found in zip(wanted, await self.look(wanted), strict=True):
            if found is not None:
                self._known[place] = (found.present, now)

    async def look(self, places: Iterable[Place]) -> list[Member | None]:
        """Ask about each, all at once; None for whom Telegram says nothing."""
        return list(await asyncio.gather(*(self._ask(*place) for place in places)))

    async def title(self, chat_id: int) -> str | None:
        """Tell what a group is called; None if Telegram does not say."""
        found = await self._called("getChat", {"chat_id": chat_id})
        return None if found is None else words(found, "title")

    async def _ask(self, chat_id: int, user_id: int) -> Member | None:
        asked = {"chat_id": chat_id, "user_id": user_id}
        found = await self._called("getChatMember", asked)
        return None if found is None else _read(found)

    async def _called(self, method: str, asked: Mapping[str, object]) -> Raw | None:
        if self._api is None:
            return None
        try:
            async with asyncio.timeout(_PATIENCE_S):
                found = await self._api.call(method, asked)
        except (TelegramError, TimeoutError) as error:
            _log.info("who is in a group was not told error=%s", redact(str(error)))
            return None
        except Exception:  # noqa: BLE001 - whatever it was, nobody was told to be there
            _log.exception("who is in a group could not be asked")
            return None
        return found if isinstance(found, Mapping) else None


def _read(found: Raw) -> Member | None:
    """Read a ChatMember; one without a status or a person tells nothing."""
    status, user = words(found, "status"), part(found, "user")
    if status is None or number(user, "id") is None:
        return None
    present = status in _THERE or (status == "restricted" and found.get("is_member") is True)
    return Member(present, read_person(user).name)
