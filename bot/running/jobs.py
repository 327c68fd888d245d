"""How a job is repeated: as long as it finds something to do, then after a while or when rung for.

While the clock is in doubt nothing begins because of the time: jobs wait, but for `timeless` ones.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.services import Services
from storage.errors import StorageError

_log = logging.getLogger(__name__)

Step = Callable[[Services, datetime], Awaitable[bool]]
PAUSE_S = 5.0


@dataclass(frozen=True)
class Job:
    """One step of work, and how long to wait when there is none."""

    name: str
    step: Step
    every: timedelta
    timeless: bool = False  # nothing of it depends on what time it is
    rung: bool = False  # what was just stored may be work for it: it does not wait its time out


class Jobs:
    """Runs every job in a task of its own."""

    def __init__(self, services: Services, jobs: tuple[Job, ...]) -> None:
        """Prepare the jobs and the bell that wakes them."""
        self._services = services
        self._bells = [(job, asyncio.Event()) for job in jobs]
        self._tasks: list[asyncio.Task[None]] = []
        self._stopping = asyncio.Event()

    def wake(self) -> None:
        """Ring for those who may have work by what was just stored, and let the others sleep."""
        for job, bell in self._bells:
            if job.rung:
                bell.set()

    def wake_all(self) -> None:
        """Ring for everybody: the time or the settings are others, and anything may be due."""
        for _, bell in self._bells:
            bell.set()

    def start(self) -> None:
        """Begin."""
        self._tasks = [
            asyncio.create_task(self._repeat(job, bell), name=job.name) for job, bell in self._bells
        ]

    async def stop(self, seconds: float) -> None:
        """Let every job finish its step: what is claimed is handed on, not dropped half-way."""
        self._stopping.set()
        self.wake_all()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _repeat(self, job: Job, bell: asyncio.Event) -> None:
        while not self._stopping.is_set():
            bell.clear()
            if not await self._once(job) and not self._stopping.is_set():
                await _heard(bell, within=job.every.total_seconds())

    async def _once(self, job: Job) -> bool:
        try:
            now = self._services.clock()
            if not job.timeless and self._services.doubt() is not None:
                return False
            return await job.step(self._services, now)
        except StorageError as error:
            _log.warning("job waits for the database job=%r error=%s", job.name, error)
        except Exception:  # noqa: BLE001 - a job goes on, whatever happens to one step
            _log.exception("job failed job=%r", job.name)
        await _heard(self._stopping, within=PAUSE_S)
        return False


async def _heard(bell: asyncio.Event, *, within: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(within):
            await bell.wait()
