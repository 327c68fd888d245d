"""What staff are called: by the name under which they last did something, or came as customers."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from storage.customers import Profile
from storage.transaction import Transaction

_REMEMBER = """
INSERT INTO colleagues (telegram_id, name, username) VALUES (:telegram_id, :name, :username)
ON CONFLICT (telegram_id) DO UPDATE SET name = excluded.name, username = excluded.username
"""
_NAMES = """
SELECT asked.value AS telegram_id, coalesce(colleagues.name, customers.name) AS name,
    coalesce(colleagues.username, customers.username) AS username
FROM json_each(:ids) AS asked
LEFT JOIN colleagues ON colleagues.telegram_id = asked.value
LEFT JOIN customers ON customers.telegram_id = asked.value
"""


@dataclass(frozen=True)
class Colleague:
    """Somebody of staff; whose name is not known is called by the id."""

    telegram_id: int
    name: str
    username: str | None


async def remember(tx: Transaction, who: Profile) -> None:
    """Keep what a colleague is called now."""
    name = who.name or str(who.telegram_id)
    values = {"telegram_id": who.telegram_id, "name": name, "username": who.username}
    await tx.run(_REMEMBER, values)


async def known(tx: Transaction, ids: Iterable[int]) -> list[Colleague]:
    """Tell who people are, by their Telegram ids."""
    asked = list(dict.fromkeys(ids))
    rows = await tx.rows(_NAMES, {"ids": json.dumps(asked)})
    found = {int(row["telegram_id"]): (row["name"], row["username"]) for row in rows}
    unknown = (None, None)
    return [
        Colleague(each, found.get(each, unknown)[0] or str(each), found.get(each, unknown)[1])
        for each in asked
    ]


async def names(tx: Transaction, ids: Iterable[int]) -> dict[int, str]:
    """Name people by their Telegram ids."""
    return {each.telegram_id: each.name for each in await known(tx, ids)}
