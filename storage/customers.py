"""The people who may be asked: who they are, what they are called elsewhere, what they decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from storage import repeating
from storage.moments import to_micros
from storage.rows import read_all, read_known, read_one, stored
from storage.transaction import Transaction

_BY_TELEGRAM = "SELECT * FROM customers WHERE telegram_id = :telegram_id"
_BY_ID = "SELECT * FROM customers WHERE id = :id"
_BY_REF = """
SELECT customers.* FROM customer_refs JOIN customers ON customers.id = customer_refs.customer_id
WHERE customer_refs.source = :source AND customer_refs.ref = :ref
"""
_BY_ANY_REF = """
SELECT customers.* FROM customer_refs JOIN customers ON customers.id = customer_refs.customer_id
WHERE customer_refs.ref = :ref ORDER BY customers.id LIMIT :limit
"""
_BY_USERNAME = """
SELECT * FROM customers WHERE username = :username ORDER BY id LIMIT :limit
"""
_REFS = "SELECT source, ref FROM customer_refs WHERE customer_id = :id ORDER BY source, ref"
_REMEMBER = """
INSERT INTO customers (telegram_id, name, username, telegram_language, first_seen_at)
VALUES (:telegram_id, :name, :username, :language, :at)
ON CONFLICT (telegram_id) DO UPDATE SET
    name = coalesce(excluded.name, name),
    username = coalesce(excluded.username, username),
    telegram_language = coalesce(excluded.telegram_language, telegram_language)
RETURNING *
"""
_ADD_REF = """
INSERT INTO customer_refs (source, ref, customer_id) VALUES (:source, :ref, :customer_id)
ON CONFLICT (source, ref) DO NOTHING
"""
_MOVE_REFS = "UPDATE customer_refs SET customer_id = :to WHERE customer_id = :from"
_MOVE_INTERACTIONS = "UPDATE interactions SET customer_id = :to WHERE customer_id = :from"
_MOVE_INVITATIONS = "UPDATE invitations SET customer_id = :to WHERE customer_id = :from"
_MOVE_ANSWERS = "UPDATE answers SET customer_id = :to WHERE customer_id = :from"
_KEEP_ZONE = """
UPDATE customers SET
    timezone = coalesce(timezone, (SELECT timezone FROM customers WHERE id = :from))
