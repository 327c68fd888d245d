"""The bot ends when it is told to, whatever it is doing, and in time."""

import asyncio
import signal
import time
from pathlib import Path

import pytest

from playground.faults import Fault, Kind
from tests.bot.crowd import ask_everybody, token_of
from tests.bot.process import Process, process_of
from tests.bot.waiting import now_s

LATEST_S = 12.0
TOKEN = "4242424242:a-token-that-only-the-playground-takes"


async def called(process: Process, method: str) -> None:
    """Wait until the bot calls a method."""
    async with asyncio.timeout(20):
        while not any(call.method == method for call in process.telegram.calls):
            await asyncio.sleep(0.005)


async def ends_well(process: Process, *, within: float = LATEST_S) -> None:
    """Send SIGTERM; the bot ends in time, without an error and without a traceback."""
    began = time.monotonic()
    assert await process.stop() == 0, process.logged
    assert time.monotonic() - began < within
    assert "Traceback" not in process.logged
    assert " ERROR " not in process.logged


async def test_an_open_poll_does_not_hold_up_the_end(tmp_path: Path) -> None:
    async with process_of(tmp_path) as process:
        polled = asyncio.Event()
        _on_request(process, "getUpdates", polled)
        await process.start()
        assert process.printed == "ready\n"
        assert (await process.health())[0] == 200
        async with asyncio.timeout(20):
            await polled.wait()
        await ends_well(process, within=2)


@pytest.mark.parametrize("method", ["getMe", "deleteWebhook"])
async def test_the_end_may_come_while_it_starts(tmp_path: Path, method: str) -> None:
    """Telegram is slow, and the bot waits for this call when the signal comes."""
    async with process_of(tmp_path) as process:
        begun = asyncio.Event()
        process.telegram.faults.add(Fault("delay", method, seconds=0.5, times=100))
        _on_request(process, method, begun)
        await process.begin()
        async with asyncio.timeout(20):
            await begun.wait()
        await ends_well(process, within=3)


async def test_the_end_may_come_while_telegram_cannot_be_reached(tmp_path: Path) -> None:
    async with process_of(tmp_path) as process:
        process.telegram.faults.add(Fault("close", "getMe", times=1_000))
        await process.begin()
        while process.logged.count("Telegram cannot be reached") < 2:
            await asyncio.sleep(0.01)
        assert process.printed == ""
        await ends_well(process, within=2)


async def test_telegram_may_come_back_while_it_starts(tmp_path: Path) -> None:
    async with process_of(tmp_path) as process:
        for method in ("getMe", "deleteWebhook"):
            process.telegram.faults.add(Fault("error", method, status=502, html=True))
        await process.start()
        assert (await process.health())[0] == 200
        await ends_well(process)


@pytest.mark.slow
async def test_the_end_may_come_under_load(tmp_path: Path) -> None:
    """Telegram does not answer: what is on its way is given up in time, and done after a start."""
    async with process_of(tmp_path) as process:
        messages = await ask_everybody(process.telegram, process.config, 400)
        await process.start()
        process.telegram.faults.add(Fault("delay", "editMessageText", seconds=60, times=20))
        for person, message in messages.items():
            data = f"a:{token_of(person)}:5"
            process.telegram.tap(person, message, data, chat_id=person, now=now_s())
        await called(process, "answerCallbackQuery")
        await ends_well(process)
        process.telegram.faults.clear()
        await process.start()
        await process.settle()
        for person in messages:
            assert "You chose" in process.from_bot(person)[0]["text"]
        assert await process.differences() == []


async def test_a_second_signal_ends_at_once(tmp_path: Path) -> None:
    async with process_of(tmp_path) as process:
        await ask_everybody(process.telegram, process.config, 1)
        await process.start()
        process.telegram.faults.add(Fault("delay", "editMessageText", seconds=60, times=9))
        data = f"a:{token_of(10_000)}:5"
        message = process.from_bot(10_000)[0]["message_id"]
        process.telegram.tap(10_000, message, data, chat_id=10_000, now=now_s())
        await called(process, "answerCallbackQuery")
        process.signal(signal.SIGTERM)
        while "stopping" not in process.logged:
            await asyncio.sleep(0.005)
        began = time.monotonic()
        process.signal(signal.SIGTERM)
        assert await process.ended() == 1
        assert time.monotonic() - began < 1


def _on_request(process: Process, method: str, bell: asyncio.Event) -> None:
    faults = process.telegram.faults
    take = faults.take

    def watched(method_called: str, *kinds: Kind) -> Fault | None:
        if method_called == method:
            bell.set()
        return take(method_called, *kinds)

    setattr(faults, "take", watched)  # noqa: B010 - it stands in for the method
