"""What a gate can say: nothing against it, or no, and until when."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.gates.facts import Facts, Rules


@dataclass(frozen=True)
class No:
    """A gate's refusal, and when it would say yes; None if time alone does not help."""

    until: datetime | None = None


Gate = Callable[[Facts, Rules, datetime], No | None]


def after(moment: datetime, at: datetime) -> No | None:
    """Say no until a moment."""
    return No(moment) if at < moment else None
