"""What Telegram tells, read from the raw update: a tap, a message, a change of membership."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from storage.comments import Medium
from storage.customers import Profile

Raw = Mapping[str, Any]

MEDIA: tuple[Medium, ...] = get_args(Medium)


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
    thread_id: int | None = None
    edited: bool = False
    command: str | None = None
    payload: str = ""
    in_name_of_chat: bool = False  # a group or channel wrote, and nobody knows who

    @property
    def words(self) -> list[str]:
        """What follows the command."""
        return self.payload.split()


Asker = Tap | Said


def read_tap(update: Raw) -> Tap | None:
    """Read a pressed button; None if the update is something else."""
    query = update.get("callback_query")
    if not isinstance(query, Mapping) or "data" not in query:
        return None
    message = query.get("message") or {}
    chat = message.get("chat") or {}
    return Tap(
        query_id=str(query["id"]),
        person=read_person(query["from"]),
        data=str(query["data"]),
        chat_id=chat.get("id"),
        message_id=message.get("message_id"),
        chat_type=str(chat.get("type", "private")),
        thread_id=_thread(message),
        on_picture=bool(message.get("photo")),
    )


def read_said(update: Raw, *, username: str) -> Said | None:
    """Read a message that a person wrote; None if the update is something else."""
    edited = "edited_message" in update
    message = update.get("edited_message" if edited else "message")
    if not isinstance(message, Mapping) or "from" not in message or message.get("via_bot"):
        return None
    media, file_id = _media(message)
    text = message.get("text", message.get("caption"))
    command, payload = read_command(message, username=username)
    return Said(
        person=read_person(message["from"]),
        chat_id=int(message["chat"]["id"]),
        chat_type=str(message["chat"].get("type", "private")),
        message_id=int(message["message_id"]),
        text=text if isinstance(text, str) else None,
        media=media,
        file_id=file_id,
        reply_to=(message.get("reply_to_message") or {}).get("message_id"),
        thread_id=_thread(message),
        edited=edited,
        command=command,
        payload=payload,
        in_name_of_chat="sender_chat" in message,
    )


def read_command(message: Raw, *, username: str) -> tuple[str | None, str]:
    """Read `/word@bot rest` at the start of a message; another bot's command is none of ours."""
    text = message.get("text")
    if not isinstance(text, str) or not text.startswith("/") or len(text) < 2:
        return None, ""
    head, _, rest = text[1:].partition(" ")
    word, _, addressee = head.partition("@")
    if addressee and addressee.lower() != username.lower():
        return "", ""
    return word.lower(), rest.strip()


def read_person(user: Raw) -> Profile:
    """Read who did something."""
    name = " ".join(filter(None, (user.get("first_name"), user.get("last_name"))))
    return Profile(
        telegram_id=int(user["id"]),
        name=name or None,
        username=user.get("username"),
        language=user.get("language_code"),
    )


def chat_key(update: Raw) -> int | None:
    """Tell the chat an update is from, so that what is written there keeps its order."""
    for part in update.values():
        if isinstance(part, Mapping):
            message = part.get("message")
            pressed = message.get("chat") if isinstance(message, Mapping) else None
            for place in (pressed, part.get("chat"), part.get("from")):
                if isinstance(place, Mapping) and isinstance(place.get("id"), int):
                    return int(place["id"])
    return None


def _thread(message: Raw) -> int | None:
    return message.get("message_thread_id") if message.get("is_topic_message") else None


def _media(message: Raw) -> tuple[Medium | None, str | None]:
    for kind in MEDIA:
        part = message.get(kind)
        if isinstance(part, list) and part:
            part = part[-1]  # a photo comes in several sizes, the largest last
        if isinstance(part, Mapping):
            return kind, part.get("file_id")
    return None, None
