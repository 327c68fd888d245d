"""What a rehearsal reads: recorded interactions in pages, and the asks that came before them."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.interactions import Circumstances
from storage.invitations import CANNOT_SAY
from storage.moments import from_micros, to_micros
from storage.rows import columns_of, read_all, read_row, read_value
from storage.transaction import Row, Transaction

_ENDS = """
SELECT (SELECT min(id) FROM interactions) AS first, (SELECT max(id) FROM interactions) AS last
"""
_FROM = "SELECT id, received_at FROM interactions WHERE id >= :id ORDER BY id LIMIT 1"
_PAGE = """
SELECT interactions.id, customer_id, touchpoint, opened_at, closed_at, reopened_at, messages, tags,
    received_at, telegram_id IS NOT NULL AS reachable, opted_out_at, unreachable_at,
    customers.timezone
FROM interactions JOIN customers ON customers.id = customer_id
WHERE interactions.id > :after AND interactions.id <= :last
    AND received_at >= :since AND received_at < :until
ORDER BY interactions.id LIMIT :limit
"""
_PAST = """
SELECT deliveries.customer_id, deliveries.survey, deliveries.kind, deliveries.counted_at,
    invitations.answered_at, invitations.again, invitations.expires_at, answers.score,
    versions.anonymous,
    CASE WHEN invitations.state = 'answered' AND invitations.gate = :cannot_say
        THEN 1 ELSE 0 END AS unsaid
FROM json_each(:people) AS person
CROSS JOIN deliveries ON deliveries.customer_id = person.value
CROSS JOIN invitations ON invitations.id = deliveries.invitation_id
JOIN versions ON versions.id = invitations.version_id
LEFT JOIN interactions ON interactions.id = invitations.interaction_id
LEFT JOIN answers ON answers.invitation_id = invitations.id
WHERE deliveries.counted_at >= :oldest
    AND coalesce(interactions.received_at, deliveries.counted_at) < :since
    AND (invitations.state NOT IN ('withdrawn', 'skipped')
        OR (invitations.again = 1 AND deliveries.kind <> 'again')
        OR (versions.anonymous = 1 AND invitations.asked_at IS NOT NULL))
UNION ALL
SELECT answers.customer_id, answers.survey, 'ask', answers.answered_at, answers.answered_at, 0,
    NULL, answers.score, 0, 0
FROM json_each(:people) AS person
CROSS JOIN answers ON answers.customer_id = person.value
WHERE answers.source IS NOT NULL AND answers.test = 0
    AND answers.answered_at >= :oldest AND answers.answered_at < :since
"""
_SENT = """
SELECT count(*) FROM invitations
WHERE survey = :survey AND asked_at >= :since AND asked_at < :until AND test = 0
"""
_NEWEST = """
SELECT answered_at FROM answers
WHERE survey = :survey AND test = 0 AND answered_at < :before ORDER BY answered_at DESC LIMIT :limit
"""
_DISORDER = timedelta(hours=1)  # how far ids and times of receipt may be out of step


@dataclass(frozen=True, slots=True)
class Recorded:
    """An interaction as it came in, with what is known of the person."""

    id: int
    customer_id: int
    touchpoint: str
    closed_at: datetime
    reopened_at: datetime | None
    told: Circumstances  # before it was reopened
    received_at: datetime
    reachable: bool
    opted_out_at: datetime | None
    unreachable_at: datetime | None
    timezone: str | None


@dataclass(frozen=True, slots=True)
class Before:
    """An ask that counts and was decided before the rehearsal begins."""

    customer_id: int
    survey: str
    kind: str
    counted_at: datetime
    answered_at: datetime | None
    again: bool
    expires_at: datetime | None
    score: int | None
    unsaid: bool = False
    anonymous: bool = False

    @property
    def can_be_ignored(self) -> bool:
        """Whether it is ignored when it runs out: "later" is not, and a question is only once."""
        return self.kind == "again" or (self.kind == "ask" and not self.again)

    @property
    def ends(self) -> list[tuple[datetime, datetime | None]]:
        """What becomes of it, and when: ignored (None), answered, or first the one, then late."""
        found: list[tuple[datetime, datetime | None]] = []
        if self.expires_at is not None and self.can_be_ignored:
            found = [(self.expires_at, None)]
        if self.answered_at is None:
            return found
        late = [each for each in found if each[0] < self.answered_at]
        return [*late, (self.answered_at, self.answered_at)]


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
    values = {**columns_of(within), "after": after, "limit": limit}
    return [_recorded(row) for row in await tx.rows(_PAGE, values)]


async def before(
    tx: Transaction, people: Collection[int], *, oldest: datetime, since: datetime
) -> list[Before]:
    """Read the asks of some people that were decided before a moment."""
    values = {
        "people": json.dumps(sorted(people)),
        "oldest": to_micros(oldest),
        "since": to_micros(since),
        "cannot_say": CANNOT_SAY,
    }
    return await read_all(tx, Before, _PAST, values)


async def newest(tx: Transaction, survey: str, *, earlier: datetime, limit: int) -> list[datetime]:
    """Read when the newest answers came before a moment."""
    values = {"survey": survey, "before": to_micros(earlier), "limit": limit}
    return [from_micros(row["answered_at"]) for row in await tx.rows(_NEWEST, values)]


async def sent(tx: Transaction, within: Span, *, surveys: Collection[str]) -> int:
    """Count the asks that were in fact made in this time."""
    total = 0
    for survey in surveys:
        total += await read_value(tx, int, _SENT, {**columns_of(within), "survey": survey}) or 0
    return total


def _recorded(row: Row) -> Recorded:
    told = read_row(Circumstances, {**row, "reopened_at": None})
    return read_row(Recorded, {**row, "told": told})
