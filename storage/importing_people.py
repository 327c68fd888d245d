"""Whom the lines of an import are about: found by what they are called, or added."""

import json
from collections.abc import Collection
from datetime import datetime

from storage.lines import person_of
from storage.moments import to_micros
from storage.rows import read_value
from storage.transaction import Transaction

_BY_TELEGRAM = """
SELECT customers.telegram_id, customers.id FROM json_each(:ids) AS wanted
CROSS JOIN customers ON customers.telegram_id = wanted.value
"""
_BY_REF = """
SELECT source, ref, customer_id FROM json_each(:refs) AS wanted
CROSS JOIN customer_refs ON source = json_extract(wanted.value, '$[0]')
    AND ref = json_extract(wanted.value, '$[1]')
"""
_LAST_ID = "SELECT max(id) FROM customers"
_ADD = """
INSERT INTO customers (id, telegram_id, first_seen_at) VALUES (:id, :telegram_id, :at)
"""
_ADD_REF = "INSERT INTO customer_refs (source, ref, customer_id) VALUES (:source, :ref, :id)"

Person = int | tuple[str, str]


async def people(tx: Transaction, names: Collection[str], *, at: datetime) -> dict[str, int]:
    """Give the customer's id for every name; who is not known yet is added."""
    wanted = {name: person_of(name) for name in sorted(names)}
    ids = await _found(tx, set(wanted.values()))
    missing = [each for each in dict.fromkeys(wanted.values()) if each not in ids]
    last = await read_value(tx, int, _LAST_ID) or 0
    ids |= {each: new for new, each in enumerate(missing, last + 1)}
    moment = to_micros(at)
    rows = [
        {"id": ids[each], "telegram_id": each if isinstance(each, int) else None, "at": moment}
        for each in missing
    ]
    await tx.run_many(_ADD, rows)
    refs = [
        {"id": ids[each], "source": each[0], "ref": each[1]}
        for each in missing
        if isinstance(each, tuple)
    ]
    await tx.run_many(_ADD_REF, refs)
    return {name: ids[each] for name, each in wanted.items()}


async def _found(tx: Transaction, wanted: Collection[Person]) -> dict[Person, int]:
    numbers = json.dumps(sorted(each for each in wanted if isinstance(each, int)))
    refs = json.dumps(sorted(each for each in wanted if isinstance(each, tuple)))
    found: dict[Person, int] = {
        row["telegram_id"]: row["id"] for row in await tx.rows(_BY_TELEGRAM, {"ids": numbers})
    }
    for row in await tx.rows(_BY_REF, {"refs": refs}):
        found[row["source"], row["ref"]] = row["customer_id"]
    return found
