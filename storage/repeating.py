"""People who answer a survey again: how the daily counts of pairs follow what becomes of answers.

Whoever changes answers of people reads what they said before and after; the difference is counted,
in the same transaction. Anonymous answers are of nobody, and so in no pair.
"""

import json
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from operator import add
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from storage.dimensions import SCORE_DIMENSIONS, local_date, places
from storage.moments import from_micros, to_micros
from storage.pairs import DAYS, MOST, PARTS, Key, Net, Said, Totals, add_pairs
from storage.transaction import Row, Transaction

UNCOUNTED = "uncounted_pairs"  # stands in `meta` until the answers of before are counted
PAGE = 500  # people whose answers are read at once
MOST_PACKED = 20_000  # days of cells that are counted packed: a few hundred megabytes at most
_REACH = timedelta(days=DAYS + 2)  # the local days of two moments so far apart make no pair

Person = tuple[int, str]  # the customer, and the survey that they answered

_SAID = """answers.id, answers.customer_id, answers.survey, answered_at, versions.number AS version,
    worth, touchpoint, agent, channel, language, visit, reason"""
_WORTH = """
JOIN versions ON versions.id = answers.version_id
JOIN worths ON worths.metric = versions.metric AND worths.points = versions.points
    AND worths.score = answers.score
"""
_IS_REPEATED = """
SELECT 1 FROM answers
WHERE customer_id = :customer_id AND survey = :survey AND id <> :id AND test = 0 LIMIT 1
"""
_EARLIER = f"""SELECT {_SAID} FROM answers {_WORTH}
WHERE customer_id = :customer_id AND answers.survey = :survey AND test = 0
    AND answered_at < :first AND answered_at >= :since
ORDER BY answered_at DESC, answers.id DESC LIMIT :limit
"""  # noqa: S608 - of constants
_FROM = f"""SELECT {_SAID} FROM answers {_WORTH}
WHERE customer_id = :customer_id AND answers.survey = :survey AND test = 0
    AND answered_at >= :first AND answered_at < :until
ORDER BY answered_at, answers.id
"""  # noqa: S608 - of constants
_OF = f"""SELECT {_SAID} FROM json_each(:people) AS person
CROSS JOIN answers ON answers.customer_id = person.value {_WORTH}
WHERE test = 0 ORDER BY answers.customer_id, answers.survey, answered_at, answers.id
"""  # noqa: S608 - of constants
_REPEATED_OF = """
SELECT customer_id, answers.survey FROM json_each(:people) AS person
CROSS JOIN answers ON customer_id = json_extract(person.value, '$[0]')
    AND answers.survey = json_extract(person.value, '$[1]')
WHERE test = 0 GROUP BY 1, 2 HAVING count(*) > 1
"""
_NEXT_REPEATED = """
SELECT customer_id, survey FROM answers
WHERE (customer_id, survey) > (:customer_id, :survey) AND test = 0
GROUP BY 1, 2 HAVING count(*) > 1 ORDER BY 1, 2 LIMIT :limit
"""
_OF_PAGE = f"""SELECT {_SAID} FROM json_each(:people) AS person
CROSS JOIN answers ON answers.customer_id = json_extract(person.value, '$[0]')
    AND answers.survey = json_extract(person.value, '$[1]') {_WORTH}
WHERE test = 0 ORDER BY answers.customer_id, answers.survey, answered_at, answers.id
"""  # noqa: S608 - of constants
_COLUMNS = ("survey", "dimension", "earlier_day", "day", "value", "version", "earlier_version")
_ADD = f"""
INSERT INTO tally_pairs ({", ".join((*_COLUMNS, *PARTS))})
VALUES ({", ".join("?" * len((*_COLUMNS, *PARTS)))})
ON CONFLICT (survey, dimension, earlier_day, day, value, version, earlier_version) DO UPDATE SET
    {", ".join(f"{name} = {name} + excluded.{name}" for name in PARTS)}
"""  # noqa: S608 - of constants
_STORED = "SELECT * FROM tally_pairs"
_CLEAR = "DELETE FROM tally_pairs"


async def came_together(
    tx: Transaction, added: Mapping[Person, Mapping[int, datetime]], zone: ZoneInfo
) -> None:
    """Count the pairs of many answers that were just added: their moments, by person and id."""
    named, net = {"people": json.dumps(list(added))}, Net()
    for row in await tx.rows(_REPEATED_OF, named) if added else ():
        person = row["customer_id"], row["survey"]
        await _come(tx, net, person, added[person], zone)
    await _add(tx, net)


async def came(
    tx: Transaction, person: Person, added: Mapping[int, datetime], zone: ZoneInfo
) -> None:
    """Count the pairs of answers of one person that were just added: their moments, by id."""
    net = Net()
    await _come(tx, net, person, added, zone)
    await _add(tx, net)


async def _come(
    tx: Transaction,
    net: Net,
    person: Person,
    added: Mapping[int, datetime],
    zone: ZoneInfo,
) -> None:
    first, last = min(added.values()), max(added.values())
    after = await _around(tx, person, first=first, last=last, zone=zone)
    before = [each for each in after if each.id not in added]
    _move(net, person, before, after, first=first)


