"""What people wrote about a question, and how staff read it page by page, newest first."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

from storage.moments import to_micros
from storage.rows import columns_of, read_row, read_value
from storage.transaction import Row, Transaction

_PAGE = """
SELECT answers.id AS answer_id, answers.survey, answers.score, answers.agent, answers.touchpoint,
    answers.reason, answers.language, answers.answered_at, answers.customer_id,
    versions.metric, versions.points, versions.number AS version,
    customers.name AS customer, cases.id AS case_number,
    (SELECT json_group_array(json_array(body, media)) FROM
        (SELECT body, media FROM comments
            WHERE comments.invitation_id = answers.invitation_id ORDER BY message_id)) AS parts
FROM answers
    JOIN versions ON versions.id = answers.version_id
    LEFT JOIN customers ON customers.id = answers.customer_id
    LEFT JOIN cases ON cases.invitation_id = answers.invitation_id
WHERE answers.survey = :survey AND answers.answered_at >= :start AND answers.answered_at < :end
    AND answers.test = 0
    AND (:before IS NULL OR (answers.answered_at, answers.id) <
        (SELECT last.answered_at, last.id FROM answers AS last WHERE last.id = :before))
    AND (:highest IS NULL OR answers.score <= :highest)
    AND (:touchpoint IS NULL OR answers.touchpoint = :touchpoint)
    AND (:agent IS NULL OR answers.agent = :agent)
    AND (:language IS NULL OR answers.language = :language)
    AND (:channel IS NULL OR answers.channel = :channel)
    AND (:reason IS NULL OR answers.reason = :reason)
    AND (:version IS NULL OR versions.number = :version)
    AND EXISTS (SELECT 1 FROM comments WHERE comments.invitation_id = answers.invitation_id)
ORDER BY answers.answered_at DESC, answers.id DESC LIMIT :limit
"""
_ANONYMOUS = """
SELECT day, body FROM anonymous_comments
WHERE survey = :survey AND day >= :since AND day < :until ORDER BY id LIMIT :limit
"""
_KEEP = """
INSERT INTO comments (invitation_id, message_id, said_at, body, media, file_id)
VALUES (:invitation_id, :message_id, :said_at, :body, :media, :file_id)
ON CONFLICT (invitation_id, message_id) DO UPDATE SET
    body = excluded.body, media = excluded.media, file_id = excluded.file_id
"""
_DROP = """
DELETE FROM comments WHERE invitation_id = :invitation_id AND message_id = :message_id
"""
_PARTS = """
SELECT body, media FROM comments WHERE invitation_id = :invitation_id ORDER BY message_id
"""
_PART_OF = """
SELECT comments.invitation_id FROM invitations
    JOIN comments ON comments.invitation_id = invitations.id
WHERE invitations.customer_id = :customer_id AND comments.message_id = :message_id
"""
Medium = Literal["voice", "photo", "video", "audio", "document", "video_note", "sticker"]
Said = tuple[str | None, Medium | None]  # what one message of a comment holds: words, a medium

FILTERS = ("touchpoint", "agent", "language", "channel", "reason", "version")


@dataclass(frozen=True)
class Part:
    """One message of a comment."""

    message_id: int
    said_at: datetime
    body: str | None = None
    media: Medium | None = None
    file_id: str | None = None


@dataclass(frozen=True)
class CommentRow:
    """One comment with the score it belongs to; `parts` are its messages."""

    answer_id: int
    survey: str
    score: int
    metric: str
    points: int
    agent: str | None
    touchpoint: str | None
    reason: str | None
    language: str | None
    parts: tuple[Said, ...]
    answered_at: datetime
    customer: str | None
    case_number: int | None

    @property
    def body(self) -> str:
        """What was written, without what was sent along."""
        return _words(self.parts)


def _parts(row: Row) -> tuple[Said, ...]:
    return tuple((body, media) for body, media in json.loads(row["parts"]))


def _words(parts: Sequence[Said]) -> str:
    return "\n".join(body for body, _ in parts if body)


@dataclass(frozen=True)
class Remark:
    """What somebody wrote, for counting; an anonymous one has neither score nor person."""

    body: str
    language: str | None = None
    score: int | None = None
    version: int | None = None
    customer_id: int | None = None


async def keep(tx: Transaction, invitation_id: int, part: Part) -> None:
    """Keep one message of a comment, or the newer words of one kept before."""
    await tx.run(_KEEP, {**columns_of(part), "invitation_id": invitation_id})


async def drop(tx: Transaction, invitation_id: int, message_id: int) -> None:
    """Forget a message of a comment: its newer words are a score and nothing else."""
    await tx.run(_DROP, {"invitation_id": invitation_id, "message_id": message_id})


async def parts(tx: Transaction, invitation_id: int) -> list[Said]:
    """Read a comment in order."""
    rows = await tx.rows(_PARTS, {"invitation_id": invitation_id})
    return [(row["body"], row["media"]) for row in rows]


async def find_invitation(tx: Transaction, *, customer_id: int, message_id: int) -> int | None:
    """Find what a person's earlier message is a comment on."""
    place = {"customer_id": customer_id, "message_id": message_id}
    return await read_value(tx, int, _PART_OF, place)


async def page(
    tx: Transaction,
    *,
    survey: str,
    since: date,
    until: date,
    zone: ZoneInfo,
    filters: Mapping[str, str] | None = None,
    highest: int | None = None,
    before: int | None = None,
    limit: int = 5,
) -> list[CommentRow]:
    """Read comments on answers of the period, newest first; `before` is the last id seen."""
    wanted = _wanted(survey, since, until, zone, filters)
    params = {**wanted, "highest": highest, "before": before, "limit": limit}
    rows = await tx.rows(_PAGE, params)
    return [read_row(CommentRow, {**row, "parts": _parts(row)}) for row in rows]


async def remarks(
    tx: Transaction,
    *,
    survey: str,
    since: date,
    until: date,
    zone: ZoneInfo,
    limit: int,
    filters: Mapping[str, str] | None = None,
) -> list[Remark]:
    """Read the words of comments on answers of the period, newest first; "" for a mere photo."""
    wanted = _wanted(survey, since, until, zone, filters)
    params = {**wanted, "highest": None, "before": None, "limit": limit}
    return [
        read_row(Remark, {**row, "body": _words(_parts(row))})
        for row in await tx.rows(_PAGE, params)
    ]


def _wanted(
    survey: str, since: date, until: date, zone: ZoneInfo, filters: Mapping[str, str] | None
) -> dict[str, object]:
    wanted: dict[str, object] = {name: (filters or {}).get(name) for name in FILTERS}
    if wanted["version"] is not None:
        wanted["version"] = int(str(wanted["version"]))
    start, end = (datetime.combine(day, time.min, zone) for day in (since, until))
    return {**wanted, "survey": survey, "start": to_micros(start), "end": to_micros(end)}


async def anonymous(
    tx: Transaction, *, survey: str, since: date, until: date, limit: int = 100
) -> list[tuple[date, str]]:
    """Read anonymous comments in an order that tells nothing: (day, words)."""
    span = {"survey": survey, "since": since.isoformat(), "until": until.isoformat()}
    rows = await tx.rows(_ANONYMOUS, {**span, "limit": limit})
    return [(date.fromisoformat(row["day"]), row["body"]) for row in rows]
