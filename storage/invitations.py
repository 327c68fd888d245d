"""One survey asked of one customer about one interaction, and every decision not to ask.

Here they are read, and told what they count for; `storage/asks.py` moves them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from storage.ages import counted_as
from storage.ask_states import MOVES, OPEN, State, may
from storage.dimensions import ASK_DIMENSIONS, local_day, places
from storage.moments import to_micros
from storage.rows import read_all, read_known, read_one
from storage.tallies import Delta, Key, SkipKey
from storage.transaction import Transaction

SELECT = """
SELECT invitations.*, versions.number AS version, versions.anonymous AS anonymous
FROM invitations JOIN versions ON versions.id = version_id
"""
_BY_ID = f"{SELECT} WHERE invitations.id = :id"
_BY_TOKEN = f"{SELECT} WHERE token = :token"
_BY_INTERACTION = f"{SELECT} WHERE interaction_id = :interaction_id ORDER BY invitations.id"
_OPEN_OF_CUSTOMER = f"""{SELECT}
WHERE customer_id = :customer_id AND state IN {OPEN} ORDER BY invitations.id
"""
_COMMENTING = f"""{SELECT}
WHERE customer_id = :customer_id AND comment_until > :now AND state = 'answered'
ORDER BY comment_until DESC LIMIT 1
"""
_LATE_OF = f"""{SELECT}
WHERE customer_id = :customer_id AND comment_until > :now AND state = 'expired'
ORDER BY invitations.id
"""
_PROMPTS_OVER = f"""{SELECT}
WHERE comment_until <= :now ORDER BY comment_until LIMIT :limit
"""
_PASSED_ON_ABOUT = f"""{SELECT}
    LEFT JOIN cases ON cases.invitation_id = invitations.id AND cases.state <> 'closed'
WHERE customer_id = :customer_id AND interaction_id IS NOT NULL
    AND versions.anonymous = 0 AND invitations.test = 0
ORDER BY cases.id IS NULL, invitations.id DESC LIMIT 1
"""  # the one with an open case, else the newest
_LATELY_EXPIRED = f"""{SELECT}
WHERE customer_id = :customer_id AND delivered_at IS NOT NULL
    AND state IN ('sent', 'unknown', 'expired') AND expires_at > :since AND expires_at <= :now
ORDER BY expires_at DESC LIMIT 1
"""
_OVERDUE = f"""{SELECT}
WHERE state IN {MOVES["expire"][1]} AND expires_at <= :now ORDER BY expires_at LIMIT :limit
"""  # in the order of the partial index, or SQLite does not take it


LATE = timedelta(days=1)  # so long after its end a first score still counts
CANNOT_SAY = "cannot_say"  # the gate of what was answered without a score
_NAMES = """
SELECT (SELECT name FROM customers WHERE id = :customer_id) AS customer,
    (SELECT external_id FROM interactions WHERE id = :interaction_id) AS ref
