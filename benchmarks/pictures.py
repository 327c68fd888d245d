"""What a picture costs: its time, the memory of the process that draws, and the event loop's.

The picture is a trend of thirty days with its band, drawn as reports draw theirs; no two are equal
but where the figure says so. The loop's stall is how much later than asked a nap of a millisecond
ends; what it is without any drawing is measured beside it, in turns of the same length.
"""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path

from benchmarks.figure import Figure
from bot.pictures.drawer import Pictures
from bot.pictures.frame import BAND, WIDTH, framed
from bot.words.voice import Spec

ROUNDS = 20
MANY = 300  # pictures after which the memory is looked at
NAP_S = 0.001


async def measure() -> list[Figure]:
    """Draw, and give the figures."""
    pictures = Pictures()
    try:
        first = await _ms(lambda: pictures.png(trend(0)))
        warm = [await _ms(partial(pictures.png, trend(at))) for at in range(1, ROUNDS)]
        cached = [await _ms(lambda: pictures.png(trend(1))) for _ in range(ROUNDS)]
        busy, length_s = await _drawing_stall(pictures)
        async with _stalls() as idle:
            await asyncio.sleep(length_s)
        before = _resident_mb(pictures)
        for at in range(3 * ROUNDS, 3 * ROUNDS + MANY):
            await pictures.png(trend(at))
        after = _resident_mb(pictures)
    finally:
        await pictures.close()
    return [
        Figure("first picture, the start of the process included", first, "ms"),
        Figure("another picture, median", statistics.median(warm), "ms"),
        Figure("another picture, slowest", max(warm), "ms"),
        Figure("the same picture again", statistics.median(cached), "ms"),
        Figure(f"longest stall of the loop over {ROUNDS} pictures", max(busy), "ms"),
        Figure("longest stall of the loop for as long without any", max(idle), "ms"),
        Figure("memory of the drawing process", before, "MB"),
        Figure(f"memory after {MANY} more pictures", after, "MB"),
    ]


def trend(number: int) -> Spec:
    """Write a trend of thirty days; each number gives another one."""
    days = [
        {"day": f"{at}", "score": at - number % 7, "low": at - 20, "high": at + 15}
        for at in range(30)
    ]
    x = {"field": "day", "type": "ordinal", "sort": None, "axis": {"title": None}}
    band = {"y": {"field": "low", "type": "quantitative"}, "y2": {"field": "high"}}
    part = {
        "width": WIDTH,
        "height": 200,
        "data": {"values": days},
        "encoding": {"x": x},
        "layer": [
            {"mark": {"type": "area", "color": BAND}, "encoding": band},
            {"mark": "line", "encoding": {"y": {"field": "score", "type": "quantitative"}}},
        ],
    }
    return framed([part], title=f"NPS +{number}", subtitle=["неделя · 本周"], footer=["Berlin"])


async def _ms(work: Callable[[], Awaitable[object]]) -> float:
    began = time.perf_counter()
    await work()
    return (time.perf_counter() - began) * 1000


async def _drawing_stall(pictures: Pictures) -> tuple[list[float], float]:
    began = time.perf_counter()
    async with _stalls() as found:
        for at in range(ROUNDS, 2 * ROUNDS):
            await pictures.png(trend(at))
    return found, time.perf_counter() - began


@asynccontextmanager
async def _stalls() -> AsyncIterator[list[float]]:
    """Give the milliseconds by which naps were late."""
    late = [0.0]

    async def nap() -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(NAP_S)
            late.append((time.perf_counter() - began - NAP_S) * 1000)

    napping = asyncio.create_task(nap())
    yield late
    napping.cancel()
    with suppress(asyncio.CancelledError):
        await napping


def _resident_mb(pictures: Pictures) -> float:
    status = Path(f"/proc/{pictures.worker}/status").read_text("ascii")
    (line,) = (each for each in status.splitlines() if each.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024
