"""Answers that nobody can be joined to: a random key, a day, a score."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from storage import tallies
from storage.dimensions import local_day
from storage.invitations import Invitation
from storage.rows import read_value
from storage.transaction import Transaction

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
SELECT count(*) FROM anonymous_answers WHERE survey = :survey AND score <= :highest
"""
_NTH_NEWEST = """
SELECT day FROM anonymous_answers WHERE survey = :survey
ORDER BY day DESC LIMIT 1 OFFSET :earlier
"""

Said = tuple[str, str, str]  # survey, day, words


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
    await add_all(tx, [(row, invitation.version_id)])


async def add_all(tx: Transaction, answers: Sequence[tuple[AnonymousAnswer, int]]) -> None:
    """Keep scores, each with the id of its version, and what they count for."""
    rows = [
        {**vars(each), "id": secrets.token_hex(16), "version_id": version_id}
        for each, version_id in answers
    ]
    await tx.run_many(_ADD, rows)
    await tallies.add_scores(tx, tallies.summed(counts(each) for each, _ in answers))


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
    await add_comments(tx, [(survey, local_day(at, zone), body)])


async def add_comments(tx: Transaction, comments: Sequence[Said]) -> None:
    """Keep the words of many."""
    rows = [
        {"id": secrets.token_hex(16), "survey": survey, "day": day, "body": body}
        for survey, day, body in comments
    ]
    await tx.run_many(_ADD_COMMENT, rows)


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
    return await read_value(tx, date, _NTH_NEWEST, {"survey": survey, "earlier": n - 1})


async def count_low(tx: Transaction, *, survey: str, highest: int) -> int:
    """Count the answers up to a score, for alerts that move in steps."""
    return await read_value(tx, int, _LOW, {"survey": survey, "highest": highest}) or 0
