"""Which talks of staff with customers go on: until when, and whose words belong to which."""

from datetime import datetime

from storage.cases import Case
from storage.moments import to_micros
from storage.rows import read_all, read_one
from storage.transaction import Transaction

_GO_ON = "UPDATE cases SET talk_until = :until WHERE id = :id"
_TURN_TO = "UPDATE customers SET talk_case = :case_id WHERE id = :id"
_GOING_ON = """
SELECT cases.* FROM customers JOIN cases ON cases.id = customers.talk_case
WHERE customers.id = :customer_id AND cases.state <> 'closed' AND cases.talk_until > :now
"""
_END = "UPDATE cases SET talk_until = NULL WHERE id = :id"
_TURN_AWAY = """
UPDATE customers SET talk_case = (
    SELECT max(cases.id) FROM cases JOIN invitations ON invitations.id = cases.invitation_id
    WHERE invitations.customer_id = customers.id AND cases.talk_until IS NOT NULL)
WHERE talk_case = :id
"""
_OF_CUSTOMER = """
SELECT cases.* FROM invitations JOIN cases ON cases.invitation_id = invitations.id
WHERE invitations.customer_id = :customer_id AND cases.talk_until IS NOT NULL
"""
_SILENT = """
SELECT * FROM cases WHERE talk_until <= :now ORDER BY talk_until LIMIT :limit
"""


async def go_on(tx: Transaction, case: Case, *, customer_id: int, until: datetime) -> None:
    """Let a talk go on: what the customer says next belongs to it."""
    await tx.run(_GO_ON, {"id": case.id, "until": to_micros(until)})
    await tx.run(_TURN_TO, {"id": customer_id, "case_id": case.id})


async def going_on(tx: Transaction, customer_id: int, *, now: datetime) -> Case | None:
    """Find the case that a customer's words belong to."""
    return await read_one(tx, Case, _GOING_ON, {"customer_id": customer_id, "now": to_micros(now)})


async def end(tx: Transaction, case: Case) -> None:
    """End a talk; another one of its customer that goes on has their words from now on."""
    await tx.run(_END, {"id": case.id})
    await tx.run(_TURN_AWAY, {"id": case.id})


async def of_customer(tx: Transaction, customer_id: int) -> list[Case]:
    """Read the cases about which a customer is talked with."""
    return await read_all(tx, Case, _OF_CUSTOMER, {"customer_id": customer_id})


async def silent(tx: Transaction, *, now: datetime, limit: int) -> list[Case]:
    """Read the cases whose talk has fallen silent, longest first."""
    return await read_all(tx, Case, _SILENT, {"now": to_micros(now), "limit": limit})
