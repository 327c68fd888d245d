"""Who was forgotten, as far as hashes tell: kept in the database, and compared with the file."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from storage.database import Database
from storage.forgetting.erasing import erase, person
from storage.forgetting.forgotten_file import Forgetting, ForgottenFile, Identity, Kind
from storage.lines import person_of
from storage.moments import from_micros, to_micros
from storage.transaction import Row, Transaction

_NOTE = """
INSERT INTO forgotten (hash, event, kind, at) VALUES (:hash, :event, :kind, :at)
ON CONFLICT (hash, event) DO NOTHING
"""
_EVENTS = "SELECT hash, event, kind, at FROM forgotten ORDER BY event"
_IS = "SELECT 1 AS found FROM forgotten WHERE hash = :hash AND returned_at IS NULL LIMIT 1"
_FORGOTTEN = "SELECT hash FROM forgotten WHERE returned_at IS NULL"
_RETURN = "UPDATE forgotten SET returned_at = :at WHERE hash = :hash AND returned_at IS NULL"
_PEOPLE = """
SELECT id AS customer_id, telegram_id FROM customers
WHERE telegram_id IS NOT NULL AND id > :after ORDER BY id LIMIT :limit
"""
_NAMES = """
SELECT source, ref, customer_id FROM customer_refs
WHERE (source, ref) > (:source, :ref) ORDER BY source, ref LIMIT :limit
"""
_PAGE = 10_000


async def forget(database: Database, customer_id: int, *, now: datetime, zone: ZoneInfo) -> None:
    """Forget a person for good: first in the file, synced, then in the database and its log.

    A kill in between is made good by the next start, which does what the file says.
    """
    file = database.forgotten_file
    whom = await database.read(lambda tx: person(tx, customer_id))
    who = tuple((kind, file.hash_of((kind, name))) for kind, name in whom.identities)
    forgetting = Forgetting(secrets.token_hex(8), now, who)
    if who:  # of whom nothing but scores is known, nothing can come back
        await asyncio.to_thread(file.tell, forgetting)

    async def unit(tx: Transaction) -> None:
        await _note(tx, forgetting)
        await erase(tx, customer_id, now=now, zone=zone)

    await database.write(unit)
    await database.checkpoint()


async def is_forgotten(tx: Transaction, file: ForgottenFile, identity: Identity) -> bool:
    """Tell whether somebody of this name was forgotten, and has not pressed Start since."""
    return await tx.row(_IS, {"hash": file.hash_of(identity)}) is not None


async def who_is_forgotten(database: Database) -> Callable[[str | None], bool]:
    """Give what tells of a customer, as `name_of` writes them, whether they were forgotten."""
    file = database.forgotten_file
    hashes = {row["hash"] for row in await database.read(_all)}

    def has(customer: str | None) -> bool:
        if customer is None or not hashes:
            return False
        known = person_of(customer)
        if isinstance(known, int):
            return file.hash_of(("telegram", str(known))) in hashes
        return file.hash_of(("ref", ":".join(known))) in hashes

    return has


async def _all(tx: Transaction) -> Sequence[Row]:
    return await tx.rows(_FORGOTTEN)


async def welcome_back(
    tx: Transaction, file: ForgottenFile, identity: Identity, at: datetime
) -> None:
    """Note that somebody begins anew of their own will."""
    await tx.run(_RETURN, {"hash": file.hash_of(identity), "at": to_micros(at)})


async def catch_up(database: Database, *, now: datetime, zone: ZoneInfo) -> int:
    """Do to this database what the file says and it does not know; gives how many were erased.

    A restored backup forgets again; what the database knows and the file does not is written there.
    """
    file = database.forgotten_file
    known, told = await database.read(_events), {each.event for each in file.told}
    for event, forgetting in known.items():
        if event not in told:
            await asyncio.to_thread(file.tell, forgetting)
    missing = [each for each in file.told if each.event not in known]
    if not missing:
        return 0
    by_hash = {digest: each for each in missing for _, digest in each.who}
    found = [customer async for customer in _hashed(database, file, set(by_hash))]

    async def unit(tx: Transaction) -> None:
        for customer_id in sorted(set(found)):
            await erase(tx, customer_id, now=now, zone=zone)
        for forgetting in missing:
            await _note(tx, forgetting)

    await database.write(unit)
    await database.checkpoint()
    return len(set(found))


async def _events(tx: Transaction) -> dict[str, Forgetting]:
    found: dict[str, Forgetting] = {}
    for row in await tx.rows(_EVENTS):
        pair: tuple[Kind, str] = (row["kind"], row["hash"])
        before = found.get(row["event"])
        who = (*before.who, pair) if before else (pair,)
        found[row["event"]] = Forgetting(row["event"], from_micros(row["at"]), who)
    return found


async def _hashed(
    database: Database, file: ForgottenFile, hashes: Collection[str]
) -> AsyncIterator[int]:
    """Find the customers of whom a name has one of these hashes."""
    place: dict[str, object] = {"after": 0, "limit": _PAGE}
    while rows := await database.read(partial(_page, _PEOPLE, place)):
        for row in rows:
            if file.hash_of(("telegram", str(row["telegram_id"]))) in hashes:
                yield row["customer_id"]
        place["after"] = rows[-1]["customer_id"]
    place = {"source": "", "ref": "", "limit": _PAGE}
    while rows := await database.read(partial(_page, _NAMES, place)):
        for row in rows:
            if file.hash_of(("ref", f"{row['source']}:{row['ref']}")) in hashes:
                yield row["customer_id"]
        place |= {"source": rows[-1]["source"], "ref": rows[-1]["ref"]}


async def _page(statement: str, place: Mapping[str, object], tx: Transaction) -> Sequence[Row]:
    return await tx.rows(statement, dict(place))


async def _note(tx: Transaction, forgetting: Forgetting) -> None:
    row = {"event": forgetting.event, "at": to_micros(forgetting.at)}
    await tx.run_many(
        _NOTE, [{**row, "kind": kind, "hash": digest} for kind, digest in forgetting.who]
    )
