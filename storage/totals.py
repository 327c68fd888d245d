"""All that was ever asked and answered, added up from the daily counts."""

from dataclasses import dataclass

from storage.rows import read_known
from storage.tallies import SCORES
from storage.transaction import Transaction

_ANSWERS = f"""
SELECT coalesce(sum({" + ".join(SCORES)}), 0) AS answers FROM tally_scores
WHERE dimension = 'total' AND survey IN (SELECT survey FROM versions)
"""  # noqa: S608 - put together from constants alone
_ASKS = """
SELECT coalesce(sum(asked), 0) AS asked, coalesce(sum(delivered), 0) AS delivered,
    coalesce(sum(answered), 0) AS answered, coalesce(sum(expired), 0) AS expired,
    coalesce(sum(withdrawn), 0) AS withdrawn, coalesce(sum(unreachable), 0) AS unreachable,
    coalesce(sum(unknown), 0) AS unknown
FROM tally_asks
WHERE dimension = 'total' AND survey IN (
    SELECT survey FROM versions GROUP BY survey HAVING max(anonymous) = 0)
"""


@dataclass(frozen=True)
class AskTotals:
    """Asks that were made, and what has become of them so far."""

    asked: int
    delivered: int
    answered: int
    expired: int
    withdrawn: int
    unreachable: int
    unknown: int


async def asks_ever(tx: Transaction) -> AskTotals:
    """Count the asks, without anonymous ones: what becomes of these would tell who answers."""
    return await read_known(tx, AskTotals, _ASKS)


async def answers_ever(tx: Transaction) -> int:
    """Count the scores that are kept; anonymous ones by whole portions, as everywhere."""
    row = await tx.row(_ANSWERS)
    return int(row["answers"]) if row is not None else 0