WHERE id = :to
"""
_DROP = "DELETE FROM customers WHERE id = :from"
_STARTED = """
UPDATE customers SET started_at = coalesce(started_at, :at), unreachable_at = NULL WHERE id = :id
"""
_HEARD_FROM = """
UPDATE customers SET unreachable_at = NULL
WHERE telegram_id = :telegram_id AND unreachable_at IS NOT NULL
"""
_AGREED = "UPDATE customers SET agreed_to = :version, agreed_at = :at WHERE id = :id"
_OPT_OUT = "UPDATE customers SET opted_out_at = :at WHERE id = :id"
_UNREACHABLE = "UPDATE customers SET unreachable_at = :at WHERE id = :id"
_ALBUM = """
UPDATE customers SET answered_album = :album
WHERE id = :id AND (answered_album IS NULL OR answered_album <> :album) RETURNING id
"""
_ZONE = "UPDATE customers SET timezone = :timezone WHERE id = :id"
_GUIDED = "UPDATE customers SET guided_at = :at WHERE id = :id"


@dataclass(frozen=True)
class Customer:
    """One person, as known to the bot."""

    id: int
    telegram_id: int | None
    name: str | None
    username: str | None
    telegram_language: str | None
    chosen_language: str | None
    timezone: str | None
    opted_out_at: datetime | None
    unreachable_at: datetime | None
    started_at: datetime | None
    guided_at: datetime | None
    talk_case: int | None  # the case that staff talk with them about


@dataclass(frozen=True)
class Profile:
    """What Telegram tells about a person with every update."""

    telegram_id: int
    name: str | None = None
    username: str | None = None
    language: str | None = None


async def remember(tx: Transaction, profile: Profile, *, at: datetime) -> Customer:
    """Find or add the person behind a Telegram id, and keep what is newly known."""
    return await read_known(tx, Customer, _REMEMBER, {**vars(profile), "at": to_micros(at)})


async def find_by_telegram(tx: Transaction, telegram_id: int) -> Customer | None:
    """Find a person by Telegram id."""
    return await read_one(tx, Customer, _BY_TELEGRAM, {"telegram_id": telegram_id})


async def find_by_ref(tx: Transaction, *, source: str, ref: str) -> Customer | None:
    """Find a person by what another system calls them."""
    return await read_one(tx, Customer, _BY_REF, {"source": source, "ref": ref})


async def with_ref(tx: Transaction, ref: str, *, limit: int) -> list[Customer]:
    """Find whom any source calls so."""
    return await read_all(tx, Customer, _BY_ANY_REF, {"ref": ref, "limit": limit})


async def with_username(tx: Transaction, username: str, *, limit: int) -> list[Customer]:
    """Find whoever was last known by a name on Telegram; names move from one to another."""
    return await read_all(tx, Customer, _BY_USERNAME, {"username": username, "limit": limit})


async def refs_of(tx: Transaction, customer_id: int) -> list[tuple[str, str]]:
    """Read what other systems call a person: (source, ref)."""
    return [(row["source"], row["ref"]) for row in await tx.rows(_REFS, {"id": customer_id})]


async def get(tx: Transaction, customer_id: int) -> Customer:
    """Read a person who is known to exist."""
    return await read_known(tx, Customer, _BY_ID, {"id": customer_id})


async def add_stranger(tx: Transaction, *, name: str | None, at: datetime) -> Customer:
    """Add a person whom only another system can name so far."""
    nobody = dict.fromkeys(("telegram_id", "username", "language"))  # and so in nobody's way
    values = {**nobody, "name": name, "at": to_micros(at)}
    return await read_known(tx, Customer, _REMEMBER, values)


async def add_forgotten(tx: Transaction, *, at: datetime) -> Customer:
    """Add somebody of whom nothing is to be known but that they are not asked."""
    nobody = await add_stranger(tx, name=None, at=at)
    await mark_opted_out(tx, nobody.id, at=at)
    return await get(tx, nobody.id)


async def add_ref(tx: Transaction, *, source: str, ref: str, customer_id: int) -> None:
    """Note what another system calls a person; the first to be told stands."""
    await tx.run(_ADD_REF, {"source": source, "ref": ref, "customer_id": customer_id})


async def bind(tx: Transaction, *, stranger: int, customer: Customer, zone: ZoneInfo) -> None:
    """Make a stranger and a person on Telegram one: all that was the stranger's is theirs."""
    if stranger == customer.id:
        return
    pair = {"from": stranger, "to": customer.id}
    paired = await repeating.of(tx, (stranger, customer.id), zone)
    for statement in (_KEEP_ZONE, _MOVE_REFS, _MOVE_INTERACTIONS, _MOVE_INVITATIONS, _MOVE_ANSWERS):
        await tx.run(statement, pair)
    await tx.run(_DROP, {"from": stranger})
    await repeating.moved(tx, paired, [customer.id], zone)


async def mark_started(tx: Transaction, customer_id: int, *, at: datetime) -> None:
    """Note that the person wrote to the bot, and so can be written to."""
    await tx.run(_STARTED, {"id": customer_id, "at": to_micros(at)})


async def note_agreed(tx: Transaction, customer_id: int, *, version: str, at: datetime) -> None:
    """Note which words about privacy the person pressed Start below."""
    await tx.run(_AGREED, {"id": customer_id, "version": version, "at": to_micros(at)})


async def mark_heard_from(tx: Transaction, telegram_ids: Sequence[int]) -> None:
    """Note that people wrote or pressed in their chats with the bot, and so can be written to."""
    await tx.run_many(_HEARD_FROM, [{"telegram_id": each} for each in telegram_ids])


async def mark_opted_out(tx: Transaction, customer_id: int, *, at: datetime | None) -> None:
    """Note a decision never to be asked again, or its end."""
    await tx.run(_OPT_OUT, {"id": customer_id, "at": stored(at)})


async def mark_unreachable(tx: Transaction, customer_id: int, *, at: datetime) -> None:
    """Note that Telegram refuses to deliver to this person."""
    await tx.run(_UNREACHABLE, {"id": customer_id, "at": to_micros(at)})


async def set_timezone(tx: Transaction, customer_id: int, *, timezone: str) -> None:
    """Note in which zone the person lives, as another system tells; the newest stands."""
    await tx.run(_ZONE, {"id": customer_id, "timezone": timezone})


async def mark_guided(tx: Transaction, customer_id: int, *, at: datetime) -> None:
    """Note when the person was last told what this chat is for."""
    await tx.run(_GUIDED, {"id": customer_id, "at": to_micros(at)})


async def note_album(tx: Transaction, customer_id: int, album: str) -> bool:
    """Note that something was said to an album of somebody's; False if that was so already."""
    return await tx.row(_ALBUM, {"id": customer_id, "album": album}) is not None
