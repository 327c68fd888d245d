"""When what was done about cases, for figures."""

from dataclasses import dataclass
from datetime import datetime

from storage.cases import StepName
from storage.moments import to_micros
from storage.rows import read_all
from storage.transaction import Transaction

_STEPS = """
SELECT case_steps.case_id, case_steps.step, case_steps.at, case_steps.actor, colleagues.name,
    cases.opened_at
FROM case_steps JOIN cases ON cases.id = case_steps.case_id
    LEFT JOIN colleagues ON colleagues.telegram_id = case_steps.actor
WHERE case_steps.at >= :start AND case_steps.at < :end ORDER BY case_steps.at, case_steps.id
"""


@dataclass(frozen=True)
class TimedStep:
    """One step, and when its case was opened; nobody's where the bot did it."""

    case_id: int
    step: StepName
    at: datetime
    actor: int | None
    name: str | None
    opened_at: datetime


async def steps(tx: Transaction, start: datetime, end: datetime) -> list[TimedStep]:
    """Read the steps of a time, oldest first."""
    values = {"start": to_micros(start), "end": to_micros(end)}
    return await read_all(tx, TimedStep, _STEPS, values)
