"""Two answers that one person gave to one survey: what each such pair adds to the daily counts.

The more alike the answers of one person are, the less they tell: what is kept for a cell and two
days are numbers of pairs and sums of worths (the table `worths`), from which that can be computed.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

MOST = 400  # earlier answers of one person that are looked at
DAYS = 366  # between the local days of a pair
PARTS = ("pairs", "sums", "products", "previous", "beyond")

Place = tuple[str, str]  # dimension, value
Key = tuple[str, str, str, str, int, str, int]  # survey, place, day, version, earlier day, version
Totals = dict[Key, list[int]]  # in the order of PARTS


@dataclass(frozen=True, slots=True)
class Said:
    """One answer of somebody's, as far as its pairs go by it."""

    id: int
    at: datetime
    day: str  # the local one, as an ISO date
    ordinal: int  # of that day
    version: int
    worth: int
    places: tuple[Place, ...]


@dataclass
class _Cell:
    """The earlier answers of one person in one place: all, and added up by day and version."""

    said: deque[Said] = field(default_factory=deque)
    days: dict[tuple[str, int], list[int]] = field(default_factory=dict)  # how many, and their sum

    def enter(self, said: Said) -> None:
        self.said.append(said)
        kept = self.days.setdefault((said.day, said.version), [0, 0])
        kept[0] += 1
        kept[1] += said.worth

    def leave(self, said: Said) -> None:
        self.said.popleft()
        kept = self.days[said.day, said.version]
        kept[0] -= 1
        kept[1] -= said.worth
        if not kept[0]:
            del self.days[said.day, said.version]


class _Window:
    """The answers before the next one that are looked at: so many, and so old."""

    def __init__(self) -> None:
        self._said: deque[Said] = deque()
        self.cells: dict[Place, _Cell] = {}

    def forget_before(self, next_one: Said) -> Said | None:
        """Drop what is too far back; gives the one that there are too many of."""
        while self._said and self._said[0].ordinal < next_one.ordinal - DAYS:
            self._drop()
        return self._drop() if len(self._said) > MOST else None

    def enter(self, said: Said) -> None:
        self._said.append(said)
        for place in said.places:
            self.cells.setdefault(place, _Cell()).enter(said)

    def _drop(self) -> Said:
        left = self._said.popleft()
        for place in left.places:
            self.cells[place].leave(left)
        return left


def totals_of(survey: str, said: Iterable[Said], *, first: datetime | None = None) -> Totals:
    """Count the pairs of one person's answers to a survey, which are given in their order.

    Only those whose later answer is not before `first`. `previous` is 1 for the latest earlier
    answer of a place alone; `beyond` is 1 for the first that is one too many.
    """
    found: Totals = {}
    window = _Window()
    for each in said:
        too_many = window.forget_before(each)
        if first is None or each.at >= first:
            for place in each.places:
                here = (survey, *place, each.day, each.version)
                cell = window.cells.get(place)
                if cell is not None and cell.said:
                    _add_pairs(found, here, each, cell)
                if too_many is not None and place in too_many.places:
                    _row(found, (*here, too_many.day, too_many.version))[4] += 1
        window.enter(each)
    return found


def _add_pairs(
    found: Totals, here: tuple[str, str, str, str, int], said: Said, cell: _Cell
) -> None:
    for then, (count, worth) in cell.days.items():
        row = _row(found, (*here, *then))
        row[0] += count
        row[1] += count * said.worth + worth
        row[2] += said.worth * worth
    latest = cell.said[-1]
    _row(found, (*here, latest.day, latest.version))[3] += 1


def _row(found: Totals, key: Key) -> list[int]:
    return found.setdefault(key, [0] * len(PARTS))


def add_up(total: Totals, more: Mapping[Key, list[int]], *, times: int = 1) -> None:
    """Add the pairs of one person to those of others, or take them off."""
    for key, parts in more.items():
        row = _row(total, key)
        for at, part in enumerate(parts):
            row[at] += times * part
