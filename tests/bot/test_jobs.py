"""Who is woken when something was stored, and who sleeps on."""

import asyncio
from datetime import datetime, timedelta

from bot.app import JOBS
from bot.running.jobs import Job, Jobs
from bot.services import Services
from tests.bot.town import Town

LONG = timedelta(days=1)


async def test_what_was_stored_wakes_only_whom_it_concerns(town: Town) -> None:
    runs: list[str] = []
    ran = asyncio.Condition()

    def noting(name: str, *, rung: bool) -> Job:
        async def step(_services: Services, _now: datetime) -> bool:
            async with ran:
                runs.append(name)
                ran.notify_all()
            return False

        return Job(name, step, LONG, timeless=True, rung=rung)

    async def until(most: int) -> None:
        async with ran, asyncio.timeout(20):
            await ran.wait_for(lambda: len(runs) >= most)

    jobs = Jobs(town.services, (noting("by the hour", rung=False), noting("at once", rung=True)))
    jobs.start()
    await until(2)
    for woken in range(3):
        jobs.wake()
        await until(3 + woken)
    assert sorted(runs) == ["at once"] * 4 + ["by the hour"]
    jobs.wake_all()
    await until(7)
    assert sorted(runs) == ["at once"] * 5 + ["by the hour"] * 2
    await jobs.stop(5)


def test_whatever_is_done_by_the_hour_is_not_done_at_every_press() -> None:
    assert {job.name for job in JOBS if job.rung} == {
        "send what is due",
        "repeat edits",
        "keep boards true",
        "note the time",
    }
