"""Cases that somebody takes and closes: unhappy answers, words without a score; and every step."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from storage.comments import Enclosure, Medium
from storage.moments import to_micros
from storage.rows import read_all, read_one, read_value
from storage.transaction import Transaction

State = Literal["open", "taken", "closed"]
StepName = Literal[
    "opened", "taken", "closed", "reopened", "note", "dismissed", "given", "silent", "stopped"
]

_OPEN = """
INSERT INTO cases (token, invitation_id, score, state, opened_at)
VALUES (:token, :invitation_id, :score, 'open', :at)
ON CONFLICT (invitation_id) DO NOTHING RETURNING *
"""
_BY_ID = "SELECT * FROM cases WHERE id = :id"
_BY_TOKEN = "SELECT * FROM cases WHERE token = :token"  # noqa: S105 - a statement
_BY_INVITATION = "SELECT * FROM cases WHERE invitation_id = :invitation_id"
_UNSETTLED = """
SELECT * FROM cases WHERE state <> 'closed' ORDER BY id LIMIT :limit
"""
_WAITING = """
SELECT * FROM cases
WHERE state <> 'closed' AND (state = 'open' OR :target = 'close') AND opened_at <= :before
    AND NOT EXISTS (SELECT 1 FROM deliveries
        WHERE dedupe = 'overdue ' || :target || ':' || cases.id)
ORDER BY id LIMIT :limit
"""
_COUNT = "SELECT count(*) FROM cases WHERE state <> 'closed'"
_NEWEST = "SELECT max(id) FROM cases"
_MOVE = """
UPDATE cases SET state = :state, held_by = :held_by
WHERE id = :id AND state IN (SELECT value FROM json_each(:from))
"""
_STEP = """
INSERT INTO case_steps (case_id, step, at, actor, note, message_id, media, file_id)
VALUES (:case_id, :step, :at, :actor, :note, :message_id, :media, :file_id)
ON CONFLICT (case_id, message_id) DO UPDATE SET note = excluded.note
"""
_STEPS = """
SELECT case_steps.step, case_steps.at, case_steps.actor, case_steps.note, colleagues.name,
    case_steps.media, case_steps.file_id
FROM case_steps LEFT JOIN colleagues ON colleagues.telegram_id = case_steps.actor
WHERE case_id = :case_id ORDER BY case_steps.id
"""
_TOKEN_BYTES = 12
_NO_FILE = {"media": None, "file_id": None}


@dataclass(frozen=True)
class Case:
    """A row of the table; `score` is the one that opened it, None where words did."""

    id: int
    token: str
    invitation_id: int
    score: int | None
    state: State
    opened_at: datetime
    held_by: int | None
    talk_until: datetime | None = None  # staff talk with the customer, unless it falls silent


@dataclass(frozen=True)
class Step:
    """What was done about a case, and by whom; nobody where the bot did it."""

    step: StepName
    at: datetime
    actor: int | None
    note: str | None
    name: str | None
    media: Medium | None = None
    file_id: str | None = None


async def open_case(
    tx: Transaction, invitation_id: int, *, score: int | None, at: datetime
) -> Case | None:
    """Open a case about an answer; None where it has one."""
    values = {
        "token": secrets.token_urlsafe(_TOKEN_BYTES),
        "invitation_id": invitation_id,
        "score": score,
        "at": to_micros(at),
    }
    opened = await read_one(tx, Case, _OPEN, values)
    if opened is not None:
        await add_step(tx, opened.id, step="opened", at=at)
    return opened


async def find(tx: Transaction, number: int) -> Case | None:
    """Find a case by its number."""
    return await read_one(tx, Case, _BY_ID, {"id": number})


async def find_by_token(tx: Transaction, token: str) -> Case | None:
    """Find the case of a button."""
    return await read_one(tx, Case, _BY_TOKEN, {"token": token})


async def of_invitation(tx: Transaction, invitation_id: int) -> Case | None:
    """Find the case about an answer."""
    return await read_one(tx, Case, _BY_INVITATION, {"invitation_id": invitation_id})


async def unsettled(tx: Transaction, *, limit: int) -> list[Case]:
    """Read the cases that are not closed, oldest first."""
    return await read_all(tx, Case, _UNSETTLED, {"limit": limit})


async def waiting(tx: Transaction, target: str, *, before: datetime, limit: int) -> list[Case]:
    """Read the cases that wait since then to be taken, or closed, and were not told of."""
    values = {"target": target, "before": to_micros(before), "limit": limit}
    return await read_all(tx, Case, _WAITING, values)


def overdue_dedupe(target: str, number: int) -> str:
    """Name the message that a case is overdue, which is sent once."""
    return f"overdue {target}:{number}"


async def count_unsettled(tx: Transaction) -> int:
    """Count the cases that are not closed."""
    return await read_value(tx, int, _COUNT) or 0


async def newest(tx: Transaction) -> int | None:
    """Give the number of the newest case; None while there is none."""
    return await read_value(tx, int, _NEWEST)


async def move(
    tx: Transaction,
    case: Case,
    *,
    state: State,
    from_states: Collection[State],
    held_by: int | None,
) -> bool:
    """Change the state if it is still one of those; False if somebody was quicker."""
    listed = "[" + ",".join(f'"{each}"' for each in sorted(from_states)) + "]"
    values = {"id": case.id, "state": state, "held_by": held_by, "from": listed}
    return await tx.run(_MOVE, values) == 1


async def add_step(
    tx: Transaction,
    number: int,
    *,
    step: StepName,
    at: datetime,
    actor: int | None = None,
    note: str | None = None,
    message_id: int | None = None,
    file: Enclosure | None = None,
) -> None:
    """Note what was done; a note of the same message replaces its older words."""
    values = {"step": step, "at": to_micros(at), "actor": actor, "note": note}
    sent = {"media": file.media, "file_id": file.file_id} if file else _NO_FILE
    await tx.run(_STEP, {**values, **sent, "case_id": number, "message_id": message_id})


async def steps(tx: Transaction, number: int) -> list[Step]:
    """Read what was done about a case, oldest first."""
    return await read_all(tx, Step, _STEPS, {"case_id": number})
