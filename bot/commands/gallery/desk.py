"""The help desk of the made-up business: who came when, how soon they were answered, the orders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial
from random import Random
from zoneinfo import ZoneInfo

from storage import customers, interactions, orders
from storage.database import Database
from storage.interactions import Interaction
from storage.transaction import Transaction

PEOPLE = 700
DAYS = 70
WAITS = {"chat": 6.0, "phone": 2.0, "email": 95.0}  # minutes until half of them are answered
ORDERS = 900


async def play(
    database: Database, *, now: datetime, zone: ZoneInfo, agents: Sequence[str], chance: Random
) -> None:
    """Let customers come and go for ten weeks, fewer on weekends, some of them again and again."""

    async def meet(tx: Transaction) -> list[int]:
        strangers = [await customers.add_stranger(tx, name=None, at=now) for _ in range(PEOPLE)]
        return [each.id for each in strangers]

    people = await database.write(meet)
    for days_ago in range(DAYS, -1, -1):
        day = now - timedelta(days=days_ago)
        visits = _visits(day, agents, chance)
        who = [people[int(PEOPLE * chance.random() ** 1.7)] for _ in visits]
        await database.write(partial(_keep, visits=list(zip(visits, who, strict=True)), at=day))
    ordered = _orders(now.astimezone(zone).date(), chance)
    await database.write(lambda tx: orders.keep(tx, ordered, source="shop", at=now))


async def _keep(
    tx: Transaction, *, visits: Sequence[tuple[Interaction, int]], at: datetime
) -> None:
    """Add the interactions of one day, each with whose it is."""
    for told, person in visits:
        visit = await interactions.visits(tx, person) + 1
        await interactions.add(tx, told, source="desk", customer_id=person, visit=visit, at=at)


def _visits(day: datetime, agents: Sequence[str], chance: Random) -> list[Interaction]:
    many = round(chance.gauss(24, 4) * (0.4 if day.weekday() > 4 else 1.0))
    return [_visit(day, f"{day:%j}-{n}", agents, chance) for n in range(max(1, many))]


def _visit(day: datetime, name: str, agents: Sequence[str], chance: Random) -> Interaction:
    channel = chance.choice(("chat", "chat", "phone", "email"))
    wait = timedelta(minutes=WAITS[channel] * chance.lognormvariate(0, 0.9))
    closed = day - timedelta(minutes=chance.randrange(300))
    opened = closed - wait - timedelta(minutes=chance.randrange(5, 60))
    return Interaction(
        external_id=name,
        touchpoint="support",
        closed_at=closed,
        agent=chance.choice(agents),
        channel=channel,
        opened_at=opened,
        first_reply_at=None if chance.random() < 0.04 else opened + wait,
    )


def _orders(last: date, chance: Random) -> dict[date, int]:
    return {last - timedelta(days=ago): round(chance.gauss(ORDERS, 60)) for ago in range(DAYS + 1)}
