"""Two thousand taps wait, and the process is killed again and again while it works through them."""

import asyncio
import random
from pathlib import Path
from typing import Any

import pytest

from playground.core import Telegram
from tests.bot.crowd import ask_everybody, token_of
from tests.bot.process import Process, process_of
from tests.bot.waiting import now_s

TAPS = 2_000
KILLS = 4
SEED = 20_261_123


class Toasts:
    """Rings when so many presses have been answered."""

    def __init__(self, telegram: Telegram) -> None:
        self.seen: list[str] = []
        self._wanted = 0
        self._bell = asyncio.Event()
        telegram.listeners.append(self._on)

    async def reach(self, wanted: int) -> None:
        self._wanted = wanted
        self._bell.clear()
        if len(self.seen) < wanted:
            await self._bell.wait()

    def _on(self, event: dict[str, Any]) -> None:
        if event["kind"] == "toast":
            self.seen.append(event["callback_query_id"])
            if len(self.seen) >= self._wanted:
                self._bell.set()


@pytest.mark.slow
async def test_no_tap_is_lost_and_none_counts_twice(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    async with process_of(tmp_path, forked=True) as process:
        messages = await ask_everybody(process.telegram, process.config, TAPS)
        scores = {person: chance.randint(3, 5) for person in messages}  # no alerts
        for person, message in messages.items():
            data = f"a:{token_of(person)}:{scores[person]}"
            process.telegram.tap(person, message, data, chat_id=person, now=now_s())
        await _work_through(process, chance)
        await process.settle()
        _, health = await process.health()
        assert health["due"]["total"] == health["failed_updates"] == 0
        assert await process.stop() == 0
        assert await process.differences() == []
        assert _answers(process) == scores
        for person in messages:
            assert "You chose" in process.from_bot(person)[0]["text"]


async def _work_through(process: Process, chance: random.Random) -> None:
    toasts = Toasts(process.telegram)
    for moment in sorted(chance.sample(range(1, TAPS - 200), KILLS)):
        await process.start()
        async with asyncio.timeout(30):
            await toasts.reach(moment)
        await process.kill()
        assert len(process.telegram.updates) > 0, "it was killed while it worked"
    await process.start()


def _answers(process: Process) -> dict[int, int]:
    found = process.rows(
        "SELECT telegram_id, score FROM answers JOIN customers ON customers.id = customer_id"
    )
    assert len(found) == TAPS
    return {row["telegram_id"]: row["score"] for row in found}
