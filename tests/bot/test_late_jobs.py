"""Work that does not come round within its time is named, and its failures are counted."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

from bot.operating.condition import health
from bot.operating.counters import Counters
from bot.running.jobs import Job, Jobs, Step
from bot.services import Services
from tests.bot.town import NOW, open_town

HOUR = timedelta(hours=1)


class Turned:
    """Seconds that pass when a test lets them."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@asynccontextmanager
async def at_work(
    folder: Path, step: Step, counters: Counters | None = None
) -> AsyncIterator[tuple[Jobs, Turned, Services]]:
    async with open_town(folder) as town:
        time, job = Turned(), Job("count sheep", step, HOUR, may_take=timedelta(minutes=2))
        jobs = Jobs(town.services, (job,), counters=counters, monotonic=time)
        town.services.late_jobs = jobs.late
        jobs.start()
        yield jobs, time, town.services
        await jobs.stop(0)


async def test_a_job_that_hangs_is_late_and_health_says_so(tmp_path: Path) -> None:
    begun, over = asyncio.Event(), asyncio.Event()

    async def hang(_: Services, now: datetime) -> bool:
        begun.set()
        await over.wait()
        return False

    async with at_work(tmp_path, hang) as (jobs, time, services):
        services.last_poll_age_s = lambda: 1.0
        await begun.wait()
        time.now = HOUR.total_seconds() + 120
        assert jobs.late() == []
        time.now += 1
        assert jobs.late() == ["count sheep"]
        found = await health(services, NOW)
        assert (found["status"], found["waits"]) == ("degraded", {"jobs": "count sheep"})
        over.set()
        while jobs.late():
            await asyncio.sleep(0)
        assert (await health(services, NOW))["status"] == "ok"


async def test_a_job_that_always_fails_is_late_and_counted(tmp_path: Path) -> None:
    tried, counters = asyncio.Event(), Counters()
    name, labels = "afterword_job_failures_total", {"job": "count sheep"}

    async def fail(_: Services, now: datetime) -> bool:
        tried.set()
        raise RuntimeError("a wolf")

    async with at_work(tmp_path, fail, counters) as (jobs, time, _):
        assert counters.registry.get_sample_value(name, labels) == 0
        await tried.wait()
        while counters.registry.get_sample_value(name, labels) == 0:
            await asyncio.sleep(0)
        assert jobs.late() == []
        time.now = HOUR.total_seconds() + 121
        assert jobs.late() == ["count sheep"]


async def test_before_the_start_nothing_is_late(tmp_path: Path) -> None:
    async with open_town(tmp_path) as town:
        assert Jobs(town.services, ()).late() == []
