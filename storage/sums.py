"""The daily counts of one survey added up over a window, in one row for each version."""

from dataclasses import dataclass
from datetime import date

from storage.rows import read_known
from storage.tallies import SCORES
from storage.transaction import Transaction

_ASKS = """
SELECT coalesce(sum(delivered), 0) AS delivered, coalesce(sum(answered), 0) AS answered,
    coalesce(sum(iif(day = :today, asked, 0)), 0) AS asked_today
FROM tally_asks
WHERE survey = :survey AND dimension = 'total' AND day >= :since AND day <= :today
"""
_SCORES = f"""
SELECT version, {", ".join(f"sum({name}) AS {name}" for name in SCORES)}
FROM tally_scores
WHERE survey = :survey AND dimension = 'total' AND day >= :since AND day <= :today
GROUP BY version
"""  # noqa: S608 - put together from constants alone


@dataclass(frozen=True)
class Asks:
    """What became of the asks of a window, and how many were made on its last day."""

    delivered: int
    answered: int
    asked_today: int


async def asks(tx: Transaction, *, survey: str, since: date, today: date) -> Asks:
    """Add up the asks of some days up to today."""
    return await read_known(tx, Asks, _ASKS, _window(survey, since, today))


async def scores(
    tx: Transaction, *, survey: str, since: date, today: date
) -> dict[int, dict[int, int]]:
    """Add up the scores of some days up to today, by version."""
    return {
        row["version"]: {score: row[name] for score, name in enumerate(SCORES) if row[name]}
        for row in await tx.rows(_SCORES, _window(survey, since, today))
    }


def _window(survey: str, since: date, today: date) -> dict[str, str]:
    return {"survey": survey, "since": since.isoformat(), "today": today.isoformat()}
