"""How long the reply to /nps week takes, picture included, with many answers and with a tenth.

From the moment the command reaches Telegram to the moment Telegram has the whole picture. Nothing
is drawn from what was kept; the drawing process is warm. Both sizes take turns in one run.

AFTERWORD_BENCH_ANSWERS is how many answers there are (default 1,000,000).
"""

import asyncio
import itertools
import os
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from benchmarks.answered import build
from benchmarks.figure import Figure
from benchmarks.running import playing, running
from bot.pictures.drawer import Pictures
from playground.core import Telegram

ROUNDS = 120
PATIENCE_S = 20.0
ADMIN = 900
COMMAND = "/nps week"
SETTINGS = f"""
[http]
port = 0
[staff]
admins = [{ADMIN}]
[surveys.recommend]
metric = "nps"
"""


class Forgetful(Pictures):
    """Draws every picture anew: no two documents are the same."""

    _numbers = itertools.count()

    async def png(self, svg: str) -> bytes:
        """Draw a document that carries a number of its own."""
        return await super().png(f"{svg}<!-- {next(self._numbers)} -->")


class Desk:
    """A bot, and somebody who types commands to it."""

    def __init__(self, world: Telegram) -> None:
        self._world = world

    async def ask(self) -> float:
        """Type the command; gives the seconds until the picture is there."""
        before = self._pictures()
        started = time.perf_counter()
        self._world.say(ADMIN, COMMAND, now=time.time())  # noqa: TID251 - of the playground
        async with asyncio.timeout(PATIENCE_S):
            while self._pictures() == before:  # noqa: ASYNC110 - the playground tells nobody
                await asyncio.sleep(0.001)
        return time.perf_counter() - started

    def _pictures(self) -> int:
        return sum(call.method == "sendPhoto" for call in self._world.calls)


async def measure() -> list[Figure]:
    """Ask both bots in turn, so that whatever else the machine does meets both alike."""
    answers = int(os.environ.get("AFTERWORD_BENCH_ANSWERS", "1000000"))
    sizes = (answers // 10, answers)
    pictures = Forgetful()  # one for both, because one process may draw faster than the next
    async with AsyncExitStack() as parts:
        desks = [await parts.enter_async_context(_desk(size, pictures)) for size in sizes]
        for desk in desks:
            await desk.ask()
        times = [[await desk.ask() for desk in desks] for _ in range(ROUNDS)]
    columns = list(zip(*times, strict=True))
    figures = [
        figure for size, each in zip(sizes, columns, strict=True) for figure in _of(size, each)
    ]
    tenth, whole = (_p95(each) for each in columns)
    middle = statistics.median(columns[1]) / statistics.median(columns[0])
    return [
        *figures,
        Figure("95th percentile, all answers to a tenth of them", whole / tenth, "times"),
        Figure("median, all answers to a tenth of them", middle, "times"),
    ]


def _of(size: int, times: tuple[float, ...]) -> list[Figure]:
    return [
        Figure(
            f"{COMMAND} with its picture, {size:,} answers, median",
            statistics.median(times) * 1e3,
            "ms",
        ),
        Figure(
            f"{COMMAND} with its picture, {size:,} answers, 95th percentile",
            _p95(times) * 1e3,
            "ms",
        ),
    ]


def _p95(times: tuple[float, ...]) -> float:
    return statistics.quantiles(times, n=20)[-1]


@asynccontextmanager
async def _desk(answers: int, pictures: Pictures) -> AsyncIterator[Desk]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        await build(folder / "bench.db", answers=answers)
        async with playing() as (world, url):
            world.create_user("Staff", user_id=ADMIN, language_code="en")
            async with running(folder, url, SETTINGS, pictures=pictures):
                yield Desk(world)
