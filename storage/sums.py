"""The daily counts of one survey added up over a window, so that a decision stays cheap."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from storage.rows import read_known
from storage.tallies import SCORES
from storage.transaction import Transaction


def _when(condition: str, column: str) -> str:
    return f"coalesce(sum(CASE WHEN {condition} THEN {column} ELSE 0 END), 0)"


_OLD, _HERE = "day < :young_since", "day >= :first AND day < :today"
_ASKS = f"""
SELECT {_when("day = :today", "asked")} AS asked_today,
    {_when(_OLD, "delivered")} AS old, {_when(_OLD, "answered")} AS old_answered,
    {_when(f"{_HERE} AND {_OLD}", "answered")} AS came,
    {_when(f"{_HERE} AND {_OLD}", "delivered")} AS came_of,
    {_when(f"{_HERE} AND NOT {_OLD}", "delivered")} AS young
FROM tally_asks
WHERE survey = :survey AND dimension = 'total' AND day >= :since AND day <= :today
"""  # noqa: S608 - put together from constants alone
_CAME = """
SELECT day, asked AS people FROM tally_asks
WHERE survey = :survey AND dimension = 'total' AND day >= :since AND day < :today
UNION ALL
SELECT day, skipped FROM tally_skips
WHERE survey = :survey AND dimension = 'total' AND gate = :gate
    AND day >= :since AND day < :today
"""
_SKIPS_BY_DAY = """
SELECT day, skipped FROM tally_skips
WHERE survey = :survey AND dimension = 'total' AND gate = :gate
    AND day >= :since AND day < :today
"""
_SCORES = f"""
SELECT version, {", ".join(f"sum({name}) AS {name}" for name in SCORES)}
FROM tally_scores
WHERE survey = :survey AND dimension = 'total' AND day >= :since AND day < :today
GROUP BY version
"""  # noqa: S608 - put together from constants alone


@dataclass(frozen=True)
class Asks:
    """The asks of a window: those of today, and of how many old ones how many were answered.

    Of its last part, which begins with a day called the first, the same and the young ones.
    """

    asked_today: int
    old: int
    old_answered: int
    came: int
    came_of: int
    young: int


async def asks(
    tx: Transaction, *, survey: str, since: date, first: date, young_since: date, today: date
) -> Asks:
    """Add up the asks of some days up to today; those since a day are young."""
    parts = {"first": first.isoformat(), "young_since": young_since.isoformat()}
    return await read_known(tx, Asks, _ASKS, {**_window(survey, since, today), **parts})


async def came(
    tx: Transaction, *, survey: str, gate: str, since: date, today: date
) -> dict[date, int]:
    """Count on each of some days before today who was asked, or would have been but for a gate."""
    found: Counter[date] = Counter()
    for row in await tx.rows(_CAME, {**_window(survey, since, today), "gate": gate}):
        found[date.fromisoformat(row["day"])] += row["people"]
    return found


async def skips_by_day(
    tx: Transaction, *, survey: str, gate: str, since: date, today: date
) -> dict[date, int]:
    """Read the refusals of a gate on each of some days before today."""
    rows = await tx.rows(_SKIPS_BY_DAY, {**_window(survey, since, today), "gate": gate})
    return {date.fromisoformat(row["day"]): row["skipped"] for row in rows}


async def scores(
    tx: Transaction, *, survey: str, since: date, today: date
) -> dict[int, dict[int, int]]:
    """Add up the scores of some days before today, by version."""
    return {
        row["version"]: {score: row[name] for score, name in enumerate(SCORES) if row[name]}
        for row in await tx.rows(_SCORES, _window(survey, since, today))
    }


def _window(survey: str, since: date, today: date) -> dict[str, str]:
    return {"survey": survey, "since": since.isoformat(), "today": today.isoformat()}
