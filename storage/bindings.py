"""Which of other systems' names belong to which person on Telegram, and how that became known."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from storage import customers
from storage.customers import Customer
from storage.moments import to_micros
from storage.rows import read_all
from storage.transaction import Transaction

By = Literal["interaction", "links"]
LINKS_PROVE = 2  # so many links of one name, opened by one person

_MOVE = "UPDATE invitations SET customer_id = :customer_id WHERE id = :id"
_OPENED = """
INSERT INTO link_openings (invitation_id, stranger_id, customer_id, opened_at)
VALUES (:id, :stranger_id, :customer_id, :at)
"""
_HOW_MANY = """
SELECT count(*) AS links FROM link_openings
WHERE stranger_id = :stranger_id AND customer_id = :customer_id
"""
_LAST_OPENER_STOPPED = """
SELECT customers.opted_out_at AS stopped FROM link_openings
JOIN customers ON customers.id = link_openings.customer_id
WHERE link_openings.stranger_id = :stranger_id
ORDER BY link_openings.opened_at DESC, link_openings.invitation_id DESC LIMIT 1
"""
_FORGET_OPENINGS = "DELETE FROM link_openings WHERE stranger_id = :stranger_id"
_NOTE = """
UPDATE customer_refs SET bound_at = :at, bound_by = :by
WHERE source = :source AND ref = :ref AND bound_at IS NULL
"""
_OF_PERSON = """
SELECT source, ref, bound_at, bound_by FROM customer_refs WHERE customer_id = :customer_id
ORDER BY source, ref
"""
_UNBIND = """
UPDATE customer_refs SET customer_id = :stranger_id, bound_at = NULL, bound_by = NULL
WHERE source = :source AND ref = :ref
"""


@dataclass(frozen=True)
class Binding:
    """A name of another system that is a person's; of before this was kept nothing is known."""

    source: str
    ref: str
    bound_at: datetime | None
    bound_by: By | None


async def open_link(
    tx: Transaction, invitation_id: int, *, stranger: int, customer: Customer, at: datetime
) -> int:
    """Let a question be that of who opened its link; gives how many of these links they opened."""
    pair = {"stranger_id": stranger, "customer_id": customer.id}
    await tx.run(_MOVE, {"id": invitation_id, "customer_id": customer.id})
    await tx.run(_OPENED, {"id": invitation_id, "at": to_micros(at), **pair})
    row = await tx.row(_HOW_MANY, pair)
    return int(row["links"]) if row else 0


async def has_opener_stopped(tx: Transaction, stranger: int) -> bool:
    """Tell whether who opened the newest link of a name never wants to be asked again."""
    row = await tx.row(_LAST_OPENER_STOPPED, {"stranger_id": stranger})
    return row is not None and row["stopped"] is not None


async def bind(
    tx: Transaction, *, stranger: int, customer: Customer, by: By, at: datetime, zone: ZoneInfo
) -> None:
    """Make a stranger and a person on Telegram one: names, history and answers are theirs."""
    names = await customers.refs_of(tx, stranger)
    if stranger != customer.id:
        await tx.run(_FORGET_OPENINGS, {"stranger_id": stranger})
        await customers.bind(tx, stranger=stranger, customer=customer, zone=zone)
    for source, ref in names:
        await note(tx, source, ref, by=by, at=at)


async def note(tx: Transaction, source: str, ref: str, *, by: By, at: datetime) -> None:
    """Note how it became known whose name it is, where that is not noted yet."""
    await tx.run(_NOTE, {"source": source, "ref": ref, "by": by, "at": to_micros(at)})


async def of_person(tx: Transaction, customer_id: int) -> list[Binding]:
    """Read what other systems call a person."""
    return await read_all(tx, Binding, _OF_PERSON, {"customer_id": customer_id})


async def unbind(tx: Transaction, binding: Binding, *, at: datetime) -> None:
    """Let a name be nobody's on Telegram again; what the person said and was asked stays theirs."""
    stranger = await customers.add_stranger(tx, name=None, at=at)
    await tx.run(
        _UNBIND, {"source": binding.source, "ref": binding.ref, "stranger_id": stranger.id}
    )
