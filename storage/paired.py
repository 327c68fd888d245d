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


@dataclass(frozen=True)
class NamingTally:
    """The pairs of answers of one person who could name a reason both times, for one value.

    Without a `reason` it is how many pairs there are and `previous` answers; with one, how many
    times an answer of a pair named it (`sums`), and how many pairs named it both times.
    """

    value: str
    reason: str | None
    pairs: int
    sums: int
    products: int
    previous: int


_COUNTED = """
    FROM answers AS counted JOIN versions ON versions.id = counted.version_id
    WHERE counted.survey = :survey AND counted.answered_at >= :start AND counted.answered_at < :end
        AND counted.test = 0 AND counted.customer_id IS NOT NULL
        AND versions.number IN (SELECT v.value FROM json_each(:versions) AS v)
"""


def _naming_sql(value: str, filters: str) -> str:
    """Of n answers of one person of which m named a reason, n - 1 pairs hold each of the m."""
    return f"""
WITH offered AS (
    SELECT {value} AS value, counted.customer_id AS person, counted.reason AS reason {_COUNTED}
        AND counted.score IN (SELECT s.value FROM json_each(:scores) AS s) {filters}
), people AS (
    SELECT value, person, count(*) AS n FROM offered GROUP BY 1, 2 HAVING count(*) > 1
), named AS (
    SELECT value, person, reason, count(*) AS m FROM offered WHERE reason IS NOT NULL
    GROUP BY 1, 2, 3
)
SELECT value, NULL AS reason, sum(n * (n - 1) / 2) AS pairs, 0 AS sums, 0 AS products,
    sum(n - 1) AS previous
FROM people GROUP BY value
UNION ALL
SELECT named.value, named.reason, 0, sum((n - 1) * m), sum(m * (m - 1) / 2), 0
FROM named JOIN people ON people.person = named.person
    AND coalesce(people.value, '') = coalesce(named.value, '')
GROUP BY 1, 2
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
    span = _span(survey, since, until, zone, versions)
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
    versions: Collection[int],
    scores: Collection[int],
    by: str | None = None,
) -> list[NamingTally]:
    """Count the pairs among answers that gave one of some scores, and which reasons they named."""
    condition, wanted = fitting(filters)
    span = {**_span(survey, since, until, zone, versions), "scores": json.dumps(sorted(scores))}
    rows = await tx.rows(_naming_sql(COLUMNS[by] if by else "''", condition), {**wanted, **span})
    return [read_row(NamingTally, {**row, "value": text_of(by, row["value"])}) for row in rows]


def _span(
    survey: str, since: date, until: date, zone: ZoneInfo, versions: Collection[int]
) -> dict[str, str | int]:
    start, end = (to_micros(datetime.combine(day, time.min, zone)) for day in (since, until))
    return {
        "survey": survey, "start": start, "end": end, "versions": json.dumps(sorted(versions))
    }  # fmt: skip
