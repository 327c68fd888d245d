"""The scores people gave, the reason they tapped, and how both move the daily counts."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from storage import repeating, tallies
from storage.dimensions import SCORE_DIMENSIONS, local_day, places
from storage.invitations import Invitation
from storage.moments import to_micros
from storage.repeating import Person
from storage.rows import columns_of, read_one, read_row, read_value
from storage.tallies import Delta, Key
from storage.transaction import Transaction

_COLUMNS = """answers.*, versions.number AS version,
    EXISTS (
        SELECT 1 FROM comments WHERE comments.invitation_id = answers.invitation_id
    ) AS commented"""
_FROM = "FROM answers JOIN versions ON versions.id = version_id"
SELECT = f"SELECT {_COLUMNS} {_FROM}"
_BY_INVITATION = f"{SELECT} WHERE invitation_id = :invitation_id"
_ADDED = f"""
SELECT {_COLUMNS}, EXISTS (
    SELECT 1 FROM answers AS other
    WHERE other.customer_id = answers.customer_id AND other.survey = answers.survey
        AND other.id <> answers.id AND other.test = 0
) AS again {_FROM} WHERE answers.invitation_id = :invitation_id
"""  # noqa: S608 - of constants
_ADD = """
INSERT INTO answers (invitation_id, customer_id, survey, version_id, score, reason, answered_at,
    touchpoint, agent, channel, language, visit, test, message_id)
VALUES (:invitation_id, :customer_id, :survey, :version_id, :score, :reason, :at,
    :touchpoint, :agent, :channel, :language, :visit, :test, :message_id)
ON CONFLICT (invitation_id) DO NOTHING
"""
_CHANGE = """
UPDATE answers SET score = :score, reason = :reason, changed_at = :changed_at WHERE id = :id
"""
_TYPED_IN = """
SELECT invitation_id FROM answers WHERE customer_id = :customer_id AND message_id = :message_id
"""
_NTH_NEWEST = """
SELECT answered_at FROM answers WHERE survey = :survey AND test = 0
ORDER BY answered_at DESC LIMIT 1 OFFSET :earlier
"""


@dataclass(frozen=True)
class Answer:
    """A row of the table, with the number of its version."""

    id: int
    invitation_id: int
    customer_id: int | None
    survey: str
    version_id: int
    version: int
    score: int
    reason: str | None
    answered_at: datetime
    changed_at: datetime | None
    touchpoint: str | None
    agent: str | None
    channel: str | None
    language: str | None
    visit: int | None
    test: bool
    message_id: int | None  # of the message that it was typed in
    commented: bool


async def find(tx: Transaction, ask: Invitation) -> Answer | None:
    """Find the answer to an ask; there is none to look for before its moment has come."""
    if ask.answered_at is None:
        return None
    return await read_one(tx, Answer, _BY_INVITATION, {"invitation_id": ask.id})


async def nth_newest(tx: Transaction, *, survey: str, n: int) -> datetime | None:
    """Tell when the nth newest answer came; None while there are fewer."""
    return await read_value(tx, datetime, _NTH_NEWEST, {"survey": survey, "earlier": n - 1})


async def typed_in(tx: Transaction, *, customer_id: int, message_id: int) -> int | None:
    """Find the ask whose score a person's earlier message gave."""
    place = {"customer_id": customer_id, "message_id": message_id}
    return await read_value(tx, int, _TYPED_IN, place)


async def add(
    tx: Transaction,
    invitation: Invitation,
    *,
    score: int,
    at: datetime,
    zone: ZoneInfo,
    message_id: int | None = None,
    reason: str | None = None,
) -> Answer:
    """Keep the first score given to an invitation, and the message if it was typed.

    A `reason` is given with it only where it is known beforehand.
    """
    given = {
        "invitation_id": invitation.id,
        "score": score,
        "at": to_micros(at),
        "message_id": message_id,
        "reason": reason,
    }
    await tx.run(_ADD, {**vars(invitation), **given})
    (row,) = await tx.rows(_ADDED, given)
    added = read_row(Answer, row)
    await tallies.add_scores(tx, counts(added, zone))
    if row["again"] and (person := _person(added)) is not None:
        await repeating.came(tx, person, {added.id: added.answered_at}, zone)
    return added


async def change(
    tx: Transaction,
    answer: Answer,
    *,
    zone: ZoneInfo,
    at: datetime,
    **changes: Any,  # noqa: ANN401 - columns of the row
) -> Answer:
    """Change the score or the reason; the day stays that of the first answer."""
    after = replace(answer, changed_at=at, **changes)
    person, given = _person(answer), answer.answered_at
    said = await repeating.around(tx, person, answer_id=answer.id, at=given, zone=zone)
    await tx.run(_CHANGE, columns_of(after))
    await tallies.add_scores(tx, tallies.subtract(counts(after, zone), counts(answer, zone)))
    await repeating.changed(tx, person, said, at=given, zone=zone)
    return after


def _person(answer: Answer) -> Person | None:
    """Tell who may have answered this survey before; nobody knows of answers without a name."""
    if answer.test or answer.customer_id is None:
        return None
    return answer.customer_id, answer.survey


async def note_comment(
    tx: Transaction, answer: Answer, *, zone: ZoneInfo, commented: bool = True
) -> None:
    """Count that the answer has a comment now, or has none any more."""
    after = replace(answer, commented=commented)
    await tallies.add_scores(tx, tallies.subtract(counts(after, zone), counts(answer, zone)))


def counts(row: Answer, zone: ZoneInfo) -> dict[Key, Delta]:
    """Tell what one answer counts for."""
    if row.test:
        return {}
    delta = {f"s{row.score}": 1, "comments": int(row.commented)}
    day = local_day(row.answered_at, zone)
    return {
        (row.survey, dimension, value, day, row.version): delta
        for dimension, value in places(row, SCORE_DIMENSIONS)
    }
