"""A town whose past is written week by week into the daily counts, and a job that looks at it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from bot.messages.drawing import draw
from bot.reports.understanding import today
from bot.settings.staff import Staff
from bot.settings.watching import Threshold, Watch
from bot.surveys.question import Screen
from bot.watch.job import watch_changes
from bot.watch.keeping import accept
from storage import deliveries, repeating, tallies, watches
from storage.deliveries import Delivery
from storage.rows import read_all
from storage.transaction import Row, Transaction
from tests.bot.town import NOW, SETTINGS, Town, open_town

CHAT = -100900
MONDAY = date(2026, 11, 16)  # of the last whole week: it is the morning after
MORNING = NOW + timedelta(hours=12)
WEEK = timedelta(weeks=1)

Week = tuple[int, int]  # how many of how many were satisfied


@dataclass
class Tower:
    """A town, its past, and what its staff are told."""

    town: Town
    now: datetime = MORNING

    async def past(
        self, weeks: Sequence[Week], *, survey: str = "care", version: int = 1, **place: str
    ) -> None:
        """Write the weeks up to the last whole one, the oldest first: all, or of a touchpoint."""
        dimension, value = next(iter(place.items()), ("total", ""))
        deltas: dict[tallies.Key, tallies.Delta] = {}
        for back, (good, people) in enumerate(reversed(weeks)):
            day = (MONDAY - back * WEEK + timedelta(days=2)).isoformat()
            delta = {"s5": good, "s1": people - good}
            deltas[survey, dimension, value, day, version] = delta

        async def unit(tx: Transaction) -> None:
            await tallies.add_scores(tx, deltas)

        await self.town.services.database.write(unit)

    async def again(self, parts: Sequence[int], **place: str) -> None:
        """Let people of the last whole week have answered twice: the pairs, as they are kept."""
        dimension, value = next(iter(place.items()), ("total", ""))
        day = (MONDAY + timedelta(days=2)).isoformat()
        key = ("care", dimension, value, day, 1, day, 1)

        async def unit(tx: Transaction) -> None:
            known = await repeating.stored(tx)
            await repeating.replace(tx, {**known, key: list(parts)})

        await self.town.services.database.write(unit)

    def turn(self, by: timedelta) -> None:
        """Turn the clock."""
        self.now += by
        self.town.services.clock = lambda: self.now

    async def look(self) -> int:
        """Let the job do all there is; gives the number of steps."""
        steps = 0
        while await watch_changes(self.town.services, self.now):
            steps += 1
        return steps

    async def live(self, *, since: int, until: int = 0) -> list[int]:
        """Look on each Monday from so many weeks ago on; gives the alerts so far, after each."""
        self.turn(-since * WEEK)
        told = []
        for _ in range(since - until + 1):
            await self.look()
            told.append(len(await self.alerts()))
            self.turn(WEEK)
        self.turn(-WEEK)
        return told

    async def accept(self, watch_id: int, *, name: str, actor: str) -> bool:
        """Let somebody take a change as the new normal."""
        services, now = self.town.services, self.now

        async def unit(tx: Transaction) -> bool:
            day = today(services)
            return await accept(services, tx, watch_id, name=name, actor=actor, now=now, today=day)

        return await services.database.write(unit)

    async def alerts(self) -> list[Delivery]:
        """Read what staff were told, oldest first."""

        async def read(tx: Transaction) -> list[Delivery]:
            alerts = "SELECT * FROM deliveries WHERE kind = 'alert' ORDER BY id"
            return await read_all(tx, Delivery, alerts)

        return await self.town.services.database.read(read)

    async def screen(self, delivery: Delivery) -> Screen:
        """Draw an alert as it would be sent now."""

        async def read(tx: Transaction) -> Screen:
            fresh = await deliveries.get(tx, delivery.id)
            return (await draw(self.town.services, tx, fresh, self.now)).screen

        return await self.town.services.database.read(read)

    async def watched(self, survey: str = "care") -> dict[tuple[str, str], watches.Watch]:
        """Read what is watched, by kind and value."""

        async def read(tx: Transaction) -> list[watches.Watch]:
            return await watches.of_survey(tx, survey)

        found = await self.town.services.database.read(read)
        return {(each.kind, each.value): each for each in found}

    async def rows(self, sql: str) -> list[Row]:
        """Read the database."""
        return await self.town.services.database.read(lambda tx: tx.rows(sql))

    def settle_language(self, language: str) -> None:
        """Let staff be told in another language."""
        services = self.town.services
        business = services.config.business.model_copy(update={"default_language": language})
        services.config = services.config.model_copy(update={"business": business})

    def settle_on(
        self,
        *,
        chat: int | None = CHAT,
        watch: Watch | None = None,
        warnings: tuple[Threshold, ...] = (),
    ) -> None:
        """Change the settings."""
        services = self.town.services
        services.config = services.config.model_copy(
            update={
                "staff": Staff(alerts=chat),
                "watch": watch or Watch(),
                "warnings": warnings,
            }
        )


@asynccontextmanager
async def open_tower(folder: Path, settings: str = SETTINGS) -> AsyncIterator[Tower]:
    """Open a town with a chat for alerts."""
    async with open_town(folder, settings) as town:
        tower = Tower(town)
        tower.turn(timedelta())
        tower.settle_on()
        yield tower
