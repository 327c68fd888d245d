"""When things happen in a simulated week: its steps, and the interactions that end in each."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import log
from typing import Any
from zoneinfo import ZoneInfo

from playground.cast import AGENTS, CHANNELS, TOUCHPOINTS, Customer

DAYS = 7
HOURS = (time(9, 30), time(11, 30), time(13, 30), time(15, 30), time(17, 30), time(19, 30))
LAST_HOURS = HOURS[:4]  # the week stops in the afternoon: there is day left to play with
PER_CUSTOMER = 1.7
REPLIES = {"phone": (0.3, 0.8), "chat": (1.5, 1.0), "email": (60.0, 1.0)}  # minutes: median, spread
ORDERS_A_DAY = (1040, 980, 1010, 1060, 1180, 760, 610)  # from Monday
NEVER_REPLIED = 0.04


@dataclass(frozen=True, slots=True)
class Ending:
    """One interaction that is over."""

    id: str
    customer: Customer
    touchpoint: str
    agent: str
    channel: str
    minutes_ago: int
    replied_after: float | None
    took_minutes: float
    messages: int

    def body(self, *, now: datetime) -> dict[str, Any]:
        """Return what a help desk would post about it at `now`."""
        closed = now - timedelta(minutes=self.minutes_ago)
        opened = closed - timedelta(minutes=self.took_minutes)
        body = {
            "id": self.id,
            "touchpoint": self.touchpoint,
            "customer": {
                "telegram_id": self.customer.id,
                "name": self.customer.name,
                "language": self.customer.language,
            },
            "agent": self.agent,
            "channel": self.channel,
            "opened_at": opened.isoformat(),
            "closed_at": closed.isoformat(),
            "messages": self.messages,
        }
        if self.replied_after is not None:
            replied = opened + timedelta(minutes=self.replied_after)
            body["first_reply_at"] = replied.isoformat()
        return body


@dataclass(frozen=True, slots=True)
class Step:
    """A moment of the week, what ended just before it, and at a day's end the day's orders."""

    at: datetime
    label: str
    endings: tuple[Ending, ...]
    orders: Mapping[str, int]


def steps(
    people: Sequence[Customer], *, seed: int, first_day: date, zone: ZoneInfo
) -> tuple[Step, ...]:
    """Lay out the week; nothing ends in a day's last step, which is for reading and answering."""
    days = [
        [
            datetime.combine(first_day + timedelta(days=day), hour, tzinfo=zone)
            for hour in (LAST_HOURS if day == DAYS - 1 else HOURS)
        ]
        for day in range(DAYS)
    ]
    busy = [moment for day in days for moment in day[:-1]]
    found = _spread(people, busy, seed=seed)
    return tuple(
        Step(
            at=moment.astimezone(UTC),
            label=f"{moment:%a} {moment.day} {moment:%b, %H:%M}",
            endings=tuple(found.get(moment, ())),
            orders={moment.date().isoformat(): orders_on(moment)} if moment == day[-1] else {},
        )
        for day in days
        for moment in day
    )


def orders_on(day: date) -> int:
    """Return how many orders the made-up shop had on a day."""
    return ORDERS_A_DAY[day.weekday()] + random.Random(f"orders/{day:%j}").randrange(-60, 60)


def _spread(
    people: Sequence[Customer], moments: Sequence[datetime], *, seed: int
) -> dict[datetime, list[Ending]]:
    chance = random.Random(f"{seed}/schedule")
    visits = list(people)
    visits += chance.choices(list(people), k=round(len(people) * (PER_CUSTOMER - 1)))
    chance.shuffle(visits)
    found: dict[datetime, list[Ending]] = {}
    for number, person in enumerate(visits, start=1):
        found.setdefault(chance.choice(moments), []).append(
            ending(f"W-{number:04}", person, chance)
        )
    return found


def ending(
    name: str, person: Customer, chance: random.Random, *, minutes_ago: int | None = None
) -> Ending:
    """Make up one interaction: what it was about, with whom, and how long it took."""
    touchpoint = chance.choices(list(TOUCHPOINTS), [often for often, _ in TOUCHPOINTS.values()])[0]
    channel = chance.choice(CHANNELS)
    median, spread = REPLIES[channel]
    wait = chance.lognormvariate(log(median), spread)
    return Ending(
        id=name,
        customer=person,
        touchpoint=touchpoint,
        agent=chance.choice(list(AGENTS)),
        channel=channel,
        minutes_ago=chance.randrange(1, 25) if minutes_ago is None else minutes_ago,
        replied_after=None if chance.random() < NEVER_REPLIED else wait,
        took_minutes=wait + chance.randrange(4, 55),
        messages=chance.randrange(2, 24),
    )
