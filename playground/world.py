"""What the offline Telegram remembers: people, chats, messages, taps and the bot's settings."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from playground.errors import PlayError, bad_request, forbidden
from playground.faults import Faults
from playground.files import Files
from playground.limits import Limits, Pace
from playground.parameters import Json, Parameters
from playground.updates import TAP_LIFETIME_S, Updates

Kind = Literal["private", "group", "supergroup"]
ANONYMOUS_ADMIN = 1087968824
CALLS_KEPT = 10_000
RESTRICTED_OUT = "restricted, out"  # told as restricted, and as no member
GONE = ("left", "kicked", RESTRICTED_OUT)  # the statuses of who is not in a chat
SUPERGROUP_IDS = -1_000_000_000_000


@dataclass(slots=True)
class User:
    """A person with a phone."""

    id: int
    first_name: str
    username: str | None = None
    language_code: str | None = None
    last_name: str | None = None
    is_bot: bool = False
    deactivated: bool = False
    seen: bool = False

    @property
    def body(self) -> Json:
        """The User object of the Bot API."""
        fields: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        for name in ("last_name", "username", "language_code"):
            if value := getattr(self, name):
                fields[name] = value
        return fields


@dataclass(slots=True)
class Message:
    """A message; `body` is never changed in place, so that updates may share it."""

    body: Json
    markup: Json | None = None
    reaction: str = ""  # the bot's

    @property
    def view(self) -> Json:
        """The message and the keyboard that is on screen now."""
        view = {**self.body, "keyboard": self.markup}
        return {**view, "reaction": self.reaction} if self.reaction else view


@dataclass(slots=True)
class Chat:
    """One chat, with its messages and what holds between it and the bot."""

    id: int
    kind: Kind
    title: str = ""
    user: User | None = None
    is_forum: bool = False
    members: dict[int, str] = field(default_factory=dict)
    bot_status: str = "member"
    messages: dict[int, Message] = field(default_factory=dict)
    deleted: set[int] = field(default_factory=set)
    topics: set[int] = field(default_factory=set)
    pinned: list[int] = field(default_factory=list)
    started: bool = False
    blocked: bool = False
    barred: set[str] = field(default_factory=set)  # "text", and kinds of files: admins alone may
    migrated_to: int | None = None
    last_id: int = 0

    @property
    def is_group(self) -> bool:
        """Whether several people are in it."""
        return self.kind != "private"

    def bars(self, kind: str) -> bool:
        """Whether the bot may not send this here."""
        muted = self.bot_status == "restricted"
        return muted or (kind in self.barred and self.bot_status != "administrator")

    @property
    def body(self) -> Json:
        """The Chat object of the Bot API."""
        fields: Json = {"id": self.id, "type": self.kind}
        if self.user is None:
            fields["title"] = self.title
            if self.is_forum:
                fields["is_forum"] = True
            return fields
        names = ("first_name", "last_name", "username")
        return fields | {name: self.user.body[name] for name in names if name in self.user.body}


@dataclass(slots=True)
class Query:
    """A tap that waits for answerCallbackQuery."""

    user_id: int
    chat_id: int
    message_id: int
    at: float


@dataclass(slots=True)
class Webhook:
    """Where updates go instead of getUpdates."""

    url: str
    secret: str = ""
    max_connections: int = 40
    last_error_date: int = 0
    last_error_message: str = ""


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One call in the log."""

    method: str
    parameters: Json
    at: float
    ok: bool
    error: str = ""

    @property
    def body(self) -> Json:
        """The record as JSON."""
        body: Json = {"method": self.method, "parameters": self.parameters}
        body |= {"at": self.at, "ok": self.ok}
        return body if self.ok else {**body, "error": self.error}


Listener = Callable[[Json], None]


