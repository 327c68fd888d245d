"""How often people who could name a reason answered again: what their answers tell less."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from bot.reports.steps import unit_of
from bot.surveys.lineage import Shown
from bot.text.query import CUTS, Query
from metrics.calendar_units import first_day
from metrics.periods import Period
from metrics.repeats import NOBODY_TWICE, Repeats
from storage import paired
from storage.transaction import Transaction

Offers = Mapping[str, frozenset[int]]  # a reason, and the scores that it is offered to


@dataclass(frozen=True)
class Again:
    """How often people repeat themselves, by reason and part of a breakdown.

    A pair counts where both answers could name the reason: who named it counts 1, others 0.
    """

    known: Mapping[tuple[str, str], Repeats]

    def of(self, reason: str, part: str = "") -> Repeats:
        """Give what is known of a reason in one part."""
        return self.known.get((reason, part), NOBODY_TWICE)


NOBODY_AGAIN = Again({})


async def read_again(
    tx: Transaction,
    query: Query,
    survey: str,
    shown: Shown,
    *,
    period: Period,
    offers: Offers,
    cut: str | None,
) -> Again:
    """Read it for each reason, or for each part of a `cut`; of anonymous answers nothing is known.

    By weekday nobody keeps pairs: those of the whole are read.
    """
    if shown.anonymous:
        return NOBODY_AGAIN
    filters = {key: value for key, value in query.filters.items() if key != "reason"}
    known: dict[tuple[str, str], Repeats] = {}
    for scores in sorted({*offers.values()}, key=sorted):
        reasons = [key for key, offered in offers.items() if offered == scores]
        read = partial(_read, tx, survey, filters=filters, scores=scores, reasons=reasons)
        if cut is None or cut in CUTS or cut == "weekday":
            by = cut if cut in CUTS else None
            known |= await read(period=period, numbers=shown.numbers, by=by)
        elif cut == "version":
            for number in shown.numbers:
                known |= _part(await read(period=period, numbers=(number,)), str(number))
        elif (unit := unit_of(cut)) is not None:
            for piece in period.split(unit):
                day = first_day(unit, piece.since).isoformat()
                known |= _part(await read(period=piece, numbers=shown.numbers), day)
    return Again(known)


def _part(found: Mapping[tuple[str, str], Repeats], part: str) -> dict[tuple[str, str], Repeats]:
    return {(reason, part): each for (reason, _), each in found.items()}


async def _read(
    tx: Transaction,
    survey: str,
    *,
    filters: Mapping[str, str],
    scores: frozenset[int],
    reasons: list[str],
    period: Period,
    numbers: tuple[int, ...],
    by: str | None = None,
) -> dict[tuple[str, str], Repeats]:
    rows = await paired.namings_where(
        tx,
        survey=survey,
        since=period.since,
        until=period.until,
        zone=period.zone,
        filters=filters,
        versions=numbers,
        scores=scores,
        by=by,
    )
    found = {
        (reason, row.value): Repeats(row.pairs, previous=row.previous)
        for row in rows
        if row.reason is None
        for reason in reasons
    }
    for row in rows:
        if row.reason in reasons:
            found[row.reason, row.value] += Repeats(sums=row.sums, products=row.products)
    return found
