"""What /benchmark holds before it is put into words and drawn."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.text.query import Query
from metrics.intervals import Interval


@dataclass(frozen=True)
class Figure:
    """One published figure, as it was quoted."""

    industry: str
    value: float
    year: str
    source: str
    old: bool


@dataclass(frozen=True)
class Ours:
    """What one survey says in the form of the published figures; no value of too few answers."""

    survey: str
    people: int
    value: float | None = None
    interval: Interval | None = None
    again: int = 0  # answers of people who had answered already
    beyond: bool = False  # one person gave more answers than are looked at
    anonymous: bool = False

    @property
    def answers(self) -> int:
        """How many answers there are."""
        return self.people + self.again


@dataclass(frozen=True)
class Beside:
    """Published figures of one kind (nps, good, index), and our own in that form."""

    kind: str
    ours: Sequence[Ours]
    figures: Sequence[Figure]


@dataclass(frozen=True)
class Benchmark:
    """The reply to /benchmark."""

    query: Query
    metric: str
    groups: Sequence[Beside]
    metrics: Sequence[str]  # the others that can be asked for
