"""What handlers are given: the services of the bot, and the library's context typed with them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal, cast
from zoneinfo import ZoneInfo

from telegram import InlineKeyboardMarkup, Message, Update
from telegram.ext import Application, CallbackContext, ExtBot, JobQueue

from bot.access import Role
from bot.text.languages import nearest_language

if TYPE_CHECKING:
    from bot.clock import Clock
    from bot.pictures.drawer import Pictures
    from bot.settings.config import Config
    from bot.text.query import Form, Query
    from bot.wire.outbox import Outbox
    from bot.wire.outcomes import Outcome
    from bot.words.catalogues import Words
    from bot.words.voice import Page, Voice
    from storage.database import Database
    from storage.versions import Version


Data = dict[object, object]  # the library's own stores, of which only one entry is used


@dataclass(frozen=True)
class Identity:
    """Who the bot is on Telegram."""

    id: int
    username: str


Group = Literal["questions", "comments", "boards", "administration"]  # titles of /help, in order


@dataclass(frozen=True)
class Report:
    """All that makes a report: declared in its room, listed in the map, and nowhere else.

    `read` finds what `write` puts into words and a picture, on a local day. `shows` names the
    surveys whose scores are in it: a board holds back anonymous ones. `gallery` names pictures,
    each with the command that gives it.
    """

    name: str
    form: Form
    read: Callable[[Services, Query], Coroutine[Any, Any, Any]]
    write: Callable[[Voice, Any, date], Page]
    shows: Callable[[Services, Query], Sequence[str]]
    role: Role = Role.VIEWER
    group: Group = "questions"
    gallery: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Command:
    """One line of the command table."""

    name: str
    role: Role
    answer: Callable[[Update, Context], Coroutine[Any, Any, None]]
    group: Group = "administration"
    menu: bool = True


@dataclass(frozen=True)
class Look:
    """When a board was compared with the figures, and what the database was like then."""

    at: datetime
    mark: str


@dataclass
class Services:
    """The parts that are built once at start; `config` is replaced as a whole by a reload."""

    config: Config
    database: Database
    outbox: Outbox
    pictures: Pictures
    clock: Clock
    words: Words
    me: Identity
    link_key: bytes
    versions: dict[str, Version]
    chat_moves: dict[int, int] = field(default_factory=dict)
    commands: Sequence[Command] = ()
    reports: Mapping[str, Report] = field(default_factory=dict)
    drawing: dict[int, bool] = field(default_factory=dict)  # being edited; True: look once more
    sending: dict[int, asyncio.Task[None]] = field(default_factory=dict)  # by chat: one at a time
    redrawing: dict[int, asyncio.Task[bool]] = field(default_factory=dict)  # edits repeated, too
    looked: dict[str, Look] = field(default_factory=dict)  # by board: what was found last
    reloading: asyncio.Lock = field(default_factory=asyncio.Lock)  # one reload at a time
    tell_menus: Callable[[], None] = lambda: None
    wake: Callable[[], None] = lambda: None
    replies_in_flight: Callable[[], int] = lambda: 0
    last_poll_age_s: Callable[[], float | None] = lambda: None

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the business: of its days, periods and quiet hours."""
        return self.config.business.zone


class Context(CallbackContext[ExtBot[None], Data, Data, Data]):
    """The context of one update from staff."""

    happening: Update  # set for each update by the guard in front of the handlers

    @property
    def services(self) -> Services:
        """The parts of the bot."""
        return cast("Services", self.application.bot_data["services"])

    def language(self, update: Update) -> str:
        """Choose the language of whoever wrote or pressed."""
        user = update.effective_user
        default = self.services.config.business.default_language
        return nearest_language(
            user.language_code if user else None, self.services.words.languages, default
        )

    async def say(
        self,
        text: str,
        keyboard: InlineKeyboardMarkup | None = None,
        *,
        png: bytes | None = None,
    ) -> Outcome | None:
        """Reply to the command with exactly one message, in its topic; `text` is the caption."""
        message = self.happening.effective_message
        if message is None:
            return None
        outbox, to = self.services.outbox, message.chat_id
        reply_to = message.message_id
        thread_id = message.message_thread_id if message.is_topic_message else None
        if png is not None:
            return await outbox.send_photo(
                to, png, text, keyboard, kind="reply", reply_to=reply_to, thread_id=thread_id
            )
        return await outbox.send_text(
            to, text, keyboard, kind="reply", reply_to=reply_to, thread_id=thread_id
        )

    async def show(
        self,
        text: str,
        keyboard: InlineKeyboardMarkup | None = None,
        *,
        png: bytes | None = None,
    ) -> None:
        """Turn the page: edit the message whose button was pressed."""
        query = self.happening.callback_query
        if query is None or query.message is None:
            return
        await self.toast()
        outbox, chat_id, message_id = (
            self.services.outbox,
            query.message.chat.id,
            query.message.message_id,
        )
        if png is not None:
            await outbox.edit_photo(chat_id, message_id, png, text, keyboard)
        else:
            await outbox.edit_text(chat_id, message_id, text, keyboard)

    async def tell_of_picture(self) -> None:
        """Show in the chat, and in its topic, that a picture is on its way."""
        message = self.happening.effective_message
        if message is None:
            return
        thread_id = message.message_thread_id if message.is_topic_message else None
        await self.services.outbox.tell_of_picture(message.chat_id, thread_id=thread_id)

    @property
    def on_picture(self) -> bool:
        """Tell whether the pressed button stands below a picture."""
        query = self.happening.callback_query
        message = query.message if query else None
        return isinstance(message, Message) and bool(message.photo)

    async def toast(self, text: str | None = None) -> None:
        """Answer the press, with a few words if there is something to say."""
        if self.happening.callback_query is not None:
            await self.services.outbox.answer_tap(self.happening.callback_query.id, text)


StaffApplication = Application[ExtBot[None], Context, Data, Data, Data, JobQueue[Context] | None]
