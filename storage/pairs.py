"""Two answers that one person gave to one survey: what each such pair adds to the daily counts.

The more alike the answers of one person are, the less they tell: what is kept for a cell and two
days are numbers of pairs and sums of worths (the table `worths`), from which that can be computed.
"""

import sys
from array import array
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from operator import add
from typing import TypeVar

MOST = 400  # earlier answers of one person that are looked at
DAYS = 366  # between the local days of a pair
PARTS = ("pairs", "sums", "products", "previous", "beyond")

Place = tuple[str, str]  # dimension, value
Key = tuple[str, str, str, str, int, str, int]  # survey, place, day, version, earlier day, version
Totals = dict[Key, Sequence[int]]  # in the order of PARTS

# All earlier days of a day are added at once: each part is one number, in which an earlier day has
# so many bits, those of the day itself first. A field may be below zero, as digits with a sign.
_BITS = 64
_HALF = 1 << (_BITS - 1)
_Named = TypeVar("_Named")
Row = tuple[str, str, str, str, int, int]  # survey, place, day, version, earlier version
FEW = 12  # answers of one person up to which each two are looked at instead


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


@dataclass(frozen=True)
class Net:
    """Pairs that are added up or taken off: by earlier day, and packed."""

    plain: dict[Key, list[int]] = field(default_factory=dict)
    packed: dict[Row, list[int]] = field(default_factory=dict)

    def add(self, more: "Net", *, times: int = 1) -> None:
        """Add the pairs of some people to those of others, or take them off."""
        for key, parts in more.plain.items():
            _add_parts(_row(self.plain, key), parts, times)
        for row, parts in more.packed.items():
            _add_parts(_row(self.packed, row), parts, times)

    def totals(self) -> Totals:
        """Give each earlier day its own numbers."""
        found: Totals = _unpacked(self.packed)
        for key, parts in self.plain.items():
            known = found.get(key)
            found[key] = parts if known is None else list(map(add, known, parts))
        return found


class _Cell:
    """The earlier answers of one person in one place, by version, seen from the latest day.

    Of each version it has how many there are, and what they are worth.
    """

    __slots__ = ("latest", "said", "today")

    def __init__(self, first: Said) -> None:
        self.latest, self.today = first, first.ordinal
        self.said: dict[int, list[int]] = {first.version: [1, first.worth]}

    def turn(self, ordinal: int) -> None:
        """See them from another day, on which the next answer is."""
        if ordinal != self.today:
            back = _BITS * (ordinal - self.today)
            self.today = ordinal
            for kept in self.said.values():
                kept[0] <<= back
                kept[1] <<= back

    def enter(self, said: Said) -> None:
        self.turn(said.ordinal)
        self.latest = said
        kept = self.said.setdefault(said.version, [0, 0])
        kept[0] += 1
        kept[1] += said.worth

    def leave(self, said: Said) -> None:
        back = _BITS * (self.today - said.ordinal)
        kept = self.said[said.version]
        kept[0] -= 1 << back
        kept[1] -= said.worth << back
        if not kept[0]:
            del self.said[said.version]


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
            cell = self.cells.get(place)
            if cell is None:
                self.cells[place] = _Cell(said)
            else:
                cell.enter(said)

    def _drop(self) -> Said:
        left = self._said.popleft()
        for place in left.places:
            self.cells[place].leave(left)
        return left


def add_pairs(
    net: Net,
    survey: str,
    said: Sequence[Said],
    *,
    first: datetime | None = None,
    times: int = 1,
) -> None:
    """Add the pairs of one person's answers to a survey, which are given in their order.

    Only those whose later answer is not before `first`. `previous` is 1 for the latest earlier
    answer of a place alone; `beyond` is 1 for the first that is one too many.
    """
    if len(said) <= FEW:
        _add_few(net.plain, survey, said, first, times)
        return
    window = _Window()
    for each in said:
        too_many = window.forget_before(each)
        if first is None or each.at >= first:
            for place in each.places:
                here = (survey, *place, each.day, each.version)
                cell = window.cells.get(place)
                if cell is not None and cell.said:
                    _add_cell(net.packed, here, each, cell, times)
                if too_many is not None and place in too_many.places:
                    row = _row(net.packed, (*here, too_many.version))
                    row[4] += times * _back(each, too_many)
        window.enter(each)


def _add_few(
    total: dict[Key, list[int]],
    survey: str,
    said: Sequence[Said],
    first: datetime | None,
    times: int,
) -> None:
    for at, each in enumerate(said):
        if first is None or each.at >= first:
            _add_each(total, survey, each, said[:at], times)


def _add_each(
    total: dict[Key, list[int]], survey: str, said: Said, before: Sequence[Said], times: int
) -> None:
    left = {*said.places}  # in which none of the earlier ones is yet
    for earlier in reversed(before):
        if earlier.ordinal < said.ordinal - DAYS:
            return
        for place in earlier.places:
            if place in said.places:
                key = (survey, *place, said.day, said.version, earlier.day, earlier.version)
                row = _row(total, key)
                row[0] += times
                row[1] += times * (said.worth + earlier.worth)
                row[2] += times * (said.worth * earlier.worth)
                row[3] += times * (place in left)
                left.discard(place)


def _add_cell(
    total: dict[Row, list[int]],
    here: tuple[str, str, str, str, int],
    said: Said,
    cell: _Cell,
    times: int,
) -> None:
    cell.turn(said.ordinal)
    for version, (count, worth) in cell.said.items():
        row = _row(total, (*here, version))
        row[0] += times * count
        row[1] += times * (count * said.worth + worth)
        row[2] += times * (said.worth * worth)
    latest = cell.latest  # while any is left: it is the last to leave
    _row(total, (*here, latest.version))[3] += times * _back(said, latest)


def _back(said: Said, earlier: Said) -> int:
    """Give 1 in the field of an earlier day."""
    return 1 << _BITS * (said.ordinal - earlier.ordinal)


def _row(total: dict[_Named, list[int]], key: _Named) -> list[int]:
    row = total.get(key)
    if row is None:
        row = total[key] = [0] * len(PARTS)
    return row


def _add_parts(row: list[int], parts: Sequence[int], times: int) -> None:
    for at, part in enumerate(parts):
        row[at] += times * part


def _unpacked(packed: Mapping[Row, list[int]]) -> Totals:
    """Give each earlier day its own numbers, where one of them is not 0."""
    found: Totals = {}
    for (survey, dimension, value, day, version, earlier_version), parts in packed.items():
        fields = max(part.bit_length() for part in parts) // _BITS + 2
        columns = (_fields(part, fields) for part in parts)
        for back, each in enumerate(zip(*columns, strict=True)):
            if any(each):
                key = (survey, dimension, value, day, version, _before(day, back), earlier_version)
                found[key] = each
    return found


def _fields(number: int, fields: int) -> "array[int]":
    """Take a number apart into its fields."""
    zero = _zero(fields)  # with it no field is below zero, so that none takes from the next
    return array("q", ((number + zero) ^ zero).to_bytes(fields * _BITS // 8, sys.byteorder))


@lru_cache
def _zero(fields: int) -> int:
    return sum(_HALF << _BITS * at for at in range(fields))


@lru_cache(maxsize=1 << 18)
def _before(day: str, back: int) -> str:
    return date.fromordinal(date.fromisoformat(day).toordinal() - back).isoformat()