async def around(
    tx: Transaction, person: Person | None, *, answer_id: int, at: datetime, zone: ZoneInfo
) -> list[Said]:
    """Read what may make pairs with an answer before it is changed; nothing if it is the only."""
    if person is None or not await _has_other(tx, person, answer_id):
        return []
    return await _around(tx, person, first=at, last=at, zone=zone)


async def _has_other(tx: Transaction, person: Person, answer_id: int) -> bool:
    customer_id, survey = person
    known = {"customer_id": customer_id, "survey": survey, "id": answer_id}
    return await tx.row(_IS_REPEATED, known) is not None


async def changed(
    tx: Transaction, person: Person | None, before: Sequence[Said], *, at: datetime, zone: ZoneInfo
) -> None:
    """Count an answer's pairs anew after it was changed; `before` was read by `around`."""
    if person is not None and before:
        after, net = await _around(tx, person, first=at, last=at, zone=zone), Net()
        _move(net, person, before, after, first=at)
        await _add(tx, net)


async def of(tx: Transaction, customers: Collection[int], zone: ZoneInfo) -> Net:
    """Count all pairs of some people."""
    found = Net()
    _count(found, await tx.rows(_OF, {"people": json.dumps(sorted(customers))}), zone)
    return found


async def moved(tx: Transaction, before: Net, customers: Collection[int], zone: ZoneInfo) -> None:
    """Count the pairs of people anew whose answers moved; `before` was counted by `of`."""
    net = await of(tx, customers, zone)
    net.add(before, times=-1)
    await _add(tx, net)


async def counted(tx: Transaction, zone: ZoneInfo) -> Totals:
    """Count every pair again from the answers, some people at a time."""
    found: Totals = {}
    packed = Net()
    async for rows in _pages(tx):
        _count(packed, rows, zone)
        if len(packed.packed) > MOST_PACKED:
            _put(found, packed)
            packed = Net()
    _put(found, packed)
    return found


def _put(found: Totals, packed: Net) -> None:
    for key, parts in packed.totals().items():
        known = found.get(key)
        found[key] = parts if known is None else list(map(add, known, parts))


async def stored(tx: Transaction) -> Totals:
    """Read every pair that is counted."""
    return {
        _key(row): [row[name] for name in PARTS]
        for row in await tx.rows(_STORED)
        if any(row[name] for name in PARTS)
    }


async def replace(tx: Transaction, found: Totals) -> None:
    """Put what was counted again in the place of what stands."""
    await tx.run(_CLEAR)
    await _write(tx, found)


def _key(row: Row) -> Key:
    return (
        row["survey"], row["dimension"], row["value"], row["day"], row["version"],
        row["earlier_day"], row["earlier_version"],
    )  # fmt: skip


async def _pages(tx: Transaction) -> AsyncIterator[Sequence[Row]]:
    after: Mapping[str, object] = {"customer_id": 0, "survey": ""}
    while people := await tx.rows(_NEXT_REPEATED, {**after, "limit": PAGE}):
        named = [(each["customer_id"], each["survey"]) for each in people]
        yield await tx.rows(_OF_PAGE, {"people": json.dumps(named)})
        after = people[-1]


async def _around(
    tx: Transaction, person: Person, *, first: datetime, last: datetime, zone: ZoneInfo
) -> list[Said]:
    """Read the answers from a first to a last moment, and those that make pairs with them."""
    customer_id, survey = person
    params = {
        "customer_id": customer_id, "survey": survey, "first": to_micros(first),
        "since": to_micros(first - _REACH), "until": to_micros(last + _REACH), "limit": MOST + 1,
    }  # fmt: skip
    earlier = await tx.rows(_EARLIER, params)
    return [_said(row, zone) for row in [*reversed(earlier), *await tx.rows(_FROM, params)]]


def _said(row: Row, zone: ZoneInfo) -> Said:
    at = from_micros(row["answered_at"])
    day = local_date(at, zone)
    where = tuple(places(SimpleNamespace(**row), SCORE_DIMENSIONS))
    iso, ordinal = day.isoformat(), day.toordinal()
    return Said(row["id"], at, iso, ordinal, row["version"], row["worth"], where)


def _count(found: Net, rows: Iterable[Row], zone: ZoneInfo) -> None:
    """Add the pairs of rows that are in the order of person, survey and time."""
    for (_, survey), own in groupby(rows, key=lambda row: (row["customer_id"], row["survey"])):
        add_pairs(found, survey, [_said(row, zone) for row in own])


def _move(
    net: Net, person: Person, before: Sequence[Said], after: Sequence[Said], first: datetime
) -> None:
    add_pairs(net, person[1], after, first=first)
    if before and before[-1].at >= first:  # else nothing of them is counted
        add_pairs(net, person[1], before, first=first, times=-1)


async def _add(tx: Transaction, net: Net) -> None:
    await _write(tx, net.totals())


async def _write(tx: Transaction, found: Totals) -> None:
    """Write in one order, so that two writers cannot block each other: that of the table."""
    rows = [
        (survey, dimension, earlier_day, day, value, version, earlier_version, *parts)
        for (survey, dimension, value, day, version, earlier_day, earlier_version), parts in (
            found.items()
        )
        if any(parts)
    ]
    rows.sort()
    await tx.run_many(_ADD, rows)
