"""What each survey asked at a time: a change of meaning starts a new version."""

from dataclasses import dataclass
from datetime import datetime

from storage.database import Row, Transaction
from storage.moments import from_micros, to_micros

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
class Version:
    """One survey as it was asked from some moment on."""

    id: int
    survey: str
    number: int
    metric: str
    points: int
    anonymous: bool
    continues: str | None
    fingerprint: str
    created_at: datetime
    wording: str = "{}"  # JSON: question, low and high by language

    @classmethod
    def from_row(cls, row: Row) -> "Version":
        """Read a row of the table."""
        return cls(
            row["id"], row["survey"], row["number"], row["metric"], row["points"],
            bool(row["anonymous"]), row["continues"], row["fingerprint"],
            from_micros(row["created_at"]), row["wording"],
        )  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What makes a version: change any of it and a new one starts."""

    survey: str
    metric: str
    points: int
    anonymous: bool
    continues: str | None
    wording: str
    fingerprint: str


async def latest(tx: Transaction) -> dict[str, Version]:
    """Read the newest version of every survey."""
    return {row["survey"]: Version.from_row(row) for row in await tx.rows(_LATEST)}


async def get(tx: Transaction, version_id: int) -> Version:
    """Read a version that is known to exist."""
    row = await tx.row(_BY_ID, {"id": version_id})
    if row is None:
        raise LookupError(version_id)
    return Version.from_row(row)


async def history(tx: Transaction) -> list[Version]:
    """Read every version there was, oldest first within a survey."""
    return [Version.from_row(row) for row in await tx.rows(_ALL)]


async def of_survey(tx: Transaction, survey: str) -> list[Version]:
    """Read every version of one survey, oldest first."""
    return [Version.from_row(row) for row in await tx.rows(_OF_SURVEY, {"survey": survey})]


async def keep(tx: Transaction, asked: Asked, *, at: datetime) -> Version:
    """Give the version in force; start a new one if what is asked has changed.

    What it continues may be said later, and taken back: it changes nothing that was asked.
    """
    row = await tx.row(_LATEST_ONE, {"survey": asked.survey})
    if row is not None and row["fingerprint"] == asked.fingerprint:
        if row["continues"] != asked.continues:
            row = await tx.row(_CONTINUE, {"id": row["id"], "continues": asked.continues}) or row
        return Version.from_row(row)
    number = row["number"] + 1 if row is not None else 1
    values = {**vars(asked), "anonymous": int(asked.anonymous), "number": number}
    added = await tx.row(_ADD, {**values, "at": to_micros(at)})
    assert added is not None  # noqa: S101 - the statement returns the row it wrote
    return Version.from_row(added)
