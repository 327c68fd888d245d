"""The daily counts that summaries read: how they change with a row, and how they are read."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from storage.ages import AGED, ANSWERED, WITHDRAWN
from storage.rows import read_all
from storage.transaction import Row, Transaction

SCORES = tuple(f"s{score}" for score in range(11))
ASKS = (
    "asked", "delivered", "answered", "expired", "withdrawn", "unreachable", "unknown",
    "cannot_say",
)  # fmt: skip
COUNTED = (*ASKS, *AGED)

Key = tuple[str, str, str, str, int]  # survey, dimension, value, day, version
SkipKey = tuple[str, str, str, str, str]  # survey, dimension, value, day, gate
Delta = dict[str, int]


@dataclass(frozen=True)
class ScoreTally:
    """How many people gave each score on one day, for one value of a dimension.

    Anonymous ones count on the day on which their portion was whole.
    """

    value: str
    day: date
    version: int
    scores: dict[int, int]
    comments: int


@dataclass(frozen=True)
class AskTally:
    """What became of the asks claimed on one day, and how old they were then."""

    value: str
    day: date
    version: int
    asked: int
    delivered: int
    answered: int
    expired: int
    withdrawn: int
    unreachable: int
    unknown: int
    cannot_say: int
    answered_1h: int = 0
    answered_6h: int = 0
    answered_1d: int = 0
    answered_2d: int = 0
    answered_3d: int = 0
    withdrawn_1h: int = 0
    withdrawn_6h: int = 0
    withdrawn_1d: int = 0
    withdrawn_2d: int = 0
    withdrawn_3d: int = 0

    @property
    def answered_at_age(self) -> tuple[int, ...]:
        """How many were answered within each of the spans of age, the youngest first."""
        return tuple(getattr(self, name) for name in ANSWERED)

    @property
    def withdrawn_at_age(self) -> tuple[int, ...]:
        """How many were taken back within each of them."""
        return tuple(getattr(self, name) for name in WITHDRAWN)


@dataclass(frozen=True)
class SkipTally:
    """How often one gate said no."""

    gate: str
    value: str
    count: int


@cache
def _upsert(table: str, key: str, columns: tuple[str, ...]) -> str:
    names = ", ".join(columns)
    values = ", ".join(f":{name}" for name in columns)
    added = ", ".join(f"{name} = {name} + excluded.{name}" for name in columns)
    return (
        f"INSERT INTO {table} (survey, dimension, value, day, {key}, {names})"  # noqa: S608 - names are constants
        f" VALUES (:survey, :dimension, :value, :day, :key, {values})"
        f" ON CONFLICT (survey, dimension, day, value, {key}) DO UPDATE SET {added}"
    )


_NO_SCORES: Delta = dict.fromkeys((*SCORES, "comments"), 0)
_ADD_SCORES = _upsert("tally_scores", "version", tuple(_NO_SCORES))
_ADD_SKIPS = _upsert("tally_skips", "gate", ("skipped",))

_WHERE = """
WHERE survey = :survey AND dimension = :dimension AND day >= :since AND day < :until
  AND (:value IS NULL OR value = :value)
