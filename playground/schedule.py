"""When things happen in a simulated week: its steps, and the interactions that end in each."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from playground.cast import AGENTS, CHANNELS, TOUCHPOINTS, Customer

DAYS = 7
HOURS = (time(9, 30), time(11, 30), time(13, 30), time(15, 30), time(17, 30), time(19, 30))
LAST_HOURS = HOURS[:4]  # the week stops in the afternoon: there is day left to play with
PER_CUSTOMER = 1.3


@dataclass(frozen=True, slots=True)
class Ending:
    """One interaction that is over."""

    id: str
    customer: Customer
    touchpoint: str
    agent: str
    channel: str
    minutes_ago: int
    took_minutes: int
    messages: int

    def body(self, *, now: datetime) -> dict[str, Any]:
        """Return what a help desk would post about it at `now`."""
        closed = now - timedelta(minutes=self.minutes_ago)
        opened = closed - timedelta(minutes=self.took_minutes)
        replied = opened + timedelta(minutes=self.took_minutes / 4)
        return {
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
            "first_reply_at": replied.isoformat(),
            "closed_at": closed.isoformat(),
            "messages": self.messages,
        }


@dataclass(frozen=True, slots=True)
class Step:
    """A moment of the week and what ended just before it."""

    at: datetime
    label: str
    endings: tuple[Ending, ...]


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
        )
        for day in days
        for moment in day
    )


def _spread(
    people: Sequence[Customer], moments: Sequence[datetime], *, seed: int
) -> dict[datetime, list[Ending]]:
    chance = random.Random(f"{seed}/schedule")
    visits = list(people)
    visits += chance.sample(list(people), round(len(people) * (PER_CUSTOMER - 1)))
    chance.shuffle(visits)
    found: dict[datetime, list[Ending]] = {}
    for number, person in enumerate(visits, start=1):
        found.setdefault(chance.choice(moments), []).append(_ending(number, person, chance))
    return found


def _ending(number: int, person: Customer, chance: random.Random) -> Ending:
    touchpoint = chance.choices(list(TOUCHPOINTS), [often for often, _ in TOUCHPOINTS.values()])[0]
    return Ending(
        id=f"W-{number:04}",
        customer=person,
        touchpoint=touchpoint,
        agent=chance.choice(list(AGENTS)),
        channel=chance.choice(CHANNELS),
        minutes_ago=chance.randrange(1, 25),
        took_minutes=chance.randrange(4, 55),
        messages=chance.randrange(2, 24),
    )
