"""Which closed cases are to be asked about, and which question asks about which case."""

from dataclasses import dataclass
from datetime import datetime

from storage.moments import to_micros
from storage.rows import read_all, read_value
from storage.transaction import Transaction

_DUE = """
SELECT cases.id AS case_id, cases.invitation_id, steps.at AS closed_at
FROM case_steps AS steps INDEXED BY "case_steps#closed"
JOIN cases ON cases.id = steps.case_id
WHERE steps.step = 'closed' AND steps.at > :since AND steps.at <= :until
    AND cases.state = 'closed'
    AND NOT EXISTS (SELECT 1 FROM recoveries WHERE recoveries.case_id = cases.id)
    AND NOT EXISTS (SELECT 1 FROM case_steps AS later WHERE later.case_id = cases.id
        AND later.step IN ('closed', 'dismissed') AND later.id > steps.id)
ORDER BY steps.at LIMIT :limit
"""
_ADD = "INSERT INTO recoveries (case_id, invitation_id) VALUES (:case_id, :invitation_id)"
_REASON = """
SELECT answers.reason FROM recoveries
JOIN cases ON cases.id = recoveries.case_id
JOIN answers ON answers.invitation_id = cases.invitation_id
WHERE recoveries.invitation_id = :invitation_id
"""


@dataclass(frozen=True)
class ClosedCase:
    """A case that was closed, and the question whose answer had opened it."""

    case_id: int
    invitation_id: int
    closed_at: datetime


async def due(tx: Transaction, *, since: datetime, until: datetime, limit: int) -> list[ClosedCase]:
    """Read cases that were last closed within a time, are closed still and not asked about."""
    span = {"since": to_micros(since), "until": to_micros(until), "limit": limit}
    return await read_all(tx, ClosedCase, _DUE, span)


async def add(tx: Transaction, *, case_id: int, invitation_id: int) -> None:
    """Note that a case is asked about, or would be if a rule did not say no."""
    await tx.run(_ADD, {"case_id": case_id, "invitation_id": invitation_id})


async def reason_of(tx: Transaction, invitation_id: int) -> str | None:
    """Give the reason of the answer that opened the case asked about; None where there is none."""
    return await read_value(tx, str, _REASON, {"invitation_id": invitation_id})
