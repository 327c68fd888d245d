"""The interactions of a period as reports count them: waits, customers and contacts.

They are read from one index that holds every column they need, and of it the period alone.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from storage.moments import to_micros
from storage.rows import read_all, read_known, read_value
from storage.transaction import Transaction

_CUTS = {"": "''", **{name: f"coalesce({name}, '')" for name in ("touchpoint", "agent", "channel")}}
_WHERE = """
WHERE closed_at >= :since AND closed_at < :until
  AND (:touchpoint IS NULL OR touchpoint = :touchpoint)
  AND (:channel IS NULL OR channel = :channel)
  AND (:agent IS NULL OR agent = :agent)
"""
_WAITS = {
    by: f"""
SELECT {value} AS value, opened_at IS NULL AS untimed,
    max(0, first_reply_at - opened_at) / 1000000 AS seconds, count(*) AS count
FROM interactions {_WHERE} GROUP BY value, untimed, seconds
"""  # noqa: S608 - put together from constants alone
    for by, value in _CUTS.items()
}
_SPANS = {
    by: f"""
SELECT {value} AS value, opened_at, first_reply_at FROM interactions {_WHERE}
"""  # noqa: S608 - put together from constants alone
    for by, value in _CUTS.items()
}
_RETURNED = """
WITH earlier AS MATERIALIZED (
    SELECT DISTINCT customer_id FROM interactions
    WHERE closed_at >= :before_since AND closed_at < :before_until
      AND (:touchpoint IS NULL OR touchpoint = :touchpoint)
      AND (:channel IS NULL OR channel = :channel)
), present AS MATERIALIZED (
    SELECT DISTINCT customer_id FROM interactions
    WHERE closed_at >= :since AND closed_at < :until
      AND (:touchpoint IS NULL OR touchpoint = :touchpoint)
      AND (:channel IS NULL OR channel = :channel)
)
SELECT (SELECT count(*) FROM earlier) AS before, (SELECT count(*) FROM present) AS now,
    (SELECT count(*) FROM earlier WHERE customer_id IN (SELECT customer_id FROM present)) AS both
"""
_FIRST = "SELECT min(closed_at) FROM interactions"
_CONTACTS = {
    by: f"""
SELECT d.key AS place, {value} AS value, count(*) AS gross, count(DISTINCT customer_id) AS net
FROM json_each(:days) AS d CROSS JOIN interactions
WHERE closed_at >= json_extract(d.value, '$[0]') AND closed_at < json_extract(d.value, '$[1]')
  AND touchpoint IN (SELECT t.value FROM json_each(:touchpoints) AS t)
  AND (:channel IS NULL OR channel = :channel)
GROUP BY place, {value}
"""  # noqa: S608 - put together from constants alone
    for by, value in _CUTS.items()
}
_SEEN = {
    by: f"""
SELECT DISTINCT {by} AS value FROM interactions
WHERE closed_at >= :since AND closed_at < :until AND {by} IS NOT NULL
"""  # noqa: S608 - put together from constants alone
    for by in _CUTS
    if by
}


@dataclass(frozen=True)
class Waits:
    """So many interactions whose first reply took as long.

    No seconds and a time of opening: it ended without a reply. `untimed`: nobody said when it
    was opened.
    """

    value: str
    untimed: bool
    seconds: int | None
    count: int


@dataclass(frozen=True)
class Wait:
    """One interaction: when it was opened and first replied to, where that was told."""

    value: str
    opened_at: datetime | None
    first_reply_at: datetime | None


@dataclass(frozen=True)
class Returned:
    """Customers with an interaction in the window before, in this one, and in both."""

    before: int
    now: int
    both: int


@dataclass(frozen=True)
class Contacts:
    """Interactions of one day, given by its place in a list: each, and once for a customer."""

    place: int
    value: str
    gross: int
    net: int


Span = tuple[datetime, datetime]


async def waits(
    tx: Transaction, span: Span, *, filters: Mapping[str, str], by: str = ""
) -> list[Waits]:
    """Count the interactions that ended in a span by how long their first reply took."""
    return await read_all(tx, Waits, _WAITS[by], _where(span, filters))


async def waits_one_by_one(
    tx: Transaction, span: Span, *, filters: Mapping[str, str], by: str = ""
) -> list[Wait]:
    """Read every interaction that ended in a span, for clocks that stand still at night."""
    return await read_all(tx, Wait, _SPANS[by], _where(span, filters))


async def returned(
    tx: Transaction, span: Span, *, before: Span, filters: Mapping[str, str]
) -> Returned:
    """Count the customers of two spans, and those in both."""
    ends = {"before_since": to_micros(before[0]), "before_until": to_micros(before[1])}
    return await read_known(tx, Returned, _RETURNED, _where(span, filters) | ends)


async def first_at(tx: Transaction) -> datetime | None:
    """Give the moment at which the first interaction on record ended."""
    return await read_value(tx, datetime, _FIRST)


async def contacts(
    tx: Transaction,
    days: Sequence[Span],
    *,
    touchpoints: Sequence[str],
    channel: str | None = None,
    by: str = "",
) -> list[Contacts]:
    """Count the interactions at some touchpoints that ended on each of the days."""
    ends = [[to_micros(since), to_micros(until)] for since, until in days]
    params = {
        "days": json.dumps(ends),
        "touchpoints": json.dumps(list(touchpoints)),
        "channel": channel,
    }
    return await read_all(tx, Contacts, _CONTACTS[by], params)


async def seen(tx: Transaction, span: Span, *, dimension: str) -> set[str]:
    """Read the touchpoints, agents or channels of the interactions that ended in a span."""
    params = {"since": to_micros(span[0]), "until": to_micros(span[1])}
    return {row["value"] for row in await tx.rows(_SEEN[dimension], params)}


def _where(span: Span, filters: Mapping[str, str]) -> dict[str, object]:
    names = ("touchpoint", "channel", "agent")
    ends = {"since": to_micros(span[0]), "until": to_micros(span[1])}
    return {**ends, **{name: filters.get(name) for name in names}}
