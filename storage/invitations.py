"""One survey asked of one customer about one interaction, and every decision not to ask.

Each change goes through `change`, which keeps the daily counts of asks equal to the rows.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from storage import tallies
from storage.database import Row, Transaction
from storage.dimensions import ASK_DIMENSIONS, local_day, places
from storage.moments import from_micros, to_micros
from storage.tallies import Delta, Key, SkipKey

SELECT = """
SELECT invitations.*, versions.number AS version, versions.anonymous AS anonymous
FROM invitations JOIN versions ON versions.id = version_id
"""
_BY_ID = f"{SELECT} WHERE invitations.id = :id"
_BY_TOKEN = f"{SELECT} WHERE token = :token"
_BY_INTERACTION = f"{SELECT} WHERE interaction_id = :interaction_id ORDER BY invitations.id"
_OPEN_OF_CUSTOMER = f"""{SELECT}
WHERE customer_id = :customer_id AND state IN ('invited', 'planned', 'claimed', 'sent', 'unknown')
ORDER BY invitations.id
"""
_COMMENTING = f"""{SELECT}
WHERE customer_id = :customer_id AND comment_until > :now ORDER BY comment_until DESC LIMIT 1
"""
_OVERDUE = f"""{SELECT}
WHERE state IN ('invited', 'sent', 'unknown') AND expires_at <= :now
ORDER BY expires_at LIMIT :limit
"""
_ADD = """
INSERT INTO invitations (token, survey, version_id, interaction_id, customer_id, state, gate, until,
    trace, touchpoint, agent, channel, language, visit, test, decided_at, expires_at)
VALUES (:token, :survey, :version_id, :interaction_id, :customer_id, :state, :gate, :until,
    :trace, :touchpoint, :agent, :channel, :language, :visit, :test, :decided_at, :expires_at)
RETURNING id
"""
_CHANGE = """
UPDATE invitations SET state = :state, gate = :gate, until = :until, trace = :trace,
    asked_at = :asked_at, delivered_at = :delivered_at, answered_at = :answered_at,
    expires_at = :expires_at, comment_until = :comment_until, changing = :changing, again = :again,
    customer_id = :customer_id, version_id = :version_id, decided_at = :decided_at
