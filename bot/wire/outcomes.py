"""What became of a call to Telegram, as a value."""

from dataclasses import dataclass


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
    """This chat cannot be written to until the person comes back."""

    reason: str


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
    """Telegram will never accept this call."""

    description: str


Outcome = Sent | Edited | Gone | Moved | TryLater | Unknown | Refused
