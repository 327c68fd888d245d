"""Everything that is kept of a person, table by table, as they may read it."""

import json
from typing import Any

from storage.forgetting.erasing import Person, mentions, who
from storage.forgetting.holdings import HOLDINGS
from storage.moments import from_micros
from storage.transaction import Row, Transaction

_INTERNAL = frozenset({"token", "dedupe", "lease_until", "revision", "shown", "fingerprint"})
_JSON = frozenset({"tags", "trace", "reply", "body", "detail"})
_STAFF = frozenset({"actor", "held_by"})  # who of staff it was is theirs, and not the customer's
_MOMENTS = frozenset({"at", "until", "comment_until"})


async def everything(tx: Transaction, whom: Person) -> dict[str, list[Row]]:
    """Read every row that is about a person; moments are aware, JSON is read."""
    found = {each.table: await tx.rows(each.select, who(whom)) for each in HOLDINGS}
    found |= {mention.table: rows for mention, rows in await mentions(tx, whom)}
    own = whom.customer.telegram_id
    return {table: [_told(row, own_chat=own) for row in rows] for table, rows in found.items()}


def _told(row: Row, *, own_chat: int | None) -> Row:
    """Leave out which chat of staff's it was."""
    left_out = _INTERNAL if row.get("chat_id") in {None, own_chat} else _INTERNAL | {"chat_id"}
    return {name: _value(name, value) for name, value in row.items() if name not in left_out}


def _value(name: str, value: Any) -> Any:  # noqa: ANN401 - of any column
    if name in _STAFF and value is not None:
        return value if value in {"customer", "bot", "operator"} else "staff"
    if isinstance(value, int) and (name.endswith("_at") or name in _MOMENTS):
        return from_micros(value)
    is_json = isinstance(value, str) and value[:1] + value[-1:] in {"{}", "[]"}
    return json.loads(value) if name in _JSON and is_json else value
