"""What a rehearsal reads: recorded interactions in pages, and the asks that came before them."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.database import Transaction
from storage.moments import from_micros, to_micros

_ENDS = """
SELECT (SELECT min(id) FROM interactions) AS first, (SELECT max(id) FROM interactions) AS last
"""
_FROM = "SELECT id, received_at FROM interactions WHERE id >= :id ORDER BY id LIMIT 1"
_PAGE = """
SELECT interactions.id, customer_id, touchpoint, opened_at, closed_at, reopened_at, messages, tags,
    received_at, telegram_id IS NOT NULL AS reachable, opted_out_at, unreachable_at
FROM interactions JOIN customers ON customers.id = customer_id
WHERE interactions.id > :after AND interactions.id <= :last
    AND received_at >= :since AND received_at < :until
ORDER BY interactions.id LIMIT :limit
"""
_PAST = """
SELECT deliveries.customer_id, deliveries.survey, deliveries.kind, deliveries.counted_at,
    invitations.state, invitations.answered_at, invitations.again, invitations.expires_at
FROM json_each(:people) AS person
CROSS JOIN deliveries ON deliveries.customer_id = person.value
CROSS JOIN invitations ON invitations.id = deliveries.invitation_id
LEFT JOIN interactions ON interactions.id = invitations.interaction_id
WHERE deliveries.counted_at >= :oldest
    AND coalesce(interactions.received_at, deliveries.counted_at) < :since
    AND (invitations.state NOT IN ('withdrawn', 'skipped') OR invitations.again = 1)
"""
_SENT = """
SELECT count(*) AS asks FROM invitations
WHERE survey = :survey AND asked_at >= :since AND asked_at < :until AND test = 0
"""
_SURVEYS = "SELECT DISTINCT survey FROM versions ORDER BY survey"
_DISORDER = timedelta(hours=1)  # how far ids and times of receipt may be out of step


@dataclass(frozen=True, slots=True)
class Recorded:
    """An interaction as it came in, with what is known of the person; times are microseconds."""

    id: int
    customer_id: int
    touchpoint: str
    opened_at: int | None
    closed_at: int
    reopened_at: int | None
    messages: int | None
    tags: str
    received_at: int
    reachable: int
    opted_out_at: int | None
    unreachable_at: int | None


@dataclass(frozen=True, slots=True)
class Before:
    """An ask that counts and was decided before the rehearsal begins; times are microseconds."""

    customer_id: int
    survey: str
    kind: str
    counted_at: int
    state: str
    answered_at: int | None
    again: int
    expires_at: int | None


@dataclass(frozen=True)
class Span:
    """The interactions between two moments, as ids: after the first, up to the last."""

    since: datetime
    until: datetime
    after: int
    last: int


async def span(tx: Transaction, *, since: datetime, until: datetime) -> Span:
    """Find the ids to read: they grow with the time of receipt, so halving finds the first."""
    ends = await tx.row(_ENDS)
    if ends is None or ends["last"] is None:
        return Span(since, until, 0, 0)
    low, high, wanted = ends["first"], ends["last"], to_micros(since - _DISORDER)
    while low < high:
        middle = (low + high) // 2
        row = await tx.row(_FROM, {"id": middle})
        if row is None or row["received_at"] >= wanted:
            high = middle
        else:
            low = row["id"] + 1
    return Span(since, until, low - 1, ends["last"])


async def page(tx: Transaction, within: Span, *, after: int, limit: int) -> list[Recorded]:
    """Read the next interactions, in the order in which they came in."""
    values = {
        "after": after,
        "last": within.last,
        "since": to_micros(within.since),
        "until": to_micros(within.until),
        "limit": limit,
    }
    return [Recorded(**row) for row in await tx.rows(_PAGE, values)]


async def before(
    tx: Transaction, people: Collection[int], *, oldest: datetime, since: datetime
) -> list[Before]:
    """Read the asks of some people that were decided before a moment."""
    values = {
        "people": json.dumps(sorted(people)),
        "oldest": to_micros(oldest),
        "since": to_micros(since),
    }
    return [Before(**row) for row in await tx.rows(_PAST, values)]


async def sent(tx: Transaction, within: Span) -> int:
    """Count the asks that were in fact made in this time."""
    times = {"since": to_micros(within.since), "until": to_micros(within.until)}
    total = 0
    for each in await tx.rows(_SURVEYS):
        row: Mapping[str, int] | None = await tx.row(_SENT, {"survey": each["survey"], **times})
        total += row["asks"] if row else 0
    return total


def moment(micros: int | None) -> datetime | None:
    """Read a time that may be missing."""
    return None if micros is None else from_micros(micros)


Page = Sequence[Recorded]
