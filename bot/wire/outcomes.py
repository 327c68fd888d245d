"""What became of a call to Telegram, as a value."""

from dataclasses import dataclass, field
from typing import Literal

Concern = Literal[
    "content", "picture", "file", "thread", "reply", "message", "person", "chat", "bot"
]
"""What a refusal is about: this content, that it is a picture (or another medium), its file, the
topic, the message replied to, the message to edit, the person or group written to, or the bot."""


@dataclass(frozen=True)
class Sent:
    """Telegram accepted the message."""

    message_id: int


@dataclass(frozen=True)
class Edited:
    """The message reads as wanted; `changed` is False if it already did."""

    changed: bool = True


@dataclass(frozen=True)
class Gone:
    """This chat cannot be written to until the person, or the bot, comes back."""

    reason: str
    concerns: Concern = field(default="person", compare=False)


@dataclass(frozen=True)
class Moved:
    """The group goes on under another id."""

    chat_id: int


@dataclass(frozen=True)
class TryLater:
    """Nothing was sent, for certain; the same call may be made again after so many seconds."""

    seconds: float
    reason: str = ""


@dataclass(frozen=True)
class Unknown:
    """It may have been carried out or not: sending it again might double it."""

    reason: str


@dataclass(frozen=True)
class Refused:
    """Telegram will not accept this call as it is; what it `concerns` tells what would help."""

    description: str
    concerns: Concern = field(default="content", compare=False)


def may_go_in_words(outcome: "Outcome") -> bool:
    """Tell whether words may get through where a picture did not."""
    return isinstance(outcome, Refused) and outcome.concerns in {"content", "picture", "file"}


def is_lost(outcome: "Outcome") -> bool:
    """Tell whether a message that was to be edited is no longer there, or its chat."""
    if isinstance(outcome, Refused):
        return outcome.concerns == "message"
    return isinstance(outcome, Gone)


Outcome = Sent | Edited | Gone | Moved | TryLater | Unknown | Refused
