"""What /agents holds before it is put into words and drawn."""

from dataclasses import dataclass

from metrics.funnel import Team
from metrics.tally import Tally, people


@dataclass(frozen=True)
class Crew:
    """The agents of one survey in one period."""

    survey: str
    metric: str
    points: int
    versions: tuple[int, ...]
    tally: Tally
    team: Team | None

    @property
    def people(self) -> int:
        """How many answers named an agent."""
        return people(self.tally)
