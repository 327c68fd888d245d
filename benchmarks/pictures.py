"""What a picture costs: its time, the memory of the process that draws, and the event loop's.

The picture is a trend of thirty days with its band, drawn as reports draw theirs; no two are equal
but where the figure says so. The loop's stall is how much later than asked a nap of a millisecond
ends; what it is without any drawing is measured beside it, in turns of the same length.
"""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from benchmarks.figure import Figure
from benchmarks.running import seconds
from bot.pictures.curve import Stop, curve
from bot.pictures.drawer import Pictures
from bot.pictures.paper import framed
from bot.pictures.svg import svg
from bot.words.catalogues import Words
from bot.words.voice import Voice
from metrics import measure as scores

VOICE = Voice(Words.load())
ROUNDS = 20
MANY = 300  # pictures after which the memory is looked at
NAP_S = 0.001


async def measure() -> list[Figure]:
    """Draw, and give the figures."""
    pictures = Pictures()
    documents = [trend(at) for at in range(ROUNDS)]
    try:
        first, *warm = [1000 * await seconds(pictures.png(each)) for each in documents]
        cached = [1000 * await seconds(pictures.png(documents[1])) for _ in range(ROUNDS)]
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


def trend(number: int) -> str:
    """Write a trend of thirty days; each number gives another one."""
    tallies = [{0: 5 + (at * number) % 7, 7: 9, 10: 20 + at % 5} for at in range(30)]
    stops = [
        Stop(f"{at + 1} Nov", scores.measure("nps", 11, tally), broken=at == 4)
        for at, tally in enumerate(tallies)
    ]
    part = curve(VOICE, "nps", 11, stops, height=230)
    title, footer = f"NPS +{number}", [VOICE.plain("chart.chance_only")]
    return svg(framed([part], title=title, subtitle=["неделя · 本周"], footer=footer))


async def _drawing_stall(pictures: Pictures) -> tuple[list[float], float]:
    documents = [trend(at) for at in range(ROUNDS, 2 * ROUNDS)]
    began = time.perf_counter()
    async with _stalls() as found:
        for each in documents:
            await pictures.png(each)
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
