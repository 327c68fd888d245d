"""What a customer can do in a chat, and what kinds of messages they write there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["score", "label", "scored", "words", "comment", "edit", "voice", "photo"]


@dataclass(frozen=True, slots=True)
class Tap:
    """Press a button that is there."""

    message: int
    data: str


@dataclass(frozen=True, slots=True)
class Say:
    """Write something, or send a voice note or a photo, as people do: without a press on Reply."""

    kind: Kind
    text: str = ""

    @property
    def attachment(self) -> str | None:
        """What is sent along."""
        return self.kind if self.kind in ("voice", "photo") else None


@dataclass(frozen=True, slots=True)
class Edit:
    """Write one's last message anew."""

    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """Block the bot."""


Act = Tap | Say | Edit | Block