WHERE id = :id
"""


@dataclass(frozen=True)
class Invitation:
    """A row of the table; times are microseconds."""

    id: int
    token: str
    survey: str
    version_id: int
    version: int
    anonymous: int
    interaction_id: int | None
    customer_id: int | None
    state: str
    gate: str | None
    until: int | None
    trace: str
    touchpoint: str | None
    agent: str | None
    channel: str | None
    language: str
    visit: int | None
    test: int
    decided_at: int
    asked_at: int | None
    delivered_at: int | None
    answered_at: int | None
    expires_at: int | None
    comment_until: int | None
    changing: int
    again: int

    @classmethod
    def from_row(cls, row: Row) -> "Invitation":
        """Read a row of the table joined with its version."""
        return cls(**{name: row[name] for name in cls.__dataclass_fields__})


@dataclass(frozen=True)
class Draft:
    """An invitation about to be decided."""

    token: str
    survey: str
    version_id: int
    interaction_id: int | None
    customer_id: int
    touchpoint: str | None
    agent: str | None
    channel: str | None
    language: str
    visit: int | None
    test: bool = False


async def add(
    tx: Transaction,
    draft: Draft,
    *,
    state: str,
    at: datetime,
    zone: ZoneInfo,
    gate: str | None = None,
    until: datetime | None = None,
    trace: Sequence[object] = (),
    expires_at: datetime | None = None,
) -> Invitation:
    """Add an invitation, or the decision not to make one."""
    values = {
        **vars(draft),
        "test": int(draft.test),
        "state": state,
        "gate": gate,
        "until": to_micros(until) if until else None,
        "trace": trace_text(trace),
        "decided_at": to_micros(at),
        "expires_at": to_micros(expires_at) if expires_at else None,
    }
    row = await tx.row(_ADD, values)
    assert row is not None  # noqa: S101 - the statement returns the row it wrote
    added = await get(tx, row["id"])
    await tallies.add_skips(tx, skip_counts(added, zone))
    return added


def trace_text(trace: Sequence[object]) -> str:
    """Write a trace as it is stored."""
    return json.dumps(list(trace))


async def change(
    tx: Transaction,
    invitation: Invitation,
    *,
    zone: ZoneInfo,
    **changes: Any,  # noqa: ANN401 - columns of the row
) -> Invitation:
    """Change a row and, in the same transaction, what it counts for."""
    after = replace(invitation, **changes)
    await tx.run(_CHANGE, {name: getattr(after, name) for name in _CHANGED})
    net = tallies.subtract(ask_counts(after, zone), ask_counts(invitation, zone))
    await tallies.add_asks(tx, net)
    if after.state == "skipped" and invitation.state != "skipped":
        await tallies.add_skips(tx, skip_counts(after, zone))
    return after


_CHANGED = (
    "id", "state", "gate", "until", "trace", "asked_at", "delivered_at", "answered_at",
    "expires_at", "comment_until", "changing", "again", "customer_id", "version_id", "decided_at",
)  # fmt: skip


def ask_counts(row: Invitation, zone: ZoneInfo) -> dict[Key, Delta]:
    """Tell what one invitation counts for: the day it was claimed, and what became of it."""
    if row.asked_at is None or row.test:
        return {}
    arrived = row.delivered_at is not None
    lost = row.state in {"unknown", "expired", "withdrawn"} and not arrived
    delta = {
        "asked": 1,
        "delivered": int(arrived),
        "answered": int(row.state == "answered"),
        "expired": int(row.state == "expired" and arrived),
        "withdrawn": int(row.state == "withdrawn" and arrived),
        "unreachable": int(row.state == "unreachable"),
        "unknown": int(lost),
    }
    day = local_day(from_micros(row.asked_at), zone)
    return {
        (row.survey, dimension, value, day, row.version): delta
        for dimension, value in places(row, ASK_DIMENSIONS)
    }


def skip_counts(row: Invitation, zone: ZoneInfo) -> dict[SkipKey, int]:
    """Tell where one decision not to ask counts."""
    if row.state != "skipped" or row.gate is None or row.test:
        return {}
    day = local_day(from_micros(row.decided_at), zone)
    return {
        (row.survey, dimension, value, day, row.gate): 1
        for dimension, value in places(row, ASK_DIMENSIONS)
    }


async def get(tx: Transaction, invitation_id: int) -> Invitation:
    """Read an invitation that is known to exist; LookupError otherwise."""
    row = await tx.row(_BY_ID, {"id": invitation_id})
    if row is None:
        raise LookupError(invitation_id)
    return Invitation.from_row(row)


async def find_by_token(tx: Transaction, token: str) -> Invitation | None:
    """Find the invitation that a button or a link belongs to."""
    row = await tx.row(_BY_TOKEN, {"token": token})
    return Invitation.from_row(row) if row else None


async def of_interaction(tx: Transaction, interaction_id: int) -> list[Invitation]:
    """Read every decision made about one interaction."""
    rows = await tx.rows(_BY_INTERACTION, {"interaction_id": interaction_id})
    return [Invitation.from_row(row) for row in rows]


async def open_of(tx: Transaction, customer_id: int) -> list[Invitation]:
    """Read what a person might still be asked or answer."""
    rows = await tx.rows(_OPEN_OF_CUSTOMER, {"customer_id": customer_id})
    return [Invitation.from_row(row) for row in rows]


async def commenting(tx: Transaction, customer_id: int, *, now: datetime) -> Invitation | None:
    """Find the invitation whose comment window is open for this person."""
    row = await tx.row(_COMMENTING, {"customer_id": customer_id, "now": to_micros(now)})
    return Invitation.from_row(row) if row else None


async def overdue(tx: Transaction, *, now: datetime, limit: int) -> list[Invitation]:
    """Read open invitations whose time has run out."""
    rows = await tx.rows(_OVERDUE, {"now": to_micros(now), "limit": limit})
    return [Invitation.from_row(row) for row in rows]
