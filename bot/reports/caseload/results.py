"""What /cases holds before it is put into words."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.settings.reporting import Office
from bot.text.query import Query
from metrics.first_response import FirstResponse


@dataclass(frozen=True)
class ByAgent:
    """What one colleague did."""

    name: str
    taken: int
    done: int
    dismissed: int


@dataclass(frozen=True)
class Settling:
    """What was done about cases in a period; `still_open` is how many there are now."""

    query: Query
    opened: int
    taken: int
    done: int
    dismissed: int
    still_open: int
    to_take: FirstResponse | None
    to_done: FirstResponse | None
    agents: Sequence[ByAgent]
    office: Office | None = None
