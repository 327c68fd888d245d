"""Counts straight from the rows, for what the daily counts cannot answer: two filters at once.

The same shapes as `tallies`. The database counts, one local day after another, so that no answer
is read into the program and a long period can be stopped between two days.
"""

import json
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from storage.ages import SPANS
from storage.dimensions import LONGEST_VISIT, visit_text
from storage.invitations import CANNOT_SAY
from storage.moments import to_micros
from storage.rows import read_row
from storage.tallies import COUNTED, AskTally, PairTally, ScoreTally
from storage.transaction import Row, Transaction

_COLUMNS = {
    "touchpoint": "counted.touchpoint",
    "agent": "counted.agent",
    "language": "counted.language",
    "channel": "counted.channel",
    "reason": "counted.reason",
    "version": "versions.number",
    "visit": f"CASE WHEN counted.visit > {LONGEST_VISIT}"
    f" THEN {LONGEST_VISIT} ELSE counted.visit END",
}
_NUMBERS = ("version", "visit")
_ARRIVED = "counted.delivered_at IS NOT NULL"
_UNSAID = f"CASE WHEN counted.gate = '{CANNOT_SAY}' THEN 1 ELSE 0 END"
_BECAME = {  # as `invitations.ask_counts` tells it of one row
    "asked": "1 = 1",
    "delivered": _ARRIVED,
    "answered": f"counted.state = 'answered' AND {_UNSAID} = 0",
    "expired": f"counted.state = 'expired' AND {_ARRIVED}",
    "withdrawn": f"counted.state = 'withdrawn' AND {_ARRIVED}",
    "unreachable": "counted.state = 'unreachable'",
    "unknown": "counted.state IN ('unknown', 'expired', 'withdrawn')"
    " AND counted.delivered_at IS NULL",
    "cannot_say": f"counted.state = 'answered' AND {_UNSAID} = 1",
}
_CELL = ("touchpoint", "channel", "language")  # what agents are compared within


def _at_age(what: str) -> Iterator[tuple[str, str]]:
    """Tell what is counted of each span of age, as `invitations.ask_counts` tells it of one row."""
    age, after = f"counted.{what}_at - counted.delivered_at", ""
    for span, end in SPANS.items():
        micros = end // timedelta(microseconds=1)
        yield f"{what}_{span}", f"{_BECAME[what]} AND {_ARRIVED}{after} AND {age} < {micros}"
        after = f" AND {age} >= {micros}"


_COUNTING = {**_BECAME, **dict(_at_age("answered")), **dict(_at_age("withdrawn"))}
_COUNTS = ", ".join(
    f"sum(CASE WHEN {_COUNTING[name]} THEN 1 ELSE 0 END) AS {name}" for name in COUNTED
)


@dataclass(frozen=True)
class CellTally:
    """How many people gave one score to an agent in one cell; "" where nothing was said."""

    agent: str
    cell: tuple[str, ...]  # touchpoint, channel, language
    version: int
    score: int
    people: int


def _scores_sql(value: str, filters: str) -> str:
    return f"""
SELECT {value} AS value, versions.number AS version, counted.score AS score, count(*) AS people,
    sum(CASE WHEN EXISTS (
        SELECT 1 FROM comments WHERE comments.invitation_id = counted.invitation_id
    ) THEN 1 ELSE 0 END) AS comments
FROM answers AS counted JOIN versions ON versions.id = counted.version_id
WHERE counted.survey = :survey AND counted.answered_at >= :start AND counted.answered_at < :end
    AND counted.test = 0 {filters}
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""  # noqa: S608 - put together from constants alone


def _pairs_sql(value: str, filters: str) -> str:
    """Of n answers of one person n (n - 1) / 2 are pairs, and so on: no two rows are joined."""
    return f"""
SELECT value, sum(n * (n - 1) / 2) AS pairs, sum((n - 1) * total) AS sums,
    sum((total * total - squares) / 2) AS products, sum(n - 1) AS previous, 0 AS beyond
FROM (
    SELECT {value} AS value, count(*) AS n, sum(worth) AS total, sum(worth * worth) AS squares
    FROM answers AS counted JOIN versions ON versions.id = counted.version_id
    JOIN worths ON worths.metric = versions.metric AND worths.points = versions.points
        AND worths.score = counted.score
    WHERE counted.survey = :survey AND counted.answered_at >= :start AND counted.answered_at < :end
        AND counted.test = 0 AND counted.customer_id IS NOT NULL
        AND versions.number IN (SELECT v.value FROM json_each(:versions) AS v) {filters}
    GROUP BY 1, counted.customer_id HAVING count(*) > 1
) AS people
GROUP BY value ORDER BY value
"""  # noqa: S608 - put together from constants alone


def _cells_sql(filters: str) -> str:
    cell = ", ".join(f"coalesce({_COLUMNS[name]}, '') AS {name}" for name in _CELL)
    return f"""
SELECT counted.agent AS agent, {cell}, versions.number AS version, counted.score AS score,
    count(*) AS people
FROM answers AS counted JOIN versions ON versions.id = counted.version_id
WHERE counted.survey = :survey AND counted.answered_at >= :start AND counted.answered_at < :end
    AND counted.test = 0 AND counted.agent IS NOT NULL {filters}
GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6
"""  # noqa: S608 - put together from constants alone


def _asks_sql(value: str, filters: str) -> str:
    return f"""
SELECT {value} AS value, versions.number AS version, {_COUNTS}
FROM invitations AS counted JOIN versions ON versions.id = counted.version_id
WHERE counted.survey = :survey AND counted.asked_at >= :start AND counted.asked_at < :end
    AND counted.test = 0 {filters}
