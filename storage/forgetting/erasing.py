"""A person is forgotten: identity and words go in place, score and day stay; and what is theirs."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from storage import asks, cases, customers, invitations
from storage.customers import Customer
from storage.forgetting.forgotten_file import Identity
from storage.forgetting.holdings import HOLDINGS, MENTIONS, Mention
from storage.moments import to_micros
from storage.transaction import Row, Transaction

_SHORTEST = 3  # a name elsewhere of fewer characters is found in too much that is not about them
_GONE = "\x1fforgotten "  # no id of another system can begin so
_LIKE = re.compile(r"[%_^]")  # what means more than itself
_UNSETTLED = """
SELECT cases.id FROM cases JOIN invitations ON invitations.id = cases.invitation_id
WHERE invitations.customer_id = :customer_id AND cases.state <> 'closed'
"""


@dataclass(frozen=True)
class Person:
    """Whom it is about, by every name that is known of them."""

    customer: Customer
    refs: tuple[tuple[str, str], ...]

    @property
    def identities(self) -> list[Identity]:
        """What they are called by Telegram and by other systems."""
        found: list[Identity] = [("ref", f"{source}:{ref}") for source, ref in self.refs]
        if self.customer.telegram_id is not None:
            found.append(("telegram", str(self.customer.telegram_id)))
        return found

    @property
    def names(self) -> list[str]:
        """What staff may have called them."""
        names = {ref for _, ref in self.refs} | {self.customer.username or ""}
        if self.customer.telegram_id is not None:
            names.add(str(self.customer.telegram_id))
        return sorted(name for name in names if len(name) >= _SHORTEST)


async def person(tx: Transaction, customer_id: int) -> Person:
    """Read whom a row of customers is about; LookupError if there is none."""
    customer = await customers.get(tx, customer_id)
    return Person(customer, tuple(await customers.refs_of(tx, customer_id)))


async def erase(tx: Transaction, customer_id: int, *, now: datetime, zone: ZoneInfo) -> None:
    """Leave nothing of a person but scores and days, which are nobody's from now on.

    Counts stay equal to the rows: an open question is withdrawn, a case that waits is closed.
    """
    whom = await person(tx, customer_id)
    for ask in await invitations.open_of(tx, customer_id):
        await asks.take_back(tx, ask, gate="opted_out", at=now, zone=zone)
    for ask in await invitations.late_of(tx, customer_id, now=now):
        await asks.drop_prompt(tx, ask)
    for row in await tx.rows(_UNSETTLED, {"customer_id": customer_id}):
        await cases.add_step(tx, row["id"], step="closed", at=now)
    for mention, rows in await mentions(tx, whom):
        await tx.run_many(mention.erase, [{key: row[key] for key in mention.keys} for row in rows])
    values = {**who(whom), "now": to_micros(now), "gone": _GONE}
    for holding in HOLDINGS:
        if holding.erase is not None:
            await tx.run(holding.erase, values)


async def mentions(tx: Transaction, whom: Person) -> list[tuple[Mention, list[Row]]]:
    """Find the rows in which somebody is named in words."""
    found = []
    for mention in MENTIONS:
        rows: dict[tuple[Any, ...], Row] = {}
        for name in whom.names:
            pattern = "%" + _LIKE.sub(r"^\g<0>", name) + "%"
            among = await tx.rows(mention.select, {"named": pattern})
            for row in _naming(among, name, mention.column):
                rows[tuple(row[key] for key in mention.keys)] = row
        found.append((mention, list(rows.values())))
    return found


def _naming(rows: Iterable[Row], name: str, column: str) -> Iterable[Row]:
    """Keep the rows in which a name stands as a word of its own."""
    word = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    return (row for row in rows if word.search(row[column]))


def who(whom: Person) -> dict[str, Any]:
    """Give what finds the rows of a person."""
    return {"customer_id": whom.customer.id, "telegram_id": whom.customer.telegram_id}
