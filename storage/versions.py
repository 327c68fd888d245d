"""What each survey asked at a time: a change of meaning starts a new version."""

from dataclasses import dataclass
from datetime import datetime

from storage.moments import to_micros
from storage.rows import columns_of, read_all, read_known, read_one
from storage.transaction import Transaction

_LATEST = """
SELECT * FROM versions AS v
WHERE number = (SELECT max(number) FROM versions WHERE survey = v.survey)
ORDER BY survey
"""
_ALL = "SELECT * FROM versions ORDER BY survey, number"
_OF_SURVEY = "SELECT * FROM versions WHERE survey = :survey ORDER BY number"
_LATEST_ONE = "SELECT * FROM versions WHERE survey = :survey ORDER BY number DESC LIMIT 1"
_BY_ID = "SELECT * FROM versions WHERE id = :id"
_ADD = """
INSERT INTO versions
    (survey, number, metric, points, anonymous, continues, wording, fingerprint, created_at)
VALUES (:survey, :number, :metric, :points, :anonymous, :continues, :wording, :fingerprint, :at)
RETURNING *
"""
_CONTINUE = "UPDATE versions SET continues = :continues WHERE id = :id RETURNING *"


@dataclass(frozen=True)
class Asked:
    """What makes a version: change any of it and a new one starts."""

    survey: str
    metric: str
    points: int
    anonymous: bool
    continues: str | None
    wording: str  # JSON: question, low and high by language
    fingerprint: str


@dataclass(frozen=True)
class Version(Asked):
    """One survey as it was asked from some moment on."""

    id: int
    number: int
    created_at: datetime


async def latest(tx: Transaction) -> dict[str, Version]:
    """Read the newest version of every survey."""
    return {each.survey: each for each in await read_all(tx, Version, _LATEST)}


async def get(tx: Transaction, version_id: int) -> Version:
    """Read a version that is known to exist."""
    return await read_known(tx, Version, _BY_ID, {"id": version_id})


async def history(tx: Transaction) -> list[Version]:
    """Read every version there was, oldest first within a survey."""
    return await read_all(tx, Version, _ALL)


async def of_survey(tx: Transaction, survey: str) -> list[Version]:
    """Read every version of one survey, oldest first."""
    return await read_all(tx, Version, _OF_SURVEY, {"survey": survey})


async def keep(tx: Transaction, asked: Asked, *, at: datetime) -> Version:
    """Give the version in force; start a new one if what is asked has changed.

    What it continues may be said later, and taken back: it changes nothing that was asked.
    """
    newest = await read_one(tx, Version, _LATEST_ONE, {"survey": asked.survey})
    if newest is not None and newest.fingerprint == asked.fingerprint:
        if newest.continues == asked.continues:
            return newest
        change = {"id": newest.id, "continues": asked.continues}
        return await read_known(tx, Version, _CONTINUE, change)
    number = newest.number + 1 if newest is not None else 1
    values = {**columns_of(asked), "number": number, "at": to_micros(at)}
    return await read_known(tx, Version, _ADD, values)
