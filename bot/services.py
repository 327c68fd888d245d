"""What handlers are given: the services of the bot, and the lines of its command table."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

from bot.access import Role
from bot.errors import NamelessError
from bot.wire.members import Members
from bot.words.voice import Voice

if TYPE_CHECKING:
    from bot.clock import Boot, Clock, Doubt
    from bot.pictures.drawer import Pictures
    from bot.pictures.page import Page
    from bot.settings.config import Config
    from bot.surveys.question import Screen
    from bot.text.known import SeenValues
    from bot.text.query import Form, Query
    from bot.wire.incoming import Said, Tap
    from bot.wire.outbox import Outbox
    from bot.words.catalogues import Words
    from metrics.control import Subgroup
    from storage.database import Database
    from storage.deliveries import Delivery
    from storage.faults import Fault
    from storage.transaction import Transaction
    from storage.versions import Version


@dataclass(frozen=True)
class Identity:
    """Who the bot is on Telegram; one that could not ask yet has no name."""

    id: int
    name: str | None

    @property
    def username(self) -> str:
        """The name that links and commands hold; NamelessError if it is not known yet."""
        if self.name is None:
            raise NamelessError
        return self.name


# Topics of /help, in order.
Group = Literal["questions", "comments", "boards", "customers", "administration"]
# The first argument of an effect is the Scene of bot/effects.py, which is built from this module.
SaidAnswer = Callable[[Any, "Said"], Awaitable[Any]]
TapAnswer = Callable[[Any, "Tap"], Awaitable[Any]]


@dataclass(frozen=True)
class Report:
    """All that makes a report: declared in its room, listed in the map, and nowhere else.

    `read` finds what `write` puts into words and a picture, on a local day. `shows` names the
    surveys whose scores are in it: a board holds back anonymous ones. `gallery` names pictures,
    each with the command that gives it.
    """

    name: str
    form: Form
    read: Callable[[Services, Query], Awaitable[Any]]
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
    answer: SaidAnswer
    group: Group = "administration"
    menu: bool = True


@dataclass(frozen=True)
class Button:
    """One line of the table of staff buttons; without a role, whoever may do what it repeats."""

    role: Role | None
    answer: TapAnswer
    in_alerts: bool = False  # in the group of the alerts a person's own id is enough


@dataclass(frozen=True)
class MessageKind:
    """How a kind of the messages that we begin comes to be.

    `draw` gives its screen from the stored state. What no transaction can draw is written in full
    just before it leaves, by `write`, as a DrawnMessage of bot/messages/drawing.py. `may_go` looks
    once more before it is claimed, and ends what may not; `begin` does what belongs into the
    transaction that claims it. `settled` follows on its having been sent, or not. `end` ends what
    was to send more of them, when Telegram says that the chat is gone.
    """

    draw: Callable[[Services, Transaction, Delivery, datetime], Awaitable[Screen]]
    write: Callable[[Services, Delivery], Awaitable[Any]] | None = None
    may_go: Callable[[Any, Delivery], Awaitable[bool]] | None = None
    begin: Callable[[Any, Delivery], Awaitable[None]] | None = None
    settled: Callable[[Any, Delivery], Awaitable[None]] | None = None
    end: Callable[[Transaction, Delivery, str, datetime], Awaitable[None]] | None = None


@dataclass(frozen=True)
class BoardLook:
    """When a board was compared with the figures, and what the database was like then."""

    at: datetime
    mark: str


@dataclass(frozen=True)
class DiskTrouble:
    """The database cannot be written: since when and why, were staff told, is it over.

    `in_doubt` counts the calls with the present news of which nobody knows whether it came; from
    `again_at` on it is sent once more.
    """

    since: datetime
    fault: Fault
    told: bool = False
    fine_since: datetime | None = None
    in_doubt: int = 0
    again_at: datetime | None = None


async def _unasked(_chat_id: int) -> bool:
    """Suppose the least."""
    return False


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
    link_keys: tuple[bytes, ...]  # the first signs, each of them is known
    versions: dict[str, Version]
    chat_moves: dict[int, int] = field(default_factory=dict)
    commands: Sequence[Command] = ()
    reports: Mapping[str, Report] = field(default_factory=dict)
    messages: Mapping[str, MessageKind] = field(default_factory=dict)
    drawing: dict[int, bool] = field(default_factory=dict)  # being edited; True: look once more
    sending: dict[int, asyncio.Task[None]] = field(default_factory=dict)  # by chat: one at a time
    redrawing: dict[int, asyncio.Task[bool]] = field(default_factory=dict)  # edits repeated, too
    looked: dict[str, BoardLook] = field(default_factory=dict)  # by board: what was found last
    # finished weeks of watched figures, by what is counted and the Monday: they are read once
    finished: dict[tuple[int, date], Mapping[str, Subgroup]] = field(default_factory=dict)
    contacted: dict[tuple[int, date], Mapping[date, int]] = field(default_factory=dict)  # by day
    disk_trouble: DiskTrouble | None = None  # also in a file: the database cannot keep it
    seen: SeenValues | None = None  # values that filters have had, as last looked up
    disk_proved_at: datetime | None = None
    backed_up_at: datetime | None = None  # when the newest backup was made, if there is one
    next_ping_at: datetime | None = None
    next_backup_at: datetime | None = None  # None until the folder was looked at
    reloading: asyncio.Lock = field(default_factory=asyncio.Lock)  # one reload at a time
    greets: bool = False  # also the groups of the first start, as whoever started the bot wants
    welcomed: tuple[int, ...] | None = None  # the groups that were looked through for new ones
    waits: dict[str, str] = field(default_factory=dict)  # of what was to stand from the start, why
    tell_menus: Callable[[], None] = lambda: None
    wake: Callable[[], None] = lambda: None  # something was stored
    wake_all: Callable[[], None] = lambda: None  # anything may be due
    members: Members = field(default_factory=Members)  # of groups
    hears_all: Callable[[int], Awaitable[bool]] = _unasked  # is all said in a group heard
    replies_in_flight: Callable[[], int] = lambda: 0
    late_jobs: Callable[[], Sequence[str]] = lambda: ()
    last_poll_age_s: Callable[[], float | None] = lambda: None
    doubt: Callable[[], Doubt | None] = lambda: None  # why nothing may be done because of the time
    boot: Callable[[], Boot | None] = lambda: None  # when the machine's run began, if believed
    heard_of: dict[str, datetime] = field(default_factory=dict)  # sources, since it was noted
    time_noted: datetime | None = None  # up to when stored times were last noted

    def voice(self, language: str) -> Voice:
        """Speak a language, with the names that the settings give."""
        return Voice(self.words, language, self.config.names)

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the business: of its days, periods and quiet hours."""
        return self.config.business.zone
