"""Counts straight from the rows, for what the daily counts cannot answer: two filters at once.

The same shapes as `tallies`, at the cost of reading every answer of the survey in the period.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import TypeVar
from zoneinfo import ZoneInfo

from storage import answers, invitations
from storage.answers import Answer
from storage.dimensions import ASK_DIMENSIONS, SCORE_DIMENSIONS, local_date, places
from storage.invitations import Invitation, ask_counts
from storage.moments import to_micros
from storage.rows import read_row
from storage.tallies import ASKS, AskTally, ScoreTally
from storage.transaction import Row, Transaction

_ANSWERS = f"""{answers.SELECT}
WHERE answers.survey = :survey AND answered_at >= :start AND answered_at < :end
    AND answers.test = 0
"""
_ASKS = f"""{invitations.SELECT}
WHERE invitations.survey = :survey AND asked_at >= :start AND asked_at < :end AND test = 0
"""

T = TypeVar("T", Answer, Invitation)
Place = tuple[str, date, int]


async def scores_where(
    tx: Transaction,
    *,
    survey: str,
    since: date,
    until: date,
    zone: ZoneInfo,
    filters: Mapping[str, str],
    by: str | None = None,
) -> list[ScoreTally]:
    """Count the scores of answers that fit every filter; `version` may be one of them."""
    rows = await tx.rows(_ANSWERS, _span(survey, since, until, zone))
    grouped: dict[Place, tuple[dict[int, int], list[int]]] = {}
    for row, values in _fitting(rows, Answer, SCORE_DIMENSIONS, filters):
        place = (values.get(by or "total", ""), local_date(row.answered_at, zone), row.version)
        scores, commented = grouped.setdefault(place, ({}, []))
        scores[row.score] = scores.get(row.score, 0) + 1
        commented.append(row.commented)
    return [
        ScoreTally(*place, scores, sum(said))
        for place, (scores, said) in sorted(grouped.items(), key=_key)
    ]


async def asks_where(
    tx: Transaction,
    *,
    survey: str,
    since: date,
    until: date,
    zone: ZoneInfo,
    filters: Mapping[str, str],
    by: str | None = None,
) -> list[AskTally]:
    """Count what became of the asks that fit every filter."""
    rows = await tx.rows(_ASKS, _span(survey, since, until, zone))
    grouped: dict[Place, Counter[str]] = {}
    for row, values in _fitting(rows, Invitation, ASK_DIMENSIONS, filters):
        assert row.asked_at is not None  # noqa: S101 - the statement reads no other
        place = (values.get(by or "total", ""), row.asked_at.astimezone(zone).date(), row.version)
        counts = next(iter(ask_counts(row, zone).values()))  # the same in each of its places
        grouped.setdefault(place, Counter()).update(counts)
    return [
        AskTally(*place, *(counts[name] for name in ASKS))
        for place, counts in sorted(grouped.items(), key=_key)
    ]


def _key(item: tuple[Place, object]) -> tuple[date, str, int]:
    value, day, version = item[0]
    return day, value, version


def _fitting(
    rows: Iterable[Row],
    kind: type[T],
    dimensions: tuple[str, ...],
    filters: Mapping[str, str],
) -> Iterable[tuple[T, dict[str, str]]]:
    for raw in rows:
        row = read_row(kind, raw)
        values = dict(places(row, dimensions)) | {"version": str(row.version)}
        if all(values.get(name) == wanted for name, wanted in filters.items()):
            yield row, values


def _span(survey: str, since: date, until: date, zone: ZoneInfo) -> dict[str, object]:
    return {
        "survey": survey,
        "start": to_micros(datetime.combine(since, time.min, zone)),
        "end": to_micros(datetime.combine(until, time.min, zone)),
    }
