"""The simulated week, played over HTTP through a tiny bot."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from playground.control import state
from playground.core import Telegram
from playground.hearing import tally
from playground.reach import Places, WeekError
from playground.schedule import PER_CUSTOMER
from playground.server import serve
from playground.week import Report, play_week
from tests.playground.tiny_bot import KEY, TinyBot, polling, served

MONDAY = date(2026, 11, 16)
ZONE = ZoneInfo("Europe/Berlin")
CUSTOMERS = 40


async def a_week(
    *, shown: list[tuple[int, int, str]] | None = None
) -> tuple[Telegram, TinyBot, Report]:
    telegram, bot = Telegram(), TinyBot()
    server = await serve(telegram)
    heard = shown if shown is not None else []
    try:
        async with served(bot) as url, polling(bot, server.url):
            report = await play_week(
                Places(server.url, server.key, url, KEY),
                first_day=MONDAY,
                zone=ZONE,
                customers=CUSTOMERS,
                progress=lambda *told: heard.append(told),
            )
    finally:
        await server.close()
    return telegram, bot, report


async def test_a_week_goes_through_the_bot_and_is_the_same_each_time() -> None:
    shown: list[tuple[int, int, str]] = []
    telegram, bot, report = await a_week(shown=shown)
    assert report.customers == CUSTOMERS
    assert report.interactions == len(bot.interactions) == round(CUSTOMERS * PER_CUSTOMER)
    assert report.decisions == {"ask": report.interactions}
    assert bot.keys == {f"Bearer {KEY}"}
    assert report.acts["tap"] > CUSTOMERS / 2
    assert report.acts["say"] > 0
    assert len({score for scores in bot.scores.values() for score in scores}) > 3
    assert shown[-1][0] == shown[-1][1] == CUSTOMERS + report.interactions
    assert [done for done, _, _ in shown] == sorted(done for done, _, _ in shown)
    assert list(bot.orders) == [f"2026-11-{day}" for day in range(16, 23)]
    assert min(bot.orders.values()) > 400
    assert telegram.limits.overall == 30
    _, again, same = await a_week()
    assert again.scores == bot.scores
    assert again.words == bot.words
    assert same == report


async def test_of_a_bot_that_takes_presses_alone_nothing_written_counts_as_heard() -> None:
    telegram, _, report = await a_week()
    found = tally(state(telegram, 0.0, shown=1_000)["messages"], report.written)
    assert found.heard.total() == 0
    assert found.written.total() == report.acts["say"] == len(report.written) > 0
    assert found.written["edit"] == report.acts["edit"] > 0


async def test_customers_only_press_buttons_that_are_there() -> None:
    telegram, _, report = await a_week()
    refused = [call for call in telegram.calls if not call.ok]
    assert all(
        "blocked" in call.error or "initiate" in call.error or "not found" in call.error
        for call in refused
    )
    assert (
        sum(call.method == "answerCallbackQuery" for call in telegram.calls) == report.acts["tap"]
    )


async def test_a_refusal_ends_the_week_with_what_was_refused() -> None:
    server = await serve(Telegram())
    try:
        places = Places(server.url, server.key, server.url, "wrong")
        with pytest.raises(WeekError, match="/demo/clock answered 401"):
            await play_week(places, first_day=MONDAY, zone=ZONE, customers=3)
    finally:
        await server.close()
