"""What has been seen in each dimension, by survey: the values that a filter can have."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from storage.moments import to_micros
from storage.transaction import Transaction

DIMENSIONS = ("touchpoint", "agent", "language", "channel", "reason")
_WHERE = """
WHERE survey IN (SELECT s.value FROM json_each(:surveys) AS s)
  AND dimension IN (SELECT d.value FROM json_each(:dimensions) AS d)
  AND day >= :since AND value <> ''
"""
_COUNTED = f"""
SELECT DISTINCT survey, dimension, value FROM tally_scores {_WHERE}
UNION
SELECT DISTINCT survey, dimension, value FROM tally_asks {_WHERE}
"""  # noqa: S608 - put together from constants alone
_ENDED = "SELECT DISTINCT touchpoint, agent, channel FROM interactions WHERE closed_at >= :since"

Values = Mapping[str, Sequence[str]]  # by dimension, in order


async def counted(tx: Transaction, surveys: Iterable[str], *, since: date) -> dict[str, Values]:
    """Read what has been counted of some surveys since a day, by survey."""
    params = {
        "surveys": json.dumps(list(surveys)),
        "dimensions": json.dumps(DIMENSIONS),
        "since": since.isoformat(),
    }
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in await tx.rows(_COUNTED, params):
        found[row["survey"]][row["dimension"]].append(row["value"])
    return {survey: _in_order(values) for survey, values in found.items()}


async def ended(tx: Transaction, *, since: datetime) -> Values:
    """Read the touchpoints, agents and channels of the interactions that ended since a moment."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in await tx.rows(_ENDED, {"since": to_micros(since)}):
        for dimension in ("touchpoint", "agent", "channel"):
            found[dimension] |= {row[dimension]} - {None, ""}
    return _in_order(found)


def _in_order(values: Mapping[str, Sequence[str] | set[str]]) -> Values:
    return {dimension: sorted(each) for dimension, each in values.items()}
