"""One person's past asks, as the gates see them, advanced by the asks of a rehearsal."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.gates.facts import PastAsk


@dataclass(slots=True)
class Book:
    """What is remembered of one person; asks are newest first."""

    asks: list[PastAsk] = field(default_factory=list)
    asked: int = 0  # in the rehearsal
    met: bool = False  # had an interaction in the rehearsal
    linked: bool = False  # cannot be written to, and was offered a link
    gate: str = ""  # what stopped the last ask that was not made

    def add(self, ask: PastAsk) -> None:
        """Put an ask in its place."""
        place = 0
        while place < len(self.asks) and self.asks[place].at > ask.at:
            place += 1
        self.asks.insert(place, ask)

    def remove(self, ask: PastAsk) -> None:
        """Take out this very ask."""
        self.asks = [each for each in self.asks if each is not ask]

    def swap(self, ask: PastAsk, *, answered_at: datetime | None = None) -> PastAsk:
        """Let an ask be answered, or expire in silence."""
        after = replace(ask, answered_at=answered_at, expired=answered_at is None)
        self.asks = [after if each is ask else each for each in self.asks]
        return after

    def forget(self, before: datetime) -> None:
        """Let go of what can no longer matter."""
        while self.asks and self.asks[-1].at < before:
            self.asks.pop()
