"""What Telegram tells, read from the raw update: a tap, a message, a change of membership."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.wire.contents import read_contents
from bot.wire.raw import Raw, needed, number, part, words
from bot.wire.typed_command import read_command
from storage.comments import Medium
from storage.customers import Profile

_FAR_S = 2**35  # seconds since 1970: the year 3058
_NEAR = 8  # letters at the beginning of a message in which a command begins


@dataclass(frozen=True)
class Tap:
    """A pressed button, and the message below which it stands."""

    query_id: str
    person: Profile
    data: str
    chat_id: int | None
    message_id: int | None
    chat_type: str = "private"
    thread_id: int | None = None
    on_picture: bool = False
    reply_to: int | None = None  # what the message replies to, and the words there
    reply_text: str | None = None

    @property
    def kind(self) -> str:
        """What sort of button it is."""
        return self.data.partition(":")[0]

    @property
    def token(self) -> str:
        """What the button is about."""
        return self.data.partition(":")[2].partition(":")[0]

    @property
    def value(self) -> str:
        """What the button says about it."""
        return self.data.partition(":")[2].partition(":")[2]


@dataclass(frozen=True)
class Said:
    """A message, or the newer words of one."""

    person: Profile
    chat_id: int
    chat_type: str
    message_id: int
    text: str | None = None
    media: Medium | None = None
    file_id: str | None = None
    reply_to: int | None = None
    reply_data: str | None = None  # of the first button below what it replies to
    thread_id: int | None = None
    edited: bool = False
    edited_after_s: float | None = None  # how long after it was sent, if Telegram says so
    command: str | None = None
    payload: str = ""
    in_name_of_chat: bool = False  # a group or channel wrote, and nobody knows who
    not_kept: bool = False  # it holds something besides the words that cannot be kept
    album: str | None = None  # what it is one of several messages of
    forwarded: bool = False  # the words are somebody else's: neither an order nor a score
    written_at: datetime | None = None  # by Telegram's clock; it may be read much later

    @property
    def words(self) -> list[str]:
        """What follows the command."""
        return self.payload.split()


Asker = Tap | Said


def read_tap(update: Raw) -> Tap | None:
    """Read a pressed button; None if the update is something else."""
    query = part(update, "callback_query")
    data = words(query, "data")
    if data is None:
        return None
    message = part(query, "message")
    chat, replied = part(message, "chat"), part(message, "reply_to_message")
    return Tap(
        query_id=str(query["id"]),
        person=read_person(query["from"]),
        data=data,
        chat_id=number(chat, "id"),
        message_id=number(message, "message_id"),
        chat_type=words(chat, "type") or "private",
        thread_id=_thread(message),
        on_picture=bool(message.get("photo")),
        reply_to=number(replied, "message_id"),
        reply_text=words(replied, "text"),
    )


def read_said(update: Raw, *, username: str) -> Said | None:
    """Read a message that a person wrote; None if the update is something else."""
    newer = part(update, "edited_message")
    message = newer or part(update, "message")
    contents = read_contents(message)
    if contents is None or not part(message, "from"):
        return None
    forwarded = bool(part(message, "forward_origin"))
    command, payload = (None, "") if forwarded else read_command(message, username=username)
    chat, replied = part(message, "chat"), part(message, "reply_to_message")
    return Said(
        person=read_person(part(message, "from")),
        chat_id=needed(chat, "id"),
        chat_type=words(chat, "type") or "private",
        message_id=needed(message, "message_id"),
        text=f"/{command} {payload}".strip() if command else contents.text,
        media=contents.media,
        file_id=contents.file_id,
        reply_to=number(replied, "message_id"),
        reply_data=_first_data(replied),
        thread_id=_thread(message),
        edited=bool(newer),
        edited_after_s=_edited_after(newer),
        command=command,
        payload=payload,
        in_name_of_chat=bool(part(message, "sender_chat")),
        not_kept=contents.not_kept,
        album=words(message, "media_group_id"),
        forwarded=forwarded,
        written_at=_moment(message),
    )


def read_asker(update: Raw, *, username: str) -> Asker | None:
    """Read who pressed or wrote; None if the update is something else."""
    return read_tap(update) or read_said(update, username=username)


def is_typed(update: Raw) -> bool:
    """Tell whether an update is a message that may be a command."""
    message = part(update, "edited_message") or part(update, "message")
    text = words(message, "text") or words(message, "caption") or ""
    return "/" in text[:_NEAR] or "／" in text[:_NEAR]


def _edited_after(newer: Raw) -> float | None:
    sent, edited = number(newer, "date"), number(newer, "edit_date")
    return None if sent is None or edited is None else float(edited - sent)


def read_person(user: Raw) -> Profile:
    """Read who did something."""
    name = " ".join(filter(None, (words(user, "first_name"), words(user, "last_name"))))
    return Profile(
        telegram_id=needed(user, "id"),
        name=name or None,
        username=words(user, "username"),
        language=words(user, "language_code"),
    )


def chat_key(update: Raw) -> int | None:
    """Tell the chat an update is from, so that what is written there keeps its order."""
    for kind in update:
        told = part(update, kind)
        for place in (part(part(told, "message"), "chat"), part(told, "chat"), part(told, "from")):
            if (found := number(place, "id")) is not None:
                return found
    return None


def _moment(message: Raw) -> datetime | None:
    seconds = number(message, "date")
    return datetime.fromtimestamp(seconds, UTC) if seconds and 0 < seconds < _FAR_S else None


def _first_data(message: Raw) -> str | None:
    rows = part(message, "reply_markup").get("inline_keyboard")
    for row in rows if isinstance(rows, list) else []:
        for button in row if isinstance(row, list) else []:
            return words(button, "callback_data") if isinstance(button, Mapping) else None
    return None


def _thread(message: Raw) -> int | None:
    return number(message, "message_thread_id") if message.get("is_topic_message") else None
