"""What happened at the counter of a town: interactions with their times, and orders by day."""

import itertools
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from bot.settings.reporting import Reports
from storage import customers, interactions, orders
from storage.interactions import Interaction
from storage.transaction import Transaction
from tests.bot.town import NOW, Town, open_town

TODAY = NOW.date()


@dataclass
class Counter:
    """A town whose interactions and orders a test can add to."""

    town: Town
    people: list[int] = field(default_factory=list)
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    async def ended(
        self,
        *minutes: float | None,
        days_ago: float = 1,
        channel: str | None = "chat",
        touchpoint: str = "support",
        agent: str | None = None,
        opened: datetime | None = None,
        timed: bool = True,
    ) -> None:
        """Let interactions end on a day, each replied to after so many minutes, or never."""
        at = NOW - timedelta(days=days_ago)

        async def unit(tx: Transaction) -> None:
            for wait in minutes:
                person = await customers.add_stranger(tx, name="Somebody", at=NOW)
                begun = opened or at - timedelta(days=2)
                reply = None if wait is None else begun + timedelta(minutes=wait)
                told = Interaction(
                    external_id=f"T-{next(self.numbers)}",
                    touchpoint=touchpoint,
                    closed_at=at,
                    agent=agent,
                    channel=channel,
                    opened_at=begun if timed else None,
                    first_reply_at=reply,
                )
                await self._add(tx, told, person.id, at)

        await self.town.services.database.write(unit)

    async def visited(self, *who: int, days_ago: float, touchpoint: str = "support") -> None:
        """Let customers, each known by a number, have an interaction on a day."""
        at = NOW - timedelta(days=days_ago)

        async def unit(tx: Transaction) -> list[int]:
            people = list(self.people)
            while len(people) <= max(who):
                people.append((await customers.add_stranger(tx, name="Somebody", at=NOW)).id)
            for each in who:
                name = f"V-{next(self.numbers)}"
                told = Interaction(external_id=name, touchpoint=touchpoint, closed_at=at)
                await self._add(tx, told, people[each], at)
            return people

        self.people = await self.town.services.database.write(unit)

    async def _add(self, tx: Transaction, told: Interaction, who: int, at: datetime) -> None:
        await interactions.add(tx, told, source="desk", customer_id=who, visit=1, at=at)

    async def ordered(self, numbers: dict[int, int], *, source: str = "shop") -> None:
        """Tell how many orders there were so many days ago."""
        days: dict[date, int] = {TODAY - timedelta(days=ago): n for ago, n in numbers.items()}
        await self.town.services.database.write(
            lambda tx: orders.keep(tx, days, source=source, at=NOW)
        )

    def reports(self, **settings: object) -> None:
        """Change the settings of [reports]."""
        config = self.town.services.config
        changed = Reports.model_validate({"pictures": True, **settings})
        self.town.services = replace(
            self.town.services, config=config.model_copy(update={"reports": changed})
        )

    async def text(self, command: str) -> str:
        """Type a command and read the reply."""
        return (await self.town.read(command)).text

    async def lines(self, command: str) -> Sequence[str]:
        """Type a command and read the lines of the reply."""
        return (await self.text(command)).splitlines()


@asynccontextmanager
async def open_counter(folder: Path) -> AsyncIterator[Counter]:
    """Open a town with a counter in it."""
    async with open_town(folder) as town:
        yield Counter(town)
