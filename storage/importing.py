"""Answers from elsewhere: added as answered invitations that nobody was ever asked by.

Such an invitation has no `asked_at` and no delivery, so it is in no count of asks; for the person's
clocks it is an ask all the same (`counted_asks`). Its token is the key of its content, so that
a repeated line adds nothing.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from storage import exporting, repeating, tallies
from storage.answers import Answer, counts
from storage.importing_people import people
from storage.lines import SOURCE, Line, key_of
from storage.moments import from_micros
from storage.repeating import Person
from storage.rows import columns_of, read_row, read_value
from storage.transaction import Transaction
from storage.versions import Version

_KNOWN = """
SELECT token FROM json_each(:tokens) AS token CROSS JOIN invitations
WHERE invitations.token = token.value
"""
_FIRST_ASK = """
SELECT asked_at FROM invitations WHERE survey = :survey AND asked_at IS NOT NULL
ORDER BY asked_at LIMIT 1
"""
_LAST_ID = "SELECT max(id) FROM invitations"
_LAST_ANSWER = "SELECT max(id) FROM answers"
_ADD_INVITATION = """
INSERT INTO invitations (id, token, survey, version_id, customer_id, state, touchpoint, agent,
    channel, language, decided_at, answered_at)
VALUES (:id, :token, :survey, :version_id, :customer_id, 'answered', :touchpoint, :agent,
    :channel, coalesce(:language, :default_language), :answered_at, :answered_at)
"""
_ADD_ANSWER = """
INSERT INTO answers (id, invitation_id, customer_id, survey, version_id, score, reason,
    answered_at, touchpoint, agent, channel, language, source)
VALUES (:answer_id, :id, :customer_id, :survey, :version_id, :score, :reason,
    :answered_at, :touchpoint, :agent, :channel, :language, :source)
"""
_ADD_COMMENT = """
INSERT INTO comments (invitation_id, message_id, said_at, body)
VALUES (:id, 0, :answered_at, :comment)
"""


@dataclass(frozen=True)
class Setting:
    """What an import goes by: the newest version of each survey, zone, language, and the time."""

    versions: Mapping[str, Version]
    zone: ZoneInfo
    default_language: str
    now: datetime
    portions_by: Mapping[str, str | None] = field(default_factory=dict)  # of anonymous surveys


@dataclass(frozen=True)
class Added:
    """How many lines were added, and how many were there already."""

    new: int = 0
    known: int = 0

    def __add__(self, other: "Added") -> "Added":
        """Add up what two units did."""
        return Added(self.new + other.new, self.known + other.known)


async def add(tx: Transaction, lines: Sequence[Line], setting: Setting) -> Added:
    """Add the lines that are not there yet, in their order, with what they count for."""
    fresh: dict[str, Line] = {}
    for line in lines:
        fresh.setdefault(key_of(line), line)
    for key in [*await _known(tx, fresh), *await _given_here(tx, fresh.values())]:
        fresh.pop(key, None)
    rows = await _rows(tx, fresh, setting)
    await tx.run_many(_ADD_INVITATION, rows)
    await tx.run_many(_ADD_ANSWER, rows)
    await tx.run_many(_ADD_COMMENT, [row for row in rows if row["comment"] is not None])
    added = tallies.summed(counts(_answer(row), setting.zone) for row in rows)
    await tallies.add_scores(tx, added)
    await repeating.came_together(tx, _by_person(rows), setting.zone)
    return Added(len(rows), len(lines) - len(rows))


async def _known(tx: Transaction, keys: Collection[str]) -> list[str]:
    """Find the lines that were imported before."""
    return [row["token"] for row in await tx.rows(_KNOWN, {"tokens": json.dumps(list(keys))})]


async def _given_here(tx: Transaction, lines: Collection[Line]) -> list[str]:
    """Find the lines that are an export's of answers given to the bot itself."""
    firsts = {
        survey: await read_value(tx, datetime, _FIRST_ASK, {"survey": survey})
        for survey in {line.survey for line in lines}
    }
    moments = {
        (line.survey, line.answered_at)
        for line in lines
        if (first := firsts[line.survey]) is not None and line.answered_at >= first
    }
    if not moments:
        return []
    return [key_of(line) for line in await exporting.given_here(tx, moments)]


async def _rows(
    tx: Transaction, fresh: Mapping[str, Line], setting: Setting
) -> list[dict[str, Any]]:
    """Put the columns of all three tables together, with ids that follow the last ones."""
    names = {line.customer for line in fresh.values() if line.customer is not None}
    customers = await people(tx, names, at=setting.now)
    last = await read_value(tx, int, _LAST_ID) or 0
    last_answer = await read_value(tx, int, _LAST_ANSWER) or 0
    return [
        {
            **columns_of(line),
            "id": last + place,
            "answer_id": last_answer + place,
            "token": key,
            "version_id": setting.versions[line.survey].id,
            "version": setting.versions[line.survey].number,
            "customer_id": customers[line.customer] if line.customer is not None else None,
            "default_language": setting.default_language,
            "source": SOURCE,
        }
        for place, (key, line) in enumerate(fresh.items(), 1)
    ]


def _by_person(rows: Sequence[Mapping[str, Any]]) -> dict[Person, dict[int, datetime]]:
    """Give the moment of each new answer by its id, for every person and survey."""
    found: dict[Person, dict[int, datetime]] = {}
    for row in rows:
        if row["customer_id"] is not None:
            person = row["customer_id"], row["survey"]
            found.setdefault(person, {})[row["answer_id"]] = from_micros(row["answered_at"])
    return found


def _answer(row: Mapping[str, object]) -> Answer:
    values = {name: row.get(name) for name in Answer.__dataclass_fields__}
    return read_row(Answer, {**values, "test": 0, "commented": row["comment"] is not None})
