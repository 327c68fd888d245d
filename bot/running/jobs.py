"""How a job is repeated: as long as it finds something to do, then after a while or when rung for.

While the clock is in doubt nothing begins because of the time: jobs wait, but for `timeless` ones.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.operating.counters import Counters
from bot.services import Services
from storage.errors import StorageError

_log = logging.getLogger(__name__)

Step = Callable[[Services, datetime], Awaitable[bool]]
PAUSE_S = 5.0
MAY_TAKE = timedelta(minutes=2)


@dataclass(frozen=True)
class Job:
    """One step of work, and how long to wait when there is none.

    It is late when it has not come to the end of a step, without an error, for longer than both.
    """

    name: str
    step: Step
    every: timedelta
    timeless: bool = False  # nothing of it depends on what time it is
    rung: bool = False  # what was just stored may be work for it: it does not wait its time out
    may_take: timedelta = MAY_TAKE


class Jobs:
    """Runs every job in a task of its own."""

    def __init__(
        self,
        services: Services,
        jobs: tuple[Job, ...],
        *,
        counters: Counters | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Prepare the jobs and the bell that wakes them."""
        self._services = services
        self._counters = counters or Counters()
        self._monotonic = monotonic
        self._bells = [(job, asyncio.Event()) for job in jobs]
        self._went_well: dict[Job, float] = {}  # when a step last did
        for job in jobs:
            self._counters.job(job.name)
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
        self._went_well = {job: self._monotonic() for job, _ in self._bells}
        self._tasks = [
            asyncio.create_task(self._repeat(job, bell), name=job.name) for job, bell in self._bells
        ]

    def late(self) -> list[str]:
        """Name the jobs that have not come round within their time: they hang, or always fail."""
        now = self._monotonic()
        return [
            job.name
            for job, since in self._went_well.items()
            if now - since > (job.every + job.may_take).total_seconds()
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
            more = await self._step(job)
        except StorageError as error:
            _log.warning("job waits for the database job=%r error=%s", job.name, error)
        except Exception:  # noqa: BLE001 - a job goes on, whatever happens to one step
            _log.exception("job failed job=%r", job.name)
        else:
            self._went_well[job] = self._monotonic()
            return more
        self._counters.job_failed(job.name)
        await _heard(self._stopping, within=PAUSE_S)
        return False

    async def _step(self, job: Job) -> bool:
        now = self._services.clock()
        if not job.timeless and self._services.doubt() is not None:
            return False
        return await job.step(self._services, now)


async def _heard(bell: asyncio.Event, *, within: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(within):
            await bell.wait()