"""
_SCORES = f"SELECT * FROM tally_scores {_WHERE} ORDER BY day, value, version"  # noqa: S608 - constants
_ANY_SCORES = """
SELECT 1 FROM tally_scores
WHERE survey IN (SELECT value FROM json_each(:surveys)) AND dimension = 'total' LIMIT 1
"""
_ASKS = f"SELECT * FROM tally_asks {_WHERE} ORDER BY day, value, version"  # noqa: S608 - constants
_SKIPS = f"""
SELECT gate, value, sum(skipped) AS count FROM tally_skips {_WHERE}
GROUP BY gate, value ORDER BY gate, value
"""  # noqa: S608 - put together from constants alone


def summed(parts: Iterable[Mapping[Key, Delta]]) -> dict[Key, Delta]:
    """Add up what many rows count for, so that each count is written once."""
    total: dict[Key, Delta] = {}
    for part in parts:
        add_up(total, part)
    return total


def add_up(total: dict[Key, Delta], more: Mapping[Key, Delta]) -> None:
    """Add what one row counts for to a total."""
    for key, delta in more.items():
        kept = total.setdefault(key, {})
        for name, count in delta.items():
            kept[name] = kept.get(name, 0) + count


def subtract(after: Mapping[Key, Delta], before: Mapping[Key, Delta]) -> dict[Key, Delta]:
    """Net what a row counts for now against what it counted for before."""
    net: dict[Key, Delta] = {key: dict(delta) for key, delta in after.items()}
    for key, delta in before.items():
        kept = net.setdefault(key, {})
        for name, count in delta.items():
            kept[name] = kept.get(name, 0) - count
    return {key: delta for key, delta in net.items() if any(delta.values())}


async def add_scores(tx: Transaction, deltas: Mapping[Key, Delta]) -> None:
    """Add to the scores; keys in one order, so that two writers cannot block each other."""
    await tx.run_many(_ADD_SCORES, list(_rows(deltas, _NO_SCORES)))


async def add_asks(tx: Transaction, deltas: Mapping[Key, Delta]) -> None:
    """Add to the asks, and only to the counts that change: of many, one move touches few."""
    changing = {name for delta in deltas.values() for name, count in delta.items() if count}
    names = tuple(name for name in COUNTED if name in changing)
    if names:
        add = _upsert("tally_asks", "version", names)
        await tx.run_many(add, list(_rows(deltas, dict.fromkeys(names, 0))))


async def add_skips(tx: Transaction, counts: Mapping[SkipKey, int]) -> None:
    """Add to the decisions not to ask."""
    rows = [
        {"survey": s, "dimension": d, "value": v, "day": day, "key": gate, "skipped": count}
        for (s, d, v, day, gate), count in sorted(counts.items())
        if count
    ]
    await tx.run_many(_ADD_SKIPS, rows)


def _rows(deltas: Mapping[Key, Delta], none: Delta) -> Iterable[dict[str, object]]:
    for (survey, dimension, value, day, version), delta in sorted(deltas.items()):
        if any(delta.values()):
            yield {
                "survey": survey, "dimension": dimension, "value": value, "day": day,
                "key": version, **none, **delta,
            }  # fmt: skip


async def scores(
    tx: Transaction,
    *,
    survey: str,
    dimension: str,
    since: date,
    until: date,
    value: str | None = None,
) -> list[ScoreTally]:
    """Read the scores of the days from since up to, but not including, until."""
    params = _params(survey, dimension, since, until, value)
    return [_score_tally(row) for row in await tx.rows(_SCORES, params)]


async def have_scores(tx: Transaction, surveys: Iterable[str]) -> bool:
    """Tell whether anything was ever answered to one of some surveys."""
    return bool(await tx.rows(_ANY_SCORES, {"surveys": json.dumps(list(surveys))}))


async def asks(
    tx: Transaction,
    *,
    survey: str,
    dimension: str,
    since: date,
    until: date,
    value: str | None = None,
) -> list[AskTally]:
    """Read what became of the asks claimed from since up to, but not including, until."""
    params = _params(survey, dimension, since, until, value)
    return await read_all(tx, AskTally, _ASKS, params)


async def skips(
    tx: Transaction,
    *,
    survey: str,
    dimension: str,
    since: date,
    until: date,
    value: str | None = None,
) -> list[SkipTally]:
    """Read how often each gate said no."""
    params = _params(survey, dimension, since, until, value)
    return await read_all(tx, SkipTally, _SKIPS, params)


def _params(
    survey: str, dimension: str, since: date, until: date, value: str | None
) -> dict[str, object]:
    return {
        "survey": survey,
        "dimension": dimension,
        "value": value,
        "since": since.isoformat(),
        "until": until.isoformat(),
    }


def _score_tally(row: Row) -> ScoreTally:
    counts = {score: row[name] for score, name in enumerate(SCORES) if row[name]}
    return ScoreTally(
        row["value"], date.fromisoformat(row["day"]), row["version"], counts, row["comments"]
    )