"""


@dataclass(frozen=True)
class Invitation:
    """A row of the table, joined with its version."""

    id: int
    token: str
    survey: str
    version_id: int
    version: int
    anonymous: bool
    interaction_id: int | None
    customer_id: int | None
    state: State
    gate: str | None
    until: datetime | None
    trace: str
    touchpoint: str | None
    agent: str | None
    channel: str | None
    language: str
    visit: int | None
    test: bool
    decided_at: datetime
    asked_at: datetime | None
    delivered_at: datetime | None
    answered_at: datetime | None
    expires_at: datetime | None
    comment_until: datetime | None
    changing: bool
    again: bool
    withdrawn_at: datetime | None

    @property
    def unsaid(self) -> bool:
        """Whether the person answered that they cannot say."""
        return self.state == "answered" and self.gate == CANNOT_SAY

    def is_past(self, now: datetime) -> bool:
        """Tell whether the time in which it can be answered is over."""
        return self.expires_at is not None and self.expires_at <= now

    @property
    def late_until(self) -> datetime | None:
        """Until when a first score counts after the end; None if never: anonymous, or not asked."""
        if self.anonymous or self.asked_at is None or self.expires_at is None:
            return None
        return self.expires_at + LATE

    def takes_answers(self, now: datetime) -> bool:
        """Tell whether a first score counts now; an expired ask listens as long as it says."""
        if not may(self.state, "answer"):
            return False
        if self.state == "expired":
            return self.comment_until is not None and now < self.comment_until
        ends = self.late_until or self.expires_at
        return ends is None or now < ends


@dataclass(frozen=True)
class Names:
    """What the person is called, and what the interaction is where it was told of."""

    customer: str | None
    ref: str | None


@dataclass(frozen=True)
class Draft:
    """An invitation about to be decided."""

    token: str
    survey: str
    version_id: int
    customer_id: int
    language: str
    interaction_id: int | None = None
    touchpoint: str | None = None
    agent: str | None = None
    channel: str | None = None
    visit: int | None = None
    test: bool = False


def ask_counts(row: Invitation, zone: ZoneInfo) -> dict[Key, Delta]:
    """Tell what one invitation counts for: the day it was claimed, and what became of it."""
    if row.asked_at is None or row.test:
        return {}
    day, delta = local_day(row.asked_at, zone), _ask_delta(row)
    return {
        (row.survey, dimension, value, day, row.version): delta
        for dimension, value in places(row, ASK_DIMENSIONS)
    }


def _ask_delta(row: Invitation) -> Delta:
    arrived = row.delivered_at is not None
    lost = row.state in {"unknown", "expired", "withdrawn"} and not arrived
    if row.anonymous:  # nothing that an answer changes, or the lack of one
        on_its_way = row.state in {"claimed", "unreachable", "failed"}
        delivered = int(arrived or not on_its_way)
        return {"asked": 1, "delivered": delivered, "unreachable": int(row.state == "unreachable")}
    return {
        "asked": 1,
        "delivered": int(arrived),
        "answered": int(row.state == "answered" and not row.unsaid),
        "expired": int(row.state == "expired" and arrived),
        "withdrawn": int(row.state == "withdrawn" and arrived),
        "unreachable": int(row.state == "unreachable"),
        "unknown": int(lost),
        "cannot_say": int(row.unsaid),
        **_at_age(row),
    }


def _at_age(row: Invitation) -> Delta:
    """Count once more that it was answered or taken back, by the age that it had then."""
    what = row.state if not row.unsaid else ""
    at = {"answered": row.answered_at, "withdrawn": row.withdrawn_at}.get(what)
    if at is None or row.delivered_at is None:
        return {}
    name = counted_as(what, at - row.delivered_at)
    return {name: 1} if name else {}


def skip_counts(row: Invitation, zone: ZoneInfo) -> dict[SkipKey, int]:
    """Tell where one decision not to ask counts."""
    if row.state != "skipped" or row.gate is None or row.test:
        return {}
    day = local_day(row.decided_at, zone)
    return {
        (row.survey, dimension, value, day, row.gate): 1
        for dimension, value in places(row, ASK_DIMENSIONS)
    }


async def get(tx: Transaction, invitation_id: int) -> Invitation:
    """Read an invitation that is known to exist; LookupError otherwise."""
    return await read_known(tx, Invitation, _BY_ID, {"id": invitation_id})


async def find_by_token(tx: Transaction, token: str) -> Invitation | None:
    """Find the invitation that a button or a link belongs to."""
    return await read_one(tx, Invitation, _BY_TOKEN, {"token": token})


async def of_interaction(tx: Transaction, interaction_id: int) -> list[Invitation]:
    """Read every decision made about one interaction."""
    return await read_all(tx, Invitation, _BY_INTERACTION, {"interaction_id": interaction_id})


async def open_of(tx: Transaction, customer_id: int) -> list[Invitation]:
    """Read what a person might still be asked or answer."""
    return await read_all(tx, Invitation, _OPEN_OF_CUSTOMER, {"customer_id": customer_id})


async def commenting(tx: Transaction, customer_id: int, *, now: datetime) -> Invitation | None:
    """Find the invitation whose comment window is open for this person."""
    values = {"customer_id": customer_id, "now": to_micros(now)}
    return await read_one(tx, Invitation, _COMMENTING, values)


async def late_of(tx: Transaction, customer_id: int, *, now: datetime) -> list[Invitation]:
    """Read the expired questions that a person may still answer."""
    values = {"customer_id": customer_id, "now": to_micros(now)}
    return await read_all(tx, Invitation, _LATE_OF, values)


async def lately_expired(
    tx: Transaction, customer_id: int, *, since: datetime, now: datetime
) -> Invitation | None:
    """Find the question of a person whose time ran out last, if that was since a moment."""
    values = {"customer_id": customer_id, "since": to_micros(since), "now": to_micros(now)}
    return await read_one(tx, Invitation, _LATELY_EXPIRED, values)


async def prompts_over(tx: Transaction, *, now: datetime, limit: int) -> list[Invitation]:
    """Read those whose prompt no longer listens."""
    return await read_all(tx, Invitation, _PROMPTS_OVER, {"now": to_micros(now), "limit": limit})


async def passed_on_about(tx: Transaction, customer_id: int) -> Invitation | None:
    """Find what words that are passed on are filed with: never an anonymous question."""
    return await read_one(tx, Invitation, _PASSED_ON_ABOUT, {"customer_id": customer_id})


async def overdue(tx: Transaction, *, now: datetime, limit: int) -> list[Invitation]:
    """Read open invitations whose time has run out."""
    return await read_all(tx, Invitation, _OVERDUE, {"now": to_micros(now), "limit": limit})


async def names(tx: Transaction, ask: Invitation) -> Names:
    """Read the names that a wording may mention."""
    about = {"customer_id": ask.customer_id, "interaction_id": ask.interaction_id}
    return await read_known(tx, Names, _NAMES, about)
