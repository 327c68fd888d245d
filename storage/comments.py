"""What people wrote about a question, and how staff read it page by page, newest first."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

from storage.moments import to_micros
from storage.rows import columns_of, read_all, read_row, read_value
from storage.transaction import Row, Transaction

_TOLD = """
    said.survey, said.agent, said.touchpoint, said.language, said.customer_id,
    versions.metric, versions.points, versions.number AS version,
    customers.name AS customer, cases.id AS case_number,
    (SELECT json_group_array(json_array(body, media)) FROM
        (SELECT body, media FROM comments
            WHERE comments.invitation_id = {key} ORDER BY message_id)) AS parts
"""
_BESIDE = """
    JOIN versions ON versions.id = said.version_id
    LEFT JOIN customers ON customers.id = said.customer_id
    LEFT JOIN cases ON cases.invitation_id = {key}
"""
_WANTED = """
    said.survey = :survey AND said.test = 0
    AND (:touchpoint IS NULL OR said.touchpoint = :touchpoint)
    AND (:agent IS NULL OR said.agent = :agent)
    AND (:language IS NULL OR said.language = :language)
    AND (:channel IS NULL OR said.channel = :channel)
    AND (:version IS NULL OR versions.number = :version)
"""
_PLACE = """
    SELECT coalesce(answers.answered_at, last.words_at), last.id
    FROM invitations AS last LEFT JOIN answers ON answers.invitation_id = last.id
    WHERE last.id = :before
"""
_PAGE = f"""
SELECT said.invitation_id, said.score, said.reason, said.answered_at AS at,
    {_TOLD.format(key="said.invitation_id")}
FROM answers AS said {_BESIDE.format(key="said.invitation_id")}
WHERE {_WANTED} AND said.answered_at >= :start AND said.answered_at < :end
    AND (:before IS NULL OR (said.answered_at, said.invitation_id) < ({_PLACE}))
    AND (:highest IS NULL OR said.score <= :highest)
    AND (:reason IS NULL OR said.reason = :reason)
    AND EXISTS (SELECT 1 FROM comments WHERE comments.invitation_id = said.invitation_id)
ORDER BY said.answered_at DESC, said.invitation_id DESC LIMIT :limit
"""  # noqa: S608 - of constants
_WITHOUT_SCORE = f"""
SELECT said.id AS invitation_id, NULL AS score, NULL AS reason, said.words_at AS at,
    {_TOLD.format(key="said.id")}
FROM invitations AS said {_BESIDE.format(key="said.id")}
WHERE {_WANTED} AND said.words_at >= :start AND said.words_at < :end
    AND (:before IS NULL OR (said.words_at, said.id) < ({_PLACE}))
    AND :highest IS NULL AND :reason IS NULL
    AND NOT EXISTS (SELECT 1 FROM answers WHERE answers.invitation_id = said.id)
ORDER BY said.words_at DESC, said.id DESC LIMIT :limit
"""  # noqa: S608 - of constants
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
_NOTE = """
UPDATE invitations SET words_at = :said_at
WHERE id = :invitation_id AND words_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM answers WHERE answers.invitation_id = :invitation_id)
"""
_PARTS = """
SELECT body, media FROM comments WHERE invitation_id = :invitation_id ORDER BY message_id
"""
_FILES = """
SELECT media, file_id FROM comments
WHERE invitation_id = :invitation_id AND file_id IS NOT NULL ORDER BY message_id
"""
_STAFF_FILES = """
SELECT media, file_id FROM case_steps JOIN cases ON cases.id = case_id
WHERE invitation_id = :invitation_id AND file_id IS NOT NULL ORDER BY case_steps.id
"""
_TALK_FILES = """
SELECT media, file_id FROM case_words JOIN cases ON cases.id = case_id
WHERE invitation_id = :invitation_id AND file_id IS NOT NULL AND speaker = 'customer'
ORDER BY case_words.id
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
class Enclosure:
    """What was sent along with words, as Telegram knows it."""

    media: Medium
    file_id: str


@dataclass(frozen=True)
class CommentRow:
    """One comment with the score it belongs to, if there is one; `parts` are its messages."""

    invitation_id: int
    survey: str
    score: int | None
    metric: str
    points: int
    agent: str | None
    touchpoint: str | None
    reason: str | None
    language: str | None
    parts: tuple[Said, ...]
    at: datetime  # of the answer, or of the first words where there is none
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
    values = {**columns_of(part), "invitation_id": invitation_id}
    await tx.run(_KEEP, values)
    await tx.run(_NOTE, values)


async def drop(tx: Transaction, invitation_id: int, message_id: int) -> None:
    """Forget a message of a comment: its newer words are a score and nothing else."""
    await tx.run(_DROP, {"invitation_id": invitation_id, "message_id": message_id})


async def parts(tx: Transaction, invitation_id: int) -> list[Said]:
    """Read a comment in order."""
    rows = await tx.rows(_PARTS, {"invitation_id": invitation_id})
    return [(row["body"], row["media"]) for row in rows]


async def files(tx: Transaction, invitation_id: int) -> list[Enclosure]:
    """Read what came with a comment, in order, then what came to its case, and staff's own."""
    about = {"invitation_id": invitation_id}
    statements = (_FILES, _TALK_FILES, _STAFF_FILES)
    return [each for sql in statements for each in await read_all(tx, Enclosure, sql, about)]


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
    """Read comments of the period, newest first, also those that came without a score.

    `before` is the last invitation seen; `highest` leaves out what has no score.
    """
    wanted = _wanted(survey, since, until, zone, filters)
    params = {**wanted, "highest": highest, "before": before, "limit": limit}
    rows = [*await tx.rows(_PAGE, params), *await tx.rows(_WITHOUT_SCORE, params)]
    found = [read_row(CommentRow, {**row, "parts": _parts(row)}) for row in rows]
    return sorted(found, key=by_moment, reverse=True)[:limit]


def by_moment(row: CommentRow) -> tuple[datetime, int]:
    """Order comments as pages do."""
    return row.at, row.invitation_id


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
