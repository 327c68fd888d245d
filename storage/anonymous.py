"""Answers that nobody can be joined to: a random key, a day, a score."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from storage import tallies
from storage.database import Transaction
from storage.dimensions import local_day
from storage.invitations import Invitation

_ADD = """
INSERT INTO anonymous_answers (id, survey, version_id, score, day, touchpoint, channel)
VALUES (:id, :survey, :version_id, :score, :day, :touchpoint, :channel)
"""
_ADD_COMMENT = """
INSERT INTO anonymous_comments (id, survey, day, body) VALUES (:id, :survey, :day, :body)
"""
_BY_DAY = """
SELECT versions.number AS version, day, touchpoint, channel, score, count(*) AS people
FROM anonymous_answers JOIN versions ON versions.id = version_id
WHERE anonymous_answers.survey = :survey
GROUP BY version_id, day, touchpoint, channel, score
"""
_LOW = """
SELECT count(*) AS people FROM anonymous_answers WHERE survey = :survey AND score <= :highest
"""
_NTH_NEWEST = """
SELECT day FROM anonymous_answers WHERE survey = :survey
ORDER BY day DESC LIMIT 1 OFFSET :earlier
"""


@dataclass(frozen=True)
class AnonymousAnswer:
    """What is counted of an anonymous answer."""

    survey: str
    version: int
    score: int
    day: str
    touchpoint: str | None
    channel: str | None


@dataclass(frozen=True)
class DayCell:
    """How many people gave each score on a day, at one touchpoint and in one channel."""

    version: int
    day: date
    touchpoint: str | None
    channel: str | None
    scores: dict[int, int]


async def add(
    tx: Transaction, invitation: Invitation, *, score: int, at: datetime, zone: ZoneInfo
) -> None:
    """Keep a score without the person."""
    row = AnonymousAnswer(
        invitation.survey,
        invitation.version,
        score,
        local_day(at, zone),
        invitation.touchpoint,
        invitation.channel,
    )
    key = {"id": secrets.token_hex(16), "version_id": invitation.version_id}
    await tx.run(_ADD, {**vars(row), **key})
    await tallies.add_scores(tx, counts(row))


def counts(row: AnonymousAnswer) -> dict[tallies.Key, tallies.Delta]:
    """Tell what one anonymous answer counts for."""
    found = [("total", ""), ("touchpoint", row.touchpoint), ("channel", row.channel)]
    return {
        (row.survey, dimension, value, row.day, row.version): {f"s{row.score}": 1}
        for dimension, value in found
        if value is not None
    }


async def add_comment(
    tx: Transaction, *, survey: str, body: str, at: datetime, zone: ZoneInfo
) -> None:
    """Keep words without the person, and apart from the score."""
    day = local_day(at, zone)
    values = {"id": secrets.token_hex(16), "survey": survey, "day": day, "body": body}
    await tx.run(_ADD_COMMENT, values)


async def by_day(tx: Transaction, survey: str) -> list[DayCell]:
    """Count every answer to a survey that there is."""
    cells: dict[tuple[int, str, str | None, str | None], dict[int, int]] = {}
    for row in await tx.rows(_BY_DAY, {"survey": survey}):
        cell = (row["version"], row["day"], row["touchpoint"], row["channel"])
        cells.setdefault(cell, {})[row["score"]] = row["people"]
    return [
        DayCell(version, date.fromisoformat(day), touchpoint, channel, scores)
        for (version, day, touchpoint, channel), scores in cells.items()
    ]


async def nth_newest(tx: Transaction, *, survey: str, n: int) -> date | None:
    """Tell on which day the nth newest answer came; None while there are fewer."""
    row = await tx.row(_NTH_NEWEST, {"survey": survey, "earlier": n - 1})
    return date.fromisoformat(row["day"]) if row else None


async def count_low(tx: Transaction, *, survey: str, highest: int) -> int:
    """Count the answers up to a score, for alerts that move in steps."""
    row = await tx.row(_LOW, {"survey": survey, "highest": highest})
    return int(row["people"]) if row else 0
