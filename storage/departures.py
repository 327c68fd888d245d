"""People who leave: blocked, /stop or never; those within a day of an ask are counted for it."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from storage.dimensions import local_day
from storage.moments import from_micros, to_micros
from storage.transaction import Transaction

Kind = Literal["blocked", "stopped", "never"]
AnnoyanceKey = tuple[str, str, str]  # survey, day, kind

SOON = timedelta(hours=24)

_ASKED_SOON = """
SELECT deliveries.survey, deliveries.invitation_id, invitations.asked_at,
    EXISTS (SELECT 1 FROM departures
        WHERE departures.invitation_id = deliveries.invitation_id) AS counted
FROM deliveries JOIN invitations ON invitations.id = deliveries.invitation_id
WHERE deliveries.customer_id = :customer_id AND deliveries.counted_at >= :since
    AND deliveries.state = 'sent' AND invitations.asked_at IS NOT NULL
ORDER BY deliveries.counted_at DESC LIMIT 1
"""
_ADD = """
INSERT INTO departures (customer_id, kind, survey, invitation_id, at)
VALUES (:customer_id, :kind, :survey, :invitation_id, :at)
"""
_COUNT = """
INSERT INTO tally_annoyance (survey, day, kind, people) VALUES (:survey, :day, :kind, :people)
ON CONFLICT (survey, day, kind) DO UPDATE SET people = people + excluded.people
"""
_ANNOYED = """
SELECT kind, sum(people) AS people FROM tally_annoyance
WHERE survey = :survey AND day >= :since AND day < :until
GROUP BY kind ORDER BY kind
"""
_ALL = """
SELECT departures.survey, departures.kind, invitations.asked_at
FROM departures JOIN invitations ON invitations.id = departures.invitation_id
"""
_STORED = "SELECT survey, day, kind, people FROM tally_annoyance"
_CLEAR = "DELETE FROM tally_annoyance"


async def record(
    tx: Transaction, customer_id: int, *, kind: Kind, at: datetime, zone: ZoneInfo
) -> None:
    """Note that a person left; within a day of an ask it counts for that ask, once."""
    values = {"customer_id": customer_id, "since": to_micros(at - SOON)}
    asked = await tx.row(_ASKED_SOON, values)
    if asked is not None and asked["counted"]:
        asked = None
    about = asked or {"survey": None, "invitation_id": None}
    await tx.run(_ADD, {**about, "customer_id": customer_id, "kind": kind, "at": to_micros(at)})
    if asked is not None:
        day = local_day(from_micros(asked["asked_at"]), zone)
        await add(tx, {(asked["survey"], day, kind): 1})


async def annoyed(tx: Transaction, *, survey: str, since: date, until: date) -> dict[str, int]:
    """Count who left within a day of an ask that was claimed in these days, by how they left."""
    values = {"survey": survey, "since": since.isoformat(), "until": until.isoformat()}
    return {row["kind"]: row["people"] for row in await tx.rows(_ANNOYED, values)}


async def counted(tx: Transaction, zone: ZoneInfo) -> Counter[AnnoyanceKey]:
    """Count every row again."""
    return Counter(
        (row["survey"], local_day(from_micros(row["asked_at"]), zone), row["kind"])
        for row in await tx.rows(_ALL)
    )


async def stored(tx: Transaction) -> dict[AnnoyanceKey, int]:
    """Read the counts as they are kept."""
    rows = await tx.rows(_STORED)
    return {(row["survey"], row["day"], row["kind"]): row["people"] for row in rows}


async def replace(tx: Transaction, counts: Mapping[AnnoyanceKey, int]) -> None:
    """Keep these counts instead of the ones that are kept."""
    await tx.run(_CLEAR)
    await add(tx, counts)


async def add(tx: Transaction, counts: Mapping[AnnoyanceKey, int]) -> None:
    """Add to the counts."""
    rows = [
        {"survey": survey, "day": day, "kind": kind, "people": people}
        for (survey, day, kind), people in sorted(counts.items())
    ]
    await tx.run_many(_COUNT, rows)
