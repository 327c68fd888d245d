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
    """A pressed button."""

    query_id: str
    person: Profile
    data: str
    chat_id: int | None
    message_id: int | None


@dataclass(frozen=True)
class Said:
    """A message, or the newer words of one."""

    person: Profile
    chat_id: int
    chat_type: str
    message_id: int
    text: str | None
    media: Medium | None
    file_id: str | None
    reply_to: int | None
    thread_id: int | None
    edited: bool
    command: str | None
    payload: str


def read_tap(update: Raw) -> Tap | None:
    """Read a pressed button; None if the update is something else."""
    query = update.get("callback_query")
    if not isinstance(query, Mapping) or "data" not in query:
        return None
    message = query.get("message") or {}
    return Tap(
        query_id=str(query["id"]),
        person=read_person(query["from"]),
        data=str(query["data"]),
        chat_id=(message.get("chat") or {}).get("id"),
        message_id=message.get("message_id"),
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
        thread_id=message.get("message_thread_id") if message.get("is_topic_message") else None,
        edited=edited,
        command=command,
        payload=payload,
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


def customer_key(update: Raw) -> int | None:
    """Tell whose update it is, so that one person's updates keep their order."""
    for part in update.values():
        author = part.get("from") if isinstance(part, Mapping) else None
        if isinstance(author, Mapping) and isinstance(author.get("id"), int):
            return int(author["id"])
    return None


def _media(message: Raw) -> tuple[Medium | None, str | None]:
    for kind in MEDIA:
        part = message.get(kind)
        if isinstance(part, list) and part:
            part = part[-1]  # a photo comes in several sizes, the largest last
        if isinstance(part, Mapping):
            return kind, part.get("file_id")
    return None, None
