"""A source that posts far more than it may: 429 and when to come back, while customers are heard.

`AFTERWORD_BURST=10000 ./run test -n 0 -s tests/bot/test_burst_of_posts.py` posts as many at once as
it says, by the usual limits, and writes down what came of them and how long presses took.
"""

import asyncio
import os
import statistics
import time
from collections import Counter
from pathlib import Path

import aiohttp

from tests.bot.process import Process, process_of
from tests.bot.stage import BOB, KEY, USUAL
from tests.bot.waiting import now_s, until

USUALLY = 300
BURST = int(os.environ.get("AFTERWORD_BURST", str(USUALLY)))
AT_ONCE = 50


class Sender:
    """Posts interactions as fast as they are answered, each over one of fifty connections."""

    def __init__(self, port: int) -> None:
        self.port, self.statuses, self.waits = port, Counter[int](), list[int]()
        self._left = iter(range(BURST))

    async def send(self) -> None:
        connector = aiohttp.TCPConnector(limit=AT_ONCE)
        url = f"http://127.0.0.1:{self.port}/v1/interactions"
        headers = {"Authorization": f"Bearer {KEY}"}
        async with aiohttp.ClientSession(connector=connector, headers=headers) as http:
            await asyncio.gather(*(self._some(http, url) for _ in range(AT_ONCE)))

    async def _some(self, http: aiohttp.ClientSession, url: str) -> None:
        for number in self._left:
            ended = {
                "id": f"B-{number}",
                "touchpoint": "support",
                "customer": {"id": f"C-{number}"},
                "closed_at": f"{time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())}",
            }
            async with http.post(url, json=ended) as reply:
                self.statuses[reply.status] += 1
                if reply.status == 429:
                    self.waits.append(int(reply.headers["Retry-After"]))


async def press(process: Process) -> float:
    """Let Bob change his score; gives how long the reply took, in ms."""
    asked = next(each for each in process.from_bot(BOB) if "reply_markup" in each)
    data = asked["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    world, began = process.telegram, time.perf_counter()
    query = world.tap(BOB, asked["message_id"], data, chat_id=BOB, now=now_s())
    await until(lambda: answered(process, query))
    return 1000 * (time.perf_counter() - began)


def answered(process: Process, query: str) -> bool:
    return any(
        call.method == "answerCallbackQuery" and call.parameters["callback_query_id"] == query
        for call in reversed(process.telegram.calls)
    )


async def test_a_burst_is_told_to_wait_and_presses_are_answered(tmp_path: Path) -> None:
    async with process_of(tmp_path, USUAL) as process:
        if BURST == USUALLY:
            words = process.config_file.read_text("utf-8")
            tight = "rate = { per_second = 1, burst = 100 }\n[staff]"
            process.config_file.write_text(words.replace("[staff]", tight, 1), "utf-8")
        process.telegram.create_user("Bob", user_id=BOB, language_code="en")
        await process.start()
        process.telegram.say(BOB, "/start", now=now_s())
        ended = {"id": "T-1", "touchpoint": "support", "customer": {"telegram_id": BOB}}
        closed = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        await process.settle()
        assert (await process.posts({**ended, "closed_at": closed}))[0] == 202
        await until(lambda: any("reply_markup" in each for each in process.from_bot(BOB)))
        sender = Sender(process.port)
        sending = asyncio.create_task(sender.send())
        took = list[float]()
        while not sending.done() or len(took) < 5:
            took.append(await press(process))
            await asyncio.sleep(0.02)
        await sending
    print(f"{dict(sender.statuses)}, {len(took)} presses: {statistics.median(took):.0f} ms median,")  # noqa: T201
    print(f"{sorted(took)[len(took) * 95 // 100]:.0f} ms (95th percentile)")  # noqa: T201
    assert set(sender.statuses) == {202, 429}
    assert sum(sender.statuses.values()) == BURST
    assert min(sender.waits) >= 1
