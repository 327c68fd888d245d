"""What there was with one customer before: interactions, what was answered about them, cases."""

from dataclasses import dataclass
from datetime import datetime

from storage.cases import State
from storage.rows import read_all
from storage.transaction import Transaction

_OF_CUSTOMER = """
SELECT interactions.closed_at, interactions.touchpoint, interactions.agent, invitations.survey,
    versions.metric, versions.points, answers.score, cases.id AS case_id,
    cases.state AS case_state, (SELECT min(comments.body) FROM comments
        WHERE comments.invitation_id = invitations.id) AS words
FROM interactions
LEFT JOIN invitations ON invitations.interaction_id = interactions.id AND invitations.test = 0
LEFT JOIN versions ON versions.id = invitations.version_id
LEFT JOIN answers ON answers.invitation_id = invitations.id
LEFT JOIN cases ON cases.invitation_id = invitations.id
WHERE interactions.customer_id = :customer_id
ORDER BY interactions.received_at DESC, invitations.id DESC LIMIT :limit
"""


@dataclass(frozen=True)
class Before:
    """One interaction, with one question about it, if any was answered."""

    closed_at: datetime
    touchpoint: str
    agent: str | None
    survey: str | None
    metric: str | None
    points: int | None
    score: int | None
    case_id: int | None
    case_state: State | None
    words: str | None


async def of_customer(tx: Transaction, customer_id: int, *, limit: int) -> list[Before]:
    """Read the newest of it, newest first."""
    return await read_all(tx, Before, _OF_CUSTOMER, {"customer_id": customer_id, "limit": limit})
