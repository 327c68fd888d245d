"""Portions of anonymous answers: five people or more who are counted together, or not at all."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from storage import tallies
from storage.rows import read_value
from storage.tallies import SCORES
from storage.transaction import Row, Transaction

FEWEST = 5  # people in a portion
FEWEST_WORDS = 10  # comments that are shown together

_ADD = f"""
INSERT INTO portions (id, survey, version_id, dimension, value, day, {", ".join(SCORES)})
VALUES (:id, :survey, :version_id, :dimension, :value, :day, {", ".join(f":{s}" for s in SCORES)})
"""  # noqa: S608 - of constants
_ALL = """
SELECT portions.*, number AS version FROM portions JOIN versions ON versions.id = version_id
"""
_PEOPLE = " + ".join(SCORES)
_BY_DAY = f"""
SELECT day, sum({_PEOPLE}) AS people FROM portions
WHERE survey = :survey AND day < :before GROUP BY day ORDER BY day DESC LIMIT :limit
"""  # noqa: S608 - of constants
_SUMS = f"""
SELECT {", ".join(f"coalesce(sum({s}), 0) AS {s}" for s in SCORES)} FROM portions
WHERE survey = :survey
"""  # noqa: S608 - of constants
_VERSION = "SELECT number FROM versions WHERE id = :id"


@dataclass(frozen=True)
class Portion:
    """How many people gave each score; they were put together on `day`.

    Where the operator declares a dimension, all of them have one value of it.
    """

    survey: str
    version: int
    day: str
    scores: Mapping[int, int]
    dimension: str = ""
    value: str = ""
    id: str = field(default_factory=lambda: secrets.token_hex(16))

    @property
    def people(self) -> int:
        """How many there are."""
        return sum(self.scores.values())

    def low(self, highest: int) -> int:
        """Tell how many gave a score up to the highest."""
        return sum(people for score, people in self.scores.items() if score <= highest)


async def add(tx: Transaction, portion: Portion, *, version_id: int) -> None:
    """Keep a portion, and what it counts for; ValueError if it has fewer people than one must."""
    if portion.people < FEWEST:
        raise ValueError(f"{portion.people} people are no portion")
    values = {f"s{score}": portion.scores.get(score, 0) for score in range(len(SCORES))}
    row = {**vars(portion), **values, "version_id": version_id}
    del row["scores"], row["version"]
    await tx.run(_ADD, row)
    await tallies.add_scores(tx, counts(portion))


async def every(tx: Transaction) -> list[Portion]:
    """Read all there are, to count them again."""
    return [_read(row) for row in await tx.rows(_ALL)]


def counts(portion: Portion) -> dict[tallies.Key, tallies.Delta]:
    """Tell what a portion counts for."""
    delta = {f"s{score}": people for score, people in portion.scores.items() if people}
    places = [("total", ""), (portion.dimension, portion.value)]
    return {
        (portion.survey, dimension, value, portion.day, portion.version): delta
        for dimension, value in places
        if dimension == "total" or value
    }


async def newest_days(
    tx: Transaction, survey: str, *, before: date = date.max, answers: int
) -> list[date]:
    """Tell on which days the newest answers were counted, a day for each, the newest first."""
    found: list[date] = []
    values = {"survey": survey, "before": before.isoformat(), "limit": answers}
    for row in await tx.rows(_BY_DAY, values):
        found += [date.fromisoformat(row["day"])] * row["people"]
    return found[:answers]


async def days(tx: Transaction, survey: str, *, limit: int) -> list[date]:
    """Tell on which days answers were counted, the newest first."""
    values = {"survey": survey, "before": date.max.isoformat(), "limit": limit}
    return [date.fromisoformat(row["day"]) for row in await tx.rows(_BY_DAY, values)]


async def count_low(tx: Transaction, survey: str, *, highest: int) -> int:
    """Count the answers up to a score in all portions of a survey."""
    row = await tx.row(_SUMS, {"survey": survey}) or {}
    return sum(row[f"s{score}"] for score in range(highest + 1))


async def version_of(tx: Transaction, version_id: int) -> int:
    """Give the number of a version that is known to exist."""
    return await read_value(tx, int, _VERSION, {"id": version_id}) or 0


def tally(scores: Sequence[int]) -> dict[int, int]:
    """Count how often each score was given."""
    return {score: scores.count(score) for score in sorted(set(scores))}


def _read(row: Row) -> Portion:
    scores = {score: row[name] for score, name in enumerate(SCORES) if row[name]}
    return Portion(
        row["survey"],
        row["version"],
        row["day"],
        scores,
        row["dimension"],
        row["value"],
        row["id"],
    )
