"""What /agents holds before it is put into words and drawn."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.text.query import Query
from metrics.funnel import Team
from metrics.tally import Tally, people

MOST_MIXED = 300_000  # answers that are counted by cell: a second or two of reading


@dataclass(frozen=True)
class Crew:
    """The agents of one survey in one period."""

    survey: str
    metric: str
    points: int
    versions: tuple[int, ...]
    tally: Tally
    team: Team | None = None
    beyond: bool = False  # one person gave more answers than are looked at
    unmixed: bool = False  # there are too many answers to compare agents within their mix

    @property
    def people(self) -> int:
        """How many answers named an agent."""
        return people(self.tally)


@dataclass(frozen=True)
class Crews:
    """The reply to /agents, and the surveys that it could be asked of."""

    query: Query
    crews: Sequence[Crew]
    surveys: Sequence[str]
