"""How agents were scored in each cell of touchpoint, channel and language, all at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from storage.filtering import COLUMNS, fitting
from storage.moments import to_micros
from storage.transaction import Transaction

_CELL = ("touchpoint", "channel", "language")  # what agents are compared within


@dataclass(frozen=True)
class CellTally:
    """How many people gave one score to an agent in one cell; "" where nothing was said."""

    agent: str
    cell: tuple[str, ...]  # touchpoint, channel, language
    version: int
    score: int
    people: int


def _cells_sql(filters: str) -> str:
    cell = ", ".join(f"coalesce({COLUMNS[name]}, '') AS {name}" for name in _CELL)
    return f"""
SELECT counted.agent AS agent, {cell}, versions.number AS version, counted.score AS score,
    count(*) AS people
FROM answers AS counted JOIN versions ON versions.id = counted.version_id
WHERE counted.survey = :survey AND counted.answered_at >= :start AND counted.answered_at < :end
    AND counted.test = 0 AND counted.agent IS NOT NULL {filters}
GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6
"""  # noqa: S608 - put together from constants alone


async def cells_where(
    tx: Transaction,
    *,
    survey: str,
    since: date,
    until: date,
    zone: ZoneInfo,
    filters: Mapping[str, str],
) -> list[CellTally]:
    """Count the answers of each agent by touchpoint, channel, language and score, all at once."""
    condition, wanted = fitting(filters)
    start, end = (to_micros(datetime.combine(day, time.min, zone)) for day in (since, until))
    values = {**wanted, "survey": survey, "start": start, "end": end}
    return [
        CellTally(
            row["agent"],
            tuple(row[name] for name in _CELL),
            row["version"],
            row["score"],
            row["people"],
        )
        for row in await tx.rows(_cells_sql(condition), values)
    ]