class World:
    """The state that calls and people act on."""

    def __init__(
        self,
        *,
        token: str | None = None,
        username: str = "afterword_demo_bot",
        name: str = "Afterword",
        privacy: bool = True,
        limits: Limits | None = None,
        first_update_id: int = 100_001,
    ) -> None:
        bot_id = int(token.partition(":")[0]) if token else 4_242_424_242
        self.token = token
        self.bot = User(bot_id, name, username, is_bot=True)
        self.privacy = privacy
        self.limits = limits or Limits()
        self.pace = Pace()
        self.faults = Faults()
        self.files = Files()
        self.updates = Updates(first_id=first_update_id)
        self.users: dict[int, User] = {}
        self.chats: dict[int, Chat] = {}
        self.queries: OrderedDict[str, Query] = OrderedDict()
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.about: dict[tuple[str, str], str] = {}
        self.webhook: Webhook | None = None
        self.calls: deque[CallRecord] = deque(maxlen=CALLS_KEPT)
        self.listeners: list[Listener] = []
        self.shift = 0.0
        self._last_message_id = 0
        self._last_query_id = 10**17

    def date(self, now: float) -> int:
        """Return the date that people see, which may be moved ahead of the real clock."""
        return int(now + self.shift)

    def emit(self, kind: str, **facts: object) -> None:
        """Tell everyone who watches what has happened."""
        event: Json = {"kind": kind, **facts}
        for listener in tuple(self.listeners):
            listener(event)

    def person(self, user_id: int) -> User:
        """Return a person who must be there."""
        if user_id not in self.users:
            raise PlayError(f"no user {user_id}")
        return self.users[user_id]

    def place(self, chat_id: int) -> Chat:
        """Return a chat that must be there."""
        if chat_id not in self.chats:
            raise PlayError(f"no chat {chat_id}")
        return self.chats[chat_id]

    def known_chat(self, p: Parameters) -> Chat:
        """Return the chat that a call names, or refuse as Telegram does."""
        if not p.text("chat_id"):
            raise bad_request("chat_id is empty")
        chat = self.chats.get(p.integer("chat_id"))
        if chat is None or (not chat.started and not (chat.user and chat.user.seen)):
            raise bad_request("chat not found")
        if chat.migrated_to is not None:
            refused = bad_request("group chat was upgraded to a supergroup chat")
            refused.parameters["migrate_to_chat_id"] = chat.migrated_to
            raise refused
        return chat

    def writable_chat(self, p: Parameters) -> Chat:
        """Return the chat that a call wants to write to, or refuse as Telegram does."""
        chat = self.known_chat(p)
        if chat.user is not None:
            self._check_person(chat, chat.user)
        elif chat.bot_status in GONE:
            kicked = chat.bot_status == "kicked"
            deed = "was kicked from" if kicked else "is not a member of"
            name = "group" if chat.kind == "group" else "supergroup"
            raise forbidden(f"bot {deed} the {name} chat")
        return chat

    @staticmethod
    def _check_person(chat: Chat, user: User) -> None:
        if user.deactivated:
            raise forbidden("user is deactivated")
        if chat.blocked:
            raise forbidden("bot was blocked by the user")
        if not chat.started:
            raise forbidden("bot can't initiate conversation with a user")

    def keep(self, chat: Chat, body: Json, *, now: float, markup: Json | None = None) -> Message:
        """Put a new message into a chat; ids run per supergroup, elsewhere over all chats."""
        if chat.kind == "supergroup":
            chat.last_id += 1
            number = chat.last_id
        else:
            self._last_message_id += 1
            number = self._last_message_id
        stamp = {"message_id": number, "date": self.date(now), "chat": chat.body}
        message = Message({**stamp, **body}, markup)
        chat.messages[number] = message
        self.emit("message", chat_id=chat.id, message=message.view)
        return message

    def open_query(self, query: Query) -> str:
        """Remember a tap until it is answered or too old."""
        while self.queries and next(iter(self.queries.values())).at + TAP_LIFETIME_S <= query.at:
            self.queries.popitem(last=False)
        self._last_query_id += 1
        identity = str(self._last_query_id)
        self.queries[identity] = query
        return identity
