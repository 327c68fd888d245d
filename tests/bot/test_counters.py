"""What the bot counts while it runs, as whoever reads /metrics gets it."""

import asyncio
import re
from pathlib import Path

import aiohttp
import pytest

from bot.operating.counters import Counters
from bot.running.lag import LOOK_S, watch_lag
from bot.wire.transport import Telegram
from storage import totals
from tests.bot.bot_api import TOKEN, Server, agreed, listening, refused
from tests.bot.http.test_metrics_page import samples
from tests.bot.stage import Stage
from tests.bot.town import open_town

ROOT = Path(__file__).resolve().parents[2]


async def read(stage: Stage) -> dict[str, float]:
    url = f"http://127.0.0.1:{stage.port}/metrics"
    async with aiohttp.ClientSession() as http, http.get(url) as got:
        return samples(await got.text())


async def test_updates_asks_answers_and_replies_are_counted(stage: Stage) -> None:
    await stage.settle()  # the group has told of itself
    before = await read(stage)
    assert before["afterword_updates_total|callback_query"] == 0
    assert before["afterword_telegram_replies_total|429"] == 0
    assert before["afterword_job_failures_total|send what is due"] == 0
    await stage.starts()
    await stage.ended()
    await stage.score(5)
    found = await read(stage)
    for kind in ("message", "callback_query"):
        name = f"afterword_updates_total|{kind}"
        assert found[name] - before[name] == 1
    assert found["afterword_answers_total"] == 1
    for state in ("asked", "delivered", "answered"):
        assert found[f"afterword_asks|{state}"] == 1
    assert found["afterword_asks|expired"] == 0
    assert found["afterword_telegram_replies_total|200"] > 3


async def test_every_figure_is_explained(stage: Stage) -> None:
    explained = (ROOT / "docs/operating.md").read_text("utf-8")
    for name in await read(stage):
        figure = re.sub(r"(_created|_bucket|_sum|_count)$", "", name.partition("|")[0])
        assert figure.replace("_created", "") in explained, figure


async def test_a_call_that_comes_too_soon_is_counted() -> None:
    server, counters = Server(), Counters()
    server.answers = [refused(429, "Too Many Requests", retry_after=1), agreed(True)]
    async with listening(server) as url:
        telegram = Telegram(TOKEN, api_url=url, count=counters.reply)
        with pytest.raises(Exception, match="Retry in"):
            await telegram.calls.call("getMe")
        await telegram.calls.call("getMe")
        await telegram.close()
    for status in ("429", "200"):
        found = counters.registry.get_sample_value(
            "afterword_telegram_replies_total", {"status": status}
        )
        assert found == 1


async def test_what_holds_up_the_loop_is_noted() -> None:
    now, noted = [0.0], list[float]()

    async def sleep(seconds: float) -> None:
        now[0] += seconds + 0.25 * len(noted)
        if len(noted) == 3:
            raise asyncio.CancelledError
        await asyncio.sleep(0)

    with pytest.raises(asyncio.CancelledError):
        await watch_lag(noted.append, monotonic=lambda: now[0], sleep=sleep)
    assert noted == [0.0, 0.25, 0.5]
    assert LOOK_S == 1.0


async def test_of_anonymous_questions_no_single_answer_shows(tmp_path: Path) -> None:
    async with open_town(tmp_path) as town:
        database = town.services.database
        await town.answer("team", 9, 9, 9, 9)
        assert await database.read(totals.answers_ever) == 0
        await town.answer("team", 9)
        assert await database.read(totals.answers_ever) == 5
        assert (await database.read(totals.asks_ever)).asked == 0
        await town.answer("care", 5, 4)
        asks = await database.read(totals.asks_ever)
        assert (asks.asked, asks.answered) == (2, 2)
        assert await database.read(totals.answers_ever) == 7
