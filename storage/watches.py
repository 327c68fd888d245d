"""What is watched for changes: frozen baselines, each with its version, and the present event."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from storage import meta
from storage.moments import from_micros, to_micros
from storage.rows import columns_of, read_row, stored
from storage.transaction import Row, Transaction

Kind = Literal["total", "touchpoint", "tone", "warning"]
Side = Literal["up", "down"]

_OF_SURVEY = """
SELECT * FROM watches WHERE survey = :survey AND ended_at IS NULL ORDER BY kind, value
"""
_FIND = "SELECT * FROM watches WHERE id = :id AND ended_at IS NULL"
_BEGIN = """
INSERT INTO watches (survey, kind, value, version, question, since)
SELECT :survey, :kind, :value, coalesce(max(version), 0) + 1, :question, :since FROM watches
WHERE survey = :survey AND kind = :kind AND value = :value
ON CONFLICT DO NOTHING
"""
_FREEZE = """
UPDATE watches SET since = :since, until = :until, mean = :mean, variance = :variance,
    sigma_z = :sigma_z, weeks = :weeks, people = :people, frozen_at = :at
WHERE id = :id AND ended_at IS NULL
"""
_NOTICE = """
UPDATE watches SET event = :event, direction = :direction, open = 1, told_at = :told_at,
    dedupe = :dedupe
WHERE id = :id AND ended_at IS NULL
"""
_CLOSE = "UPDATE watches SET open = 0 WHERE id = :id AND ended_at IS NULL"
_REOPEN = "UPDATE watches SET open = 1 WHERE id = :id AND ended_at IS NULL"
_END = "UPDATE watches SET ended_at = :at WHERE id = :id AND ended_at IS NULL"
_END_OTHERS = """
UPDATE watches SET ended_at = :at
WHERE ended_at IS NULL AND survey NOT IN (SELECT value FROM json_each(:surveys))
"""
_CHANGE_MESSAGE = """
UPDATE deliveries SET body = json_patch(body, :body), revision = revision + 1
WHERE dedupe = :dedupe AND state IN ('planned', 'claimed', 'sent', 'unknown')
"""
_LOOKED = "watch:looked"  # in meta: when each subject was looked at last


@dataclass(frozen=True)
class Frozen:
    """A baseline in numbers, and the days it was learnt from: since, up to but without until."""

    since: date
    until: date
    mean: float
    variance: float
    sigma_z: float
    weeks: int
    people: int


@dataclass(frozen=True)
class Watch:
    """One thing that is watched; without a baseline it is still learnt, from `since` on.

    `survey` is a survey, or the command of another figure; `value` a touchpoint, or a channel of
    that figure. A `question` is a version of the survey's, or stands for what the figure counts.
    """

    id: int
    survey: str
    kind: Kind
    value: str
    version: int
    question: int
    since: date | None
    baseline: Frozen | None
    event: date | None
    direction: Side | None
    open: bool
    told_at: datetime | None
    dedupe: str | None

    @classmethod
    def from_row(cls, row: Row) -> "Watch":
        """Read a row of the table."""
        baseline = read_row(Frozen, row) if row["frozen_at"] is not None else None
        return read_row(cls, {**row, "baseline": baseline})


async def of_survey(tx: Transaction, survey: str) -> list[Watch]:
    """Read what is watched of a survey."""
    return [Watch.from_row(row) for row in await tx.rows(_OF_SURVEY, {"survey": survey})]


async def find(tx: Transaction, watch_id: int) -> Watch | None:
    """Find a watch that has not ended."""
    row = await tx.row(_FIND, {"id": watch_id})
    return Watch.from_row(row) if row else None


async def begin(
    tx: Transaction,
    *,
    survey: str,
    kind: Kind,
    value: str = "",
    question: int,
    since: date | None = None,
) -> None:
    """Begin to watch something under the next version; what is watched already goes on."""
    await tx.run(
        _BEGIN,
        {
            "survey": survey,
            "kind": kind,
            "value": value,
            "question": question,
            "since": stored(since),
        },
    )


async def freeze(tx: Transaction, watch_id: int, frozen: Frozen, *, at: datetime) -> None:
    """Keep a baseline."""
    await tx.run(_FREEZE, {**columns_of(frozen), "id": watch_id, "at": to_micros(at)})


async def notice(
    tx: Transaction,
    watch_id: int,
    *,
    event: date,
    direction: Side,
    told_at: datetime | None = None,
    dedupe: str | None = None,
) -> bool:
    """Note an event, and the message that tells of it; False if the watch has ended meanwhile."""
    values = {
        "id": watch_id,
        "event": event.isoformat(),
        "direction": direction,
        "told_at": stored(told_at),
        "dedupe": dedupe,
    }
    return await tx.run(_NOTICE, values) == 1


async def close(tx: Transaction, watch_id: int) -> None:
    """Note that an event is over."""
    await tx.run(_CLOSE, {"id": watch_id})


async def reopen(tx: Transaction, watch_id: int) -> None:
    """Note that an event that was told already goes on."""
    await tx.run(_REOPEN, {"id": watch_id})


async def end(tx: Transaction, watch_id: int, *, at: datetime) -> bool:
    """End a watch; the row is kept. False if it had ended."""
    return await tx.run(_END, {"id": watch_id, "at": to_micros(at)}) == 1


async def end_others(tx: Transaction, surveys: Sequence[str], *, at: datetime) -> int:
    """End the watches of all surveys but these."""
    return await tx.run(_END_OTHERS, {"surveys": json.dumps(list(surveys)), "at": to_micros(at)})


async def looked(tx: Transaction) -> dict[str, datetime]:
    """Tell when each subject was looked at last."""
    kept = json.loads(await meta.find(tx, _LOOKED) or "{}")
    return {name: from_micros(at) for name, at in kept.items()}


async def note_looked(tx: Transaction, looked: Mapping[str, datetime]) -> None:
    """Keep when each subject was looked at last."""
    times = {name: to_micros(at) for name, at in looked.items()}
    await meta.put(tx, _LOOKED, json.dumps(times))


async def change_message(tx: Transaction, dedupe: str, body: Mapping[str, object]) -> None:
    """Let the message about an event say something else as well."""
    await tx.run(_CHANGE_MESSAGE, {"dedupe": dedupe, "body": json.dumps(dict(body))})
