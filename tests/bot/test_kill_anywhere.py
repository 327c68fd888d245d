"""The process is killed at any moment, while everything happens at once."""

import asyncio
import random
from contextlib import suppress
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.clock import system_clock
from playground.faults import Fault
from tests.bot.process import Process, process_of
from tests.bot.waiting import now_s

CUSTOMERS = range(20_000, 20_160)
KILLS = 6
SEED = 2_311
SETTINGS = """\
[cadence]
quiet_hours = { from = "00:00", to = "00:00" }
[surveys.after-chat]
metric = "csat"
touchpoints = ["support"]
delay = "0s"
"""


class Traffic:
    """A help desk that posts until it is told yes, and customers who press what they see."""

    def __init__(self, process: Process, chance: random.Random) -> None:
        self.process = process
        self.chance = chance
        self.acknowledged: dict[int, dict[str, Any]] = {}
        self.pressed: dict[int, int] = {}
        self.over = asyncio.Event()

    def interaction(self, customer: int) -> dict[str, Any]:
        """What the help desk posts about a customer, the same each time."""
        return {
            "id": f"T-{customer}",
            "touchpoint": "support",
            "customer": {"telegram_id": customer},
            "closed_at": self._closed_at,
        }

    async def post_all(self) -> None:
        """Post every interaction until it is acknowledged, some of them again later."""
        self._closed_at = system_clock().isoformat()
        for customer in CUSTOMERS:
            while customer not in self.acknowledged:
                await self.post(customer)
            if self.acknowledged and self.chance.random() < 0.2:
                await self.post(self.chance.choice(list(self.acknowledged)))
            await asyncio.sleep(0.015)
        self.over.set()

    async def post(self, customer: int) -> None:
        """Post one interaction; its reply is always the first one."""
        try:
            status, reply = await self.process.posts(self.interaction(customer))
        except (aiohttp.ClientError, OSError):
            await asyncio.sleep(0.02)
            return
        assert status == 202, reply
        assert self.acknowledged.setdefault(customer, reply) == reply

    async def press_all(self) -> None:
        """Press one button of every question that is seen."""
        while True:
            for customer in set(CUSTOMERS) - set(self.pressed):
                for message in self.process.from_bot(customer):
                    self.press(customer, message)
            await asyncio.sleep(0.05)

    async def all_pressed(self) -> None:
        """Wait until every question that arrived has been pressed."""
        await self.process.settle()
        while any(self.process.from_bot(each) for each in set(CUSTOMERS) - set(self.pressed)):
            await asyncio.sleep(0.05)

    def press(self, customer: int, message: dict[str, Any]) -> None:
        """Press a score of 3 to 5."""
        rows = message["reply_markup"]["inline_keyboard"]
        scores = {
            int(button["callback_data"].rpartition(":")[2]): str(button["callback_data"])
            for row in rows
            for button in row
            if button["callback_data"].startswith("a:")
        }
        score = self.chance.randint(3, 5)
        self.pressed[customer] = score
        self.process.telegram.tap(
            customer, message["message_id"], scores[score], chat_id=customer, now=now_s()
        )


@pytest.mark.slow
async def test_nothing_acknowledged_is_lost_and_nobody_is_asked_twice(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    async with process_of(tmp_path, SETTINGS, forked=True) as process:
        _join(process)
        process.telegram.faults.add(Fault("delay", "sendMessage", times=60, seconds=0.2))
        traffic = Traffic(process, chance)
        acts = [asyncio.create_task(act) for act in (traffic.post_all(), traffic.press_all())]
        await _kill_at_any_moment(process, chance)
        async with asyncio.timeout(30):
            await traffic.over.wait()
        await traffic.all_pressed()
        await process.settle()
        acts[1].cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*acts)
        for customer in CUSTOMERS:
            await traffic.post(customer)
        assert await process.stop() == 0
        await _check(process, traffic)


def _join(process: Process) -> None:
    for customer in CUSTOMERS:
        process.telegram.create_user(f"C{customer}", user_id=customer, language_code="en")
        process.telegram.chats[customer].started = True


async def _kill_at_any_moment(process: Process, chance: random.Random) -> None:
    for number in range(KILLS):
        await process.begin()
        if number % 3 != 2:  # the others are killed while they start
            await process.is_ready()
            await asyncio.sleep(chance.uniform(0.0, 0.5))
        else:
            await asyncio.sleep(chance.uniform(0.0, 0.5))
        await process.kill()
    await process.start()


async def _check(process: Process, traffic: Traffic) -> None:
    assert await process.differences() == []
    kept = {row["external_id"] for row in process.rows("SELECT external_id FROM interactions")}
    assert kept == {f"T-{customer}" for customer in traffic.acknowledged}
    asked = {customer: len(process.from_bot(customer)) for customer in CUSTOMERS}
    assert set(asked.values()) <= {0, 1}
    answers = process.rows(
        "SELECT telegram_id, score FROM answers JOIN customers ON customers.id = customer_id"
    )
    assert {row["telegram_id"]: row["score"] for row in answers} == traffic.pressed
    assert {customer for customer, n in asked.items() if n} == set(traffic.pressed)
    states = {row["state"] for row in process.rows("SELECT state FROM deliveries")}
    assert states <= {"sent", "unknown"}
    unknown = process.rows("SELECT chat_id FROM deliveries WHERE state = 'unknown'")
    assert {row["chat_id"] for row in unknown} == {c for c, n in asked.items() if not n}
