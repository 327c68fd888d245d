"""What handlers are given: the services of the bot, and the lines of its command table."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.access import Role

if TYPE_CHECKING:
    from bot.clock import Clock
    from bot.pictures.drawer import Pictures
    from bot.settings.config import Config
    from bot.wire.incoming import Said, Tap
    from bot.wire.outbox import Outbox
    from bot.words.catalogues import Words
    from bot.words.voice import Page, Voice
    from storage.database import Database
    from storage.versions import Version


@dataclass(frozen=True)
class Identity:
    """Who the bot is on Telegram."""

    id: int
    username: str


Writer = Callable[["Services", str, "Voice"], Coroutine[Any, Any, "Page"]]
# The first argument of an effect is the Scene of bot/effects.py, which is built from this module.
SaidAnswer = Callable[[Any, "Said"], Awaitable[Any]]
TapAnswer = Callable[[Any, "Tap"], Awaitable[Any]]


@dataclass(frozen=True)
class Command:
    """One line of the command table."""

    name: str
    role: Role
    answer: SaidAnswer
    page: Writer | None = None  # what it answers with, for buttons and boards to ask again
    menu: bool = True


@dataclass(frozen=True)
class Button:
    """One line of the table of staff buttons; without a role, whoever may do what it repeats."""

    role: Role | None
    answer: TapAnswer
    in_alerts: bool = False  # in the group of the alerts a person's own id is enough


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
    drawing: dict[int, bool] = field(default_factory=dict)  # being edited; True: look once more
    sending: dict[int, asyncio.Task[None]] = field(default_factory=dict)  # by chat: one at a time
    redrawing: dict[int, asyncio.Task[bool]] = field(default_factory=dict)  # edits repeated, too
    looked: dict[str, Look] = field(default_factory=dict)  # by board: what was found last
    reloading: asyncio.Lock = field(default_factory=asyncio.Lock)  # one reload at a time
    tell_menus: Callable[[], None] = lambda: None
    wake: Callable[[], None] = lambda: None
    replies_in_flight: Callable[[], int] = lambda: 0
    last_poll_age_s: Callable[[], float | None] = lambda: None
