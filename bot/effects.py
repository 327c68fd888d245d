"""What an update does: made in one transaction, from the update and the database alone.

The reply is a value; it is carried out only after the transaction has been committed.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.services import Services
from bot.surveys.question import Screen
from bot.text.languages import nearest_language
from bot.wire.incoming import Said, Tap
from storage.customers import Customer, Profile
from storage.database import Transaction


@dataclass(frozen=True)
class Reply:
    """What to do after the commit."""

    query_id: str | None = None
    toast: str | None = None
    redraw: int | None = None  # the invitation whose messages are drawn anew
    chat_id: int | None = None
    screen: Screen | None = None
    reply_to: int | None = None
    edit: int | None = None  # the message in the chat that is to show the screen
    moved: tuple[int, int] | None = None  # a group that goes on under another id


@dataclass(frozen=True)
class Scene:
    """The transaction that an effect is part of, and what it may look at."""

    tx: Transaction
    services: Services
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the business."""
        return self.services.zone

    def language(self, person: Profile | Customer) -> str:
        """Choose the language to speak with somebody."""
        code = (
            person.language
            if isinstance(person, Profile)
            else person.chosen_language or person.telegram_language
        )
        default = self.services.config.business.default_language
        return nearest_language(code, self.services.words.languages, default)

    def toast(self, tap: Tap, key: str, *, redraw: int | None = None, **values: object) -> Reply:
        """Answer a tap with a few words."""
        words = self.services.words.plain(self.language(tap.person), key, **values)
        return Reply(query_id=tap.query_id, toast=words, redraw=redraw)

    def say(self, said: Said, screen: Screen, *, redraw: int | None = None) -> Reply:
        """Answer a message with a message."""
        return Reply(chat_id=said.chat_id, screen=screen, reply_to=said.message_id, redraw=redraw)


TapEffect = Callable[[Scene, Tap, str, str], Awaitable[Reply]]
SaidEffect = Callable[[Scene, Said], Awaitable[Reply | None]]
