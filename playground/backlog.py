"""Tells a running bot what was before the simulated week, over HTTP alone."""

from __future__ import annotations

from datetime import datetime

from playground import earlier
from playground.cast import SEED
from playground.reach import Places, reaching, together


async def play_earlier(places: Places, *, now: datetime, customers: int = 240) -> int:
    """Post the interactions and orders before `now` (local), and return how many interactions.

    The same people come in the week. The bot should not ask anybody: its surveys listen elsewhere.
    """
    async with reaching(places) as reach:
        told = [each.body(now=now) for each in earlier.endings(customers, seed=SEED, now=now)]
        await together(reach.bot("/v1/interactions", body) for body in told)
        await reach.tell_orders(earlier.orders(first_day=now.date()))
    return len(told)