GROUP BY 1, 2 ORDER BY 1, 2
"""  # noqa: S608 - put together from constants alone


def _imported_sql(filters: str) -> str:
    return f"""
SELECT versions.number AS version, count(*) AS people
FROM answers AS counted JOIN versions ON versions.id = counted.version_id
WHERE counted.survey = :survey AND counted.answered_at >= :start AND counted.answered_at < :end
    AND counted.source IS NOT NULL AND counted.test = 0 {filters}
GROUP BY 1
"""  # noqa: S608 - put together from constants alone


async def imported_where(
    tx: Transaction,
    *,
    survey: str,
    start: datetime,
    end: datetime,
    filters: Mapping[str, str],
) -> dict[int, int]:
    """Count the answers between two moments that were imported, by version of the question.

    An index of their own holds them: where none were imported this costs nothing.
    """
    fitting = "".join(f" AND {_COLUMNS[name]} = :{name}" for name in filters)
    wanted = {name: _stored(name, value) for name, value in filters.items()}
    span = {"start": to_micros(start), "end": to_micros(end)}
    rows = await tx.rows(_imported_sql(fitting), {**wanted, "survey": survey, **span})
    return {row["version"]: row["people"] for row in rows}


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
    found: dict[tuple[date, str, int], tuple[dict[int, int], int]] = {}
    async for day, row in _counted(
        tx, _scores_sql, survey=survey, days=(since, until), zone=zone, filters=filters, by=by
    ):
        place = day, _text(by, row["value"]), row["version"]
        scores, comments = found.get(place, ({}, 0))
        found[place] = {**scores, row["score"]: row["people"]}, comments + row["comments"]
    return [
        ScoreTally(value, day, version, scores, comments)
        for (day, value, version), (scores, comments) in sorted(found.items())
    ]


async def pairs_where(
    tx: Transaction,
    *,
    survey: str,
    since: date,
    until: date,
    zone: ZoneInfo,
    filters: Mapping[str, str],
    versions: Collection[int],
    by: str | None = None,
) -> list[PairTally]:
    """Count the pairs of answers of one person that fit every filter, to some versions."""
    fitting = "".join(f" AND {_COLUMNS[name]} = :{name}" for name in filters)
    wanted = {name: _stored(name, value) for name, value in filters.items()}
    start, end = (to_micros(datetime.combine(day, time.min, zone)) for day in (since, until))
    span = {"survey": survey, "start": start, "end": end, "versions": json.dumps(sorted(versions))}
    rows = await tx.rows(_pairs_sql(_COLUMNS[by] if by else "''", fitting), {**wanted, **span})
    return [read_row(PairTally, {**row, "value": _text(by, row["value"])}) for row in rows]


async def cells_where(
    tx: Transaction,
    *,
    survey: str,
    since: date,
    until: date,
    zone: ZoneInfo,
    filters: Mapping[str, str],
) -> list[CellTally]:
    """Count the answers of each agent by touchpoint, channel, language and score, all at once."""
    fitting = "".join(f" AND {_COLUMNS[name]} = :{name}" for name in filters)
    wanted = {name: _stored(name, value) for name, value in filters.items()}
    start, end = (to_micros(datetime.combine(day, time.min, zone)) for day in (since, until))
    values = {**wanted, "survey": survey, "start": start, "end": end}
    return [
        CellTally(
            row["agent"],
            tuple(row[name] for name in _CELL),
            row["version"],
            row["score"],
            row["people"],
        )
        for row in await tx.rows(_cells_sql(fitting), values)
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
    """Count what became of the asks that fit every filter; a reason is known of answers only."""
    if "reason" in filters:
        return []
    by = None if by == "reason" else by
    found = [
        AskTally(_text(by, row["value"]), day, row["version"], *(row[name] for name in COUNTED))
        async for day, row in _counted(
            tx, _asks_sql, survey=survey, days=(since, until), zone=zone, filters=filters, by=by
        )
    ]
    return sorted(found, key=lambda each: (each.day, each.value, each.version))


async def _counted(
    tx: Transaction,
    sql: Callable[[str, str], str],
    *,
    survey: str,
    days: tuple[date, date],
    zone: ZoneInfo,
    filters: Mapping[str, str],
    by: str | None,
) -> AsyncIterator[tuple[date, Row]]:
    fitting = "".join(f" AND {_COLUMNS[name]} = :{name}" for name in filters)
    counting = sql(_COLUMNS[by] if by else "''", fitting)
    wanted = {name: _stored(name, value) for name, value in filters.items()}
    for day, start, end in _local_days(*days, zone):
        values = {**wanted, "survey": survey, "start": start, "end": end}
        for row in await tx.rows(counting, values):
            yield day, row


def _local_days(since: date, until: date, zone: ZoneInfo) -> Sequence[tuple[date, int, int]]:
    """List local days with the moments at which they begin and end, in microseconds."""
    days = [since + timedelta(days=at) for at in range((until - since).days + 1)]
    begins = [to_micros(datetime.combine(day, time.min, zone)) for day in days]
    return list(zip(days, begins, begins[1:], strict=False))


def _stored(name: str, value: str) -> str | int | None:
    if name not in _NUMBERS:
        return value
    return int(value) if value.isdecimal() else None


def _text(by: str | None, value: object) -> str:
    if value is None:
        return ""
    return visit_text(value) if by == "visit" and isinstance(value, int) else str(value)
