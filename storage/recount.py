"""The daily counts made anew from the rows, and proof that both are equal."""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from storage import departures, portions, repeating, tallies
from storage.answers import SELECT as SELECT_ANSWERS
from storage.answers import Answer
from storage.answers import counts as answer_counts
from storage.invitations import SELECT as SELECT_INVITATIONS
from storage.invitations import Invitation, ask_counts, skip_counts
from storage.pairs import PARTS, Totals
from storage.rows import read_row, read_value
from storage.tallies import COUNTED, SCORES
from storage.transaction import Row, Transaction

_ANSWERS_PAGE = f"{SELECT_ANSWERS} WHERE answers.id > :after ORDER BY answers.id LIMIT :limit"
_INVITATIONS_PAGE = (
    f"{SELECT_INVITATIONS} WHERE invitations.id > :after ORDER BY invitations.id LIMIT :limit"
)
_STORED_SCORES = "SELECT * FROM tally_scores"
_STORED_ASKS = "SELECT * FROM tally_asks"
_STORED_SKIPS = "SELECT * FROM tally_skips"
_ROWS = "SELECT (SELECT COUNT(*) FROM answers) + (SELECT COUNT(*) FROM invitations)"
_CLEAR_SCORES = "DELETE FROM tally_scores"
_CLEAR_ASKS = "DELETE FROM tally_asks"
_CLEAR_SKIPS = "DELETE FROM tally_skips"

PAGE = 5_000

OnPage = Callable[[int], None]
Cell = tuple[str, str, str, str, object, str]  # survey, dimension, value, day, version|gate, name


def _unheard(_rows: int) -> None:
    """Say nothing of it."""


@dataclass(frozen=True)
class Difference:
    """One count that the rows do not bear out."""

    cell: Cell
    stored: int
    counted: int


@dataclass(frozen=True)
class Recount:
    """Everything that the rows say."""

    scores: dict[tallies.Key, tallies.Delta]
    asks: dict[tallies.Key, tallies.Delta]
    skips: Counter[tallies.SkipKey]
    annoyance: Counter[departures.AnnoyanceKey]
    pairs: Totals


async def rows(tx: Transaction) -> int:
    """Tell how many rows are read to count everything again."""
    return await read_value(tx, int, _ROWS) or 0


async def recount(tx: Transaction, zone: ZoneInfo, on_page: OnPage = _unheard) -> Recount:
    """Count every row again, in pages of bounded size."""
    annoyance, pairs = await departures.counted(tx, zone), await repeating.counted(tx, zone)
    found = Recount({}, {}, Counter(), annoyance, pairs)
    async for row in _paged(tx, _ANSWERS_PAGE, on_page):
        tallies.add_up(found.scores, answer_counts(read_row(Answer, row), zone))
    for portion in await portions.every(tx):
        tallies.add_up(found.scores, portions.counts(portion))
    async for row in _paged(tx, _INVITATIONS_PAGE, on_page):
        invitation = read_row(Invitation, row)
        tallies.add_up(found.asks, ask_counts(invitation, zone))
        found.skips.update(skip_counts(invitation, zone))
    return found


async def _paged(tx: Transaction, statement: str, on_page: OnPage) -> AsyncIterator[Row]:
    after = 0
    while page := await tx.rows(statement, {"after": after, "limit": PAGE}):
        for row in page:
            yield row
        after = page[-1]["id"]
        on_page(len(page))


async def verify(tx: Transaction, zone: ZoneInfo) -> list[Difference]:
    """Compare the stored counts with the rows; an empty list is proof that they are equal."""
    stored = await _stored(tx)
    counted = _cells(await recount(tx, zone))
    return [
        Difference(cell, stored.get(cell, 0), counted.get(cell, 0))
        for cell in sorted({*stored, *counted}, key=str)
        if stored.get(cell, 0) != counted.get(cell, 0)
    ]


async def rebuild(tx: Transaction, zone: ZoneInfo, on_page: OnPage = _unheard) -> None:
    """Replace the stored counts by what the rows say; `on_page` hears how many more were read."""
    found = await recount(tx, zone, on_page)
    for statement in (_CLEAR_SCORES, _CLEAR_ASKS, _CLEAR_SKIPS):
        await tx.run(statement)
    await tallies.add_scores(tx, found.scores)
    await tallies.add_asks(tx, found.asks)
    await tallies.add_skips(tx, found.skips)
    await departures.replace(tx, found.annoyance)
    await repeating.replace(tx, found.pairs)


def _cells(found: Recount) -> dict[Cell, int]:
    cells: dict[Cell, int] = {}
    for part in (found.scores, found.asks):
        for key, delta in part.items():
            cells |= {(*key, name): count for name, count in delta.items() if count}
    cells |= {(*key, "skipped"): count for key, count in found.skips.items()}
    return cells | _annoyance_cells(found.annoyance) | _pair_cells(found.pairs)


async def _stored(tx: Transaction) -> dict[Cell, int]:
    cells: dict[Cell, int] = {}
    parts = (
        (_STORED_SCORES, "version", (*SCORES, "comments")),
        (_STORED_ASKS, "version", COUNTED),
        (_STORED_SKIPS, "gate", ("skipped",)),
    )
    for statement, last, names in parts:
        for row in await tx.rows(statement):
            key = (row["survey"], row["dimension"], row["value"], row["day"], row[last])
            cells |= {(*key, name): row[name] for name in names if row[name]}
    pairs = _pair_cells(await repeating.stored(tx))
    return cells | _annoyance_cells(await departures.stored(tx)) | pairs


def _annoyance_cells(counts: Mapping[departures.AnnoyanceKey, int]) -> dict[Cell, int]:
    return {
        (survey, "total", "", day, kind, "annoyed"): people
        for (survey, day, kind), people in counts.items()
        if people
    }


def _pair_cells(pairs: Totals) -> dict[Cell, int]:
    cells: dict[Cell, int] = {}
    for (survey, dimension, value, day, version, *earlier), parts in pairs.items():
        for name, number in zip(PARTS, parts, strict=True):
            if number:
                with_what = " ".join([name, "with", *map(str, earlier)])
                cells[survey, dimension, value, day, version, with_what] = number
    return cells
