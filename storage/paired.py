"""How often people repeat themselves in some days: from the daily pairs, or from the rows."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from storage.filtering import COLUMNS, fitting, text_of
from storage.moments import to_micros
from storage.rows import read_all, read_row
from storage.transaction import Transaction

_PAIRS = """
SELECT value, sum(pairs) AS pairs, sum(sums) AS sums, sum(products) AS products,
    sum(previous) AS previous, sum(beyond) AS beyond
FROM tally_pairs
WHERE survey = :survey AND dimension = :dimension
    AND earlier_day >= :since AND earlier_day < :until AND day < :until
    AND (:value IS NULL OR value = :value)
    AND version IN (SELECT v.value FROM json_each(:versions) AS v)
    AND earlier_version IN (SELECT v.value FROM json_each(:versions) AS v)
GROUP BY value ORDER BY value
"""


@dataclass(frozen=True)
class PairTally:
    """The pairs of answers that one person gave in some days, for one value of a dimension.

    Added up are y + y' and y * y', in worths. `previous` counts those answers of a person that were
    not the last, `beyond` those before which there are more than are looked at.
    """

    value: str
    pairs: int
    sums: int
    products: int
    previous: int
    beyond: int


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


@dataclass(frozen=True)
class Naming:
    """How many answers of one person, to one score, named a reason; "" where none was named.

    `value` is what they have in common with the others of their row, if rows were asked for.
    """

    person: int
    value: str
    version: int
    score: int
    reason: str
    answers: int


def _namings_sql(value: str, filters: str) -> str:
    return f"""
WITH said AS (
    SELECT counted.customer_id AS person, {value} AS value, versions.number AS version,
        counted.score AS score, coalesce(counted.reason, '') AS reason
    FROM answers AS counted JOIN versions ON versions.id = counted.version_id
    WHERE counted.survey = :survey AND counted.answered_at >= :start AND counted.answered_at < :end
        AND counted.test = 0 AND counted.customer_id IS NOT NULL
        AND counted.score IN (SELECT s.value FROM json_each(:scores) AS s) {filters}
)
SELECT person, value, version, score, reason, count(*) AS answers FROM said
WHERE person IN (SELECT person FROM said GROUP BY person HAVING count(*) > 1)
GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
"""  # noqa: S608 - put together from constants alone


async def pairs(
    tx: Transaction,
    *,
    survey: str,
    dimension: str,
    since: date,
    until: date,
    versions: Collection[int],
    value: str | None = None,
) -> list[PairTally]:
    """Read the pairs of which both answers are of these days and to one of these versions.

    People are told apart for 366 days: who answers again after that counts as somebody else.
    """
    return await read_all(
        tx,
        PairTally,
        _PAIRS,
        {
            "survey": survey,
            "dimension": dimension,
            "since": since.isoformat(),
            "until": until.isoformat(),
            "value": value,
            "versions": json.dumps(sorted(versions)),
        },
    )


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
    condition, wanted = fitting(filters)
    start, end = (to_micros(datetime.combine(day, time.min, zone)) for day in (since, until))
    span = {"survey": survey, "start": start, "end": end, "versions": json.dumps(sorted(versions))}
    rows = await tx.rows(_pairs_sql(COLUMNS[by] if by else "''", condition), {**wanted, **span})
    return [read_row(PairTally, {**row, "value": text_of(by, row["value"])}) for row in rows]


async def namings_where(
    tx: Transaction,
    *,
    survey: str,
    since: date,
    until: date,
    zone: ZoneInfo,
    filters: Mapping[str, str],
    scores: Collection[int],
    by: str | None = None,
) -> list[Naming]:
    """Count the reasons of everybody who gave one of some scores more than once in these days."""
    condition, wanted = fitting(filters)
    start, end = (to_micros(datetime.combine(day, time.min, zone)) for day in (since, until))
    span = {"survey": survey, "start": start, "end": end, "scores": json.dumps(sorted(scores))}
    rows = await tx.rows(_namings_sql(COLUMNS[by] if by else "''", condition), {**wanted, **span})
    return [read_row(Naming, {**row, "value": text_of(by, row["value"])}) for row in rows]
