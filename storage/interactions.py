"""What happened between a customer and the business, and the reply that was given about it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from storage.moments import to_micros
from storage.rows import columns_of, read_all, read_known, read_one, read_value
from storage.transaction import Transaction

_REPLY = """
SELECT id, customer_id, reply FROM interactions
WHERE source = :source AND external_id = :external_id
"""
_COUNT = "SELECT count(*) FROM interactions WHERE customer_id = :customer_id"
_ADD = """
INSERT INTO interactions (source, external_id, customer_id, touchpoint, agent, channel, language,
    opened_at, first_reply_at, closed_at, messages, tags, visit, received_at, reply)
VALUES (:source, :external_id, :customer_id, :touchpoint, :agent, :channel, :language,
    :opened_at, :first_reply_at, :closed_at, :messages, :tags, :visit, :received_at, '')
RETURNING id
"""
_SET_REPLY = "UPDATE interactions SET reply = :reply WHERE id = :id"
_REOPEN = "UPDATE interactions SET reopened_at = coalesce(reopened_at, :at) WHERE id = :id"
_BY_ID = """
SELECT opened_at, closed_at, reopened_at, messages, tags FROM interactions WHERE id = :id
"""
_NEWEST = """
SELECT customer_id FROM interactions WHERE closed_at > 0 AND customer_id IS NOT NULL
ORDER BY closed_at DESC LIMIT 1
"""
_RECENT = """
SELECT id, source, external_id, touchpoint, agent, closed_at, reopened_at FROM interactions
WHERE customer_id = :customer_id ORDER BY received_at DESC, id DESC LIMIT :limit
"""
_LATEST = """
SELECT interactions.touchpoint, interactions.agent, interactions.channel,
    coalesce(CAST(customers.telegram_id AS TEXT), (
        SELECT ref FROM customer_refs WHERE customer_id = customers.id ORDER BY ref LIMIT 1
    )) AS customer
FROM interactions JOIN customers ON customers.id = interactions.customer_id
WHERE interactions.id = (SELECT max(id) FROM interactions)
"""


@dataclass(frozen=True)
class Latest:
    """What the newest interaction was like, for examples; `customer` as a command names them."""

    touchpoint: str
    agent: str | None
    channel: str | None
    customer: str | None


@dataclass(frozen=True)
class Interaction:
    """One interaction that is over, as the other system tells it."""

    external_id: str
    touchpoint: str
    closed_at: datetime
    telegram_id: int | None = None
    customer_ref: str | None = None
    name: str | None = None
    language: str | None = None
    timezone: str | None = None
    agent: str | None = None
    channel: str | None = None
    opened_at: datetime | None = None
    first_reply_at: datetime | None = None
    messages: int | None = None
    tags: Mapping[str, str] = field(default_factory=dict)

    def nameless(self) -> "Interaction":
        """Leave out whose it is, and what only that person could be known by."""
        told = replace(self, telegram_id=None, customer_ref=None, name=None)
        return replace(told, timezone=None, tags={})


@dataclass(frozen=True)
class Told:
    """An interaction heard of before, with the reply that was given."""

    id: int
    customer_id: int
    reply: dict[str, Any]


@dataclass(frozen=True)
class Ended:
    """An interaction as it is kept."""

    id: int
    source: str
    external_id: str
    touchpoint: str
    agent: str | None
    closed_at: datetime
    reopened_at: datetime | None


@dataclass(frozen=True)
class Circumstances:
    """What the gates look at in an interaction."""

    opened_at: datetime | None
    closed_at: datetime
    reopened_at: datetime | None
    messages: int | None
    tags: Mapping[str, str]


async def find(tx: Transaction, *, source: str, external_id: str) -> Told | None:
    """Find an interaction by the name its source gave it."""
    return await read_one(tx, Told, _REPLY, {"source": source, "external_id": external_id})


async def visits(tx: Transaction, customer_id: int) -> int:
    """Count the interactions of a person so far."""
    return await read_value(tx, int, _COUNT, {"customer_id": customer_id}) or 0


async def add(
    tx: Transaction,
    interaction: Interaction,
    *,
    source: str,
    customer_id: int,
    visit: int,
    at: datetime,
) -> int:
    """Add an interaction; its reply is set when the decisions are made."""
    row = await tx.row(
        _ADD,
        {
            **columns_of(interaction),
            "source": source,
            "customer_id": customer_id,
            "visit": visit,
            "received_at": to_micros(at),
        },
    )
    assert row is not None  # noqa: S101 - the statement returns the row it wrote
    return int(row["id"])


async def set_reply(tx: Transaction, interaction_id: int, reply: dict[str, Any]) -> None:
    """Keep the reply, so that a repeated post is answered the same."""
    text = json.dumps(reply, ensure_ascii=False)
    await tx.run(_SET_REPLY, {"id": interaction_id, "reply": text})


async def mark_reopened(tx: Transaction, interaction_id: int, *, at: datetime) -> None:
    """Note that the talk went on after all."""
    await tx.run(_REOPEN, {"id": interaction_id, "at": to_micros(at)})


async def recent(tx: Transaction, customer_id: int, *, limit: int) -> list[Ended]:
    """Read the last interactions of a person, newest first."""
    return await read_all(tx, Ended, _RECENT, {"customer_id": customer_id, "limit": limit})


async def latest(tx: Transaction) -> Latest | None:
    """Read what the newest interaction was like; None while there is none."""
    return await read_one(tx, Latest, _LATEST)


async def newest_customer(tx: Transaction) -> int | None:
    """Give the customer of the newest interaction that still has one."""
    return await read_value(tx, int, _NEWEST)


async def circumstances(tx: Transaction, interaction_id: int) -> Circumstances:
    """Read what the gates look at; an interaction on an invitation is known to exist."""
    return await read_known(tx, Circumstances, _BY_ID, {"id": interaction_id})
