"""What is arranged with Telegram at the start goes on until it stands, and /health says so."""

import asyncio
from pathlib import Path
from typing import Any

from bot.clock import system_clock
from playground.faults import Fault
from playground.server import serve
from tests.bot.process import Process, process_of
from tests.bot.stage import BOB, USUAL
from tests.bot.waiting import now_s, until

PATH = "/telegram/webhook"


def webhook_of(process: Process) -> dict[str, str]:
    url = f"http://127.0.0.1:{process.port}{PATH}"
    return {"AFTERWORD_TELEGRAM__MODE": "webhook", "AFTERWORD_TELEGRAM__WEBHOOK_URL": url}


def an_end(name: str, **customer: Any) -> dict[str, Any]:
    return {
        "id": name,
        "touchpoint": "support",
        "customer": customer,
        "closed_at": system_clock().isoformat(),
    }


async def is_ok(process: Process) -> None:
    async def look() -> bool:
        return bool((await process.health())[1]["status"] == "ok")

    async with asyncio.timeout(30):
        while not await look():
            await asyncio.sleep(0.05)


async def test_429_to_deletewebhook_is_tried_until_it_works(tmp_path: Path) -> None:
    async with process_of(tmp_path, forked=True) as process:
        process.telegram.faults.add(Fault("flood", "deleteWebhook", retry_after=1, times=2))
        await process.start()
        status, health = await process.health()
        assert (status, health["status"]) == (200, "degraded")
        assert "webhook" in health["waits"]
        await is_ok(process)
        calls = [call for call in process.telegram.calls if call.method == "deleteWebhook"]
        assert len(calls) == 3
        assert "waits" not in (await process.health())[1]


async def test_429_and_500_to_setwebhook_are_tried_until_it_works(tmp_path: Path) -> None:
    async with process_of(tmp_path, forked=True) as process:
        process.telegram.faults.add(Fault("flood", "setWebhook", retry_after=1))
        process.telegram.faults.add(Fault("error", "setWebhook", status=500, times=2))
        await process.start(**webhook_of(process))
        status, health = await process.health()
        assert (status, health["status"]) == (200, "degraded")
        assert "Flood control" in health["waits"]["webhook"]
        await is_ok(process)
        calls = [call.ok for call in process.telegram.calls if call.method == "setWebhook"]
        assert calls == [False, False, False, True]
        process.telegram.create_user("Bob", user_id=BOB, language_code="en")
        process.telegram.say(BOB, "/start", now=now_s())
        await process.settle()
        assert process.from_bot(BOB)


async def test_400_to_setwebhook_is_said_at_once_as_a_mistake_of_the_settings(
    tmp_path: Path,
) -> None:
    async with process_of(tmp_path, forked=True) as process:
        wrong = webhook_of(process) | {
            "AFTERWORD_TELEGRAM__WEBHOOK_URL": "https://bot.example.com/telegram/webhook"
        }
        await process.start(**wrong)
        assert "setWebhook was refused" in process.logged
        assert "webhook_url" in process.logged
        status, health = await process.health()
        assert (status, health["status"]) == (200, "degraded")
        assert "bad webhook" in health["waits"]["webhook"].lower()
        assert (await process.posts(an_end("T-1", telegram_id=BOB)))[0] == 202
        assert await process.stop() == 0


async def test_a_webhook_that_another_program_sets_is_taken_away_at_once(tmp_path: Path) -> None:
    async with process_of(tmp_path, forked=True) as process:
        await process.start()
        process.telegram.create_user("Bob", user_id=BOB, language_code="en")
        theirs = {"url": "http://127.0.0.1:9/theirs", "secret_token": "s"}
        assert process.telegram.call("setWebhook", theirs, now=now_s()).status == 200
        process.telegram.say(BOB, "/start", now=now_s())
        await until(lambda: bool(process.from_bot(BOB)))
        assert process.telegram.webhook is None
        assert "another program has changed the webhook" in process.logged
        await is_ok(process)


async def test_with_telegram_away_at_the_start_http_takes_interactions(tmp_path: Path) -> None:
    async with process_of(tmp_path, forked=True) as process:
        await process.start()
        process.telegram.create_user("Bob", user_id=BOB, language_code="en")
        process.telegram.say(BOB, "/start", now=now_s())
        await process.settle()
        assert await process.stop() == 0
        await process.server.close()
        await process.start()
        status, health = await process.health()
        assert (status, health["status"]) == (200, "degraded")
        assert set(health["waits"]) >= {"name", "webhook"}
        status, reply = await process.posts(an_end("T-1", telegram_id=BOB))
        assert (status, reply["decisions"][0]["decision"]) == (202, "ask")
        status, reply = await process.posts(an_end("T-2", id="C-9"))
        link = reply["decisions"][0]["link"]
        assert link.startswith(f"https://t.me/{process.telegram.bot.username}?start=")
        process.server = await serve(process.telegram, port=process.server.port)
        await is_ok(process)
        await until(lambda: any("reply_markup" in each for each in process.from_bot(BOB)))
        assert await process.stop() == 0
        await process.server.close()


async def test_a_new_bot_that_has_no_name_yet_asks_for_patience(tmp_path: Path) -> None:
    async with process_of(tmp_path, USUAL, forked=True) as process:
        process.telegram.faults.add(Fault("close", "getMe", times=100_000))
        await process.begin()
        await until(lambda: process.logged.count("Telegram cannot be reached") >= 2)
        status, health = await process.health()
        assert (status, health["status"]) == (200, "degraded")
        assert "name" in health["waits"]
        headers = {"Authorization": "Bearer a-key-of-the-help-desk"}
        body = an_end("T-1", id="C-9")
        async with process.http.post("/v1/interactions", json=body, headers=headers) as response:
            assert response.status == 503
            assert int(response.headers["Retry-After"]) > 0
            assert "name" in (await response.json(content_type=None))["detail"]
        assert process.rows("SELECT 1 FROM interactions") == []
        assert process.printed == ""
        process.telegram.faults.clear()
        await process.is_ready()
        assert (await process.posts(body))[0] == 202
        await is_ok(process)


async def test_another_program_that_polls_with_the_token_is_told_of(tmp_path: Path) -> None:
    async with process_of(tmp_path, forked=True) as process:
        await process.start()
        token = process.config.telegram.token.get_secret_value()
        theirs = f"{process.server.url}/bot{token}/getUpdates"

        async def is_told() -> bool:
            async with process.http.post(theirs):
                return "updates" in (await process.health())[1].get("waits", {})

        async with asyncio.timeout(30):
            while not await is_told():
                await asyncio.sleep(0.05)
        status, health = await process.health()
        assert (status, health["status"]) == (200, "degraded")
        assert "another program" in health["waits"]["updates"]


async def test_until_it_has_met_telegram_it_asks_no_more_often_than_it_was_told(
    tmp_path: Path,
) -> None:
    """Not without a pause, thousands of times a second, because nothing else stands either."""
    async with process_of(tmp_path) as process:
        process.telegram.faults.add(Fault("flood", "getMe", retry_after=600, times=1_000_000))
        await process.begin()
        await until(lambda: "Telegram cannot be reached" in process.logged, within=30)
        for _ in range(20):
            assert (await process.health())[0] == 200
        assert len([call for call in process.telegram.calls if call.method == "getMe"]) <= 2
