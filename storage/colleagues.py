"""What staff are called: by the name under which they last did something, or came as customers."""

import json
from collections.abc import Iterable

from storage.transaction import Transaction

_REMEMBER = """
INSERT INTO colleagues (telegram_id, name) VALUES (:telegram_id, :name)
ON CONFLICT (telegram_id) DO UPDATE SET name = excluded.name
"""
_NAMES = """
SELECT asked.value AS telegram_id, coalesce(colleagues.name, customers.name) AS name
FROM json_each(:ids) AS asked
LEFT JOIN colleagues ON colleagues.telegram_id = asked.value
LEFT JOIN customers ON customers.telegram_id = asked.value
"""


async def remember(tx: Transaction, telegram_id: int, name: str) -> None:
    """Keep what a colleague is called now."""
    await tx.run(_REMEMBER, {"telegram_id": telegram_id, "name": name})


async def names(tx: Transaction, ids: Iterable[int]) -> dict[int, str]:
    """Name people by their Telegram ids; whose name is not known is called by the id."""
    asked = list(ids)
    rows = await tx.rows(_NAMES, {"ids": json.dumps(asked)})
    known = {int(row["telegram_id"]): row["name"] for row in rows}
    return {each: known.get(each) or str(each) for each in asked}
