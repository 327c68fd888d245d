"""What a stage knows of the bot that runs on it: whether anything is left to do."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from bot.running.jobs import Job
from bot.running.starting import Plan
from bot.services import Services
from playground.core import Telegram
from storage import health
from storage.errors import StorageError
from storage.transaction import Transaction


class Insight:
    """Tells what /health would say to be due, without its way through HTTP."""

    def __init__(self) -> None:
        self._services: Services | None = None

    def into(self, plan: Plan) -> Plan:
        """Give the plan with one job more, which gets to know the bot that runs it."""
        meeting = Job("meet the stage", self._meet, timedelta(days=1), timeless=True)
        return replace(plan, jobs=(*plan.jobs, meeting))

    async def _meet(self, services: Services, _now: datetime) -> bool:
        self._services = services
        return False

    async def write_all(self) -> None:
        """Wait until what waits to be written is written, or refused."""
        if self._services is not None:
            with suppress(StorageError):
                await self._services.database.write(_nothing)

    async def is_idle(self, telegram: Telegram) -> bool:
        """Tell whether every update is confirmed, every reply given, and nothing due."""
        services = self._services
        if services is None or len(telegram.updates) or services.replies_in_flight():
            return False
        await self.write_all()
        now = services.clock()
        load = await services.database.read(lambda tx: health.load(tx, now=now))
        due = load.asks + load.alerts + load.edits + load.claimed
        return not due and not services.replies_in_flight()


async def _nothing(_tx: Transaction) -> None:
    """Write nothing."""
