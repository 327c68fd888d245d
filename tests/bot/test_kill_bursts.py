"""Kills while many questions and alerts leave: none lost, none asked twice, every alert told.

`AFTERWORD_KILLS=300 ./run test -n 0 tests/bot/test_kill_bursts.py` kills as often as it says, and
writes the figures down; `AFTERWORD_KILLS_SEED` chooses other moments.
"""

import asyncio
import os
import random
import signal
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bot.clock import system_clock
from playground.core import Telegram
from playground.faults import Fault, Faults, Kind
from tests.bot.process import Process, process_of
from tests.bot.stage import STAFF, USUAL
from tests.bot.waiting import now_s, until

USUALLY = 20
KILLS = int(os.environ.get("AFTERWORD_KILLS", str(USUALLY)))
SEED = int(os.environ.get("AFTERWORD_KILLS_SEED", "1206"))
HASTY = ("tests/bot/hasty.py",)
BEHIND = 60  # questions more than can leave in the first life: from then on some always wait
A_BURST = 12  # questions at each life of the bot, and unhappy answers
UNHAPPY = 4
LATENCY_S = 0.1
FIRST = 30_000


class Slow(Faults):
    """A Telegram that takes its time with each message, and knows how many it has in hand."""

    def __init__(self, telegram: Telegram) -> None:
        super().__init__()
        self.in_hand = 0
        telegram.listeners.append(self._done)

    def take(self, method: str, *kinds: Kind) -> Fault | None:
        """Delay every message; what has come is done, even if the bot has died."""
        if method != "sendMessage" or "delay" not in kinds:
            return None
        self.in_hand += 1
        return Fault("delay", seconds=LATENCY_S)

    def _done(self, event: dict[str, Any]) -> None:
        if event["kind"] == "call" and event["method"] == "sendMessage":
            self.in_hand -= 1


class Bursts:
    """Customers who are asked in bursts, some of whom are unhappy; and what was seen of it."""

    def __init__(self, process: Process, chance: random.Random) -> None:
        self.process, self.chance = process, chance
        self.telegram = process.telegram.faults = Slow(process.telegram)
        self.met = FIRST
        self.asked: list[int] = []  # those whose interaction the bot has acknowledged
        self.unhappy: set[int] = set()
        self.claimed: set[int] = set()  # customers, at any kill
        self.under_way = 0  # calls that Telegram had in hand at the kills

    async def life(self, *, early: bool) -> None:
        """Let the bot live for a moment in which much is to be sent, and kill it."""
        await self.process.begin(program=HASTY)
        if early:
            await asyncio.sleep(self.chance.uniform(0.0, 0.5))
        else:
            await self.process.is_ready()
            acts = asyncio.create_task(self._burst())
            await asyncio.sleep(self.chance.uniform(0.0, 0.6))
            acts.cancel()
            await asyncio.gather(acts, return_exceptions=True)
        self.process.signal(signal.SIGKILL)
        self.under_way += self.telegram.in_hand
        await self.process.ended()
        claimed = self.process.rows("SELECT chat_id FROM deliveries WHERE state = 'claimed'")
        self.claimed.update(row["chat_id"] for row in claimed)

    async def _burst(self) -> None:
        self._grumble()
        first = self.met
        self.met += A_BURST if self.asked else BEHIND
        await asyncio.gather(*(self._ends(customer) for customer in range(first, self.met)))

    async def _ends(self, customer: int) -> None:
        world = self.process.telegram
        world.create_user(f"C{customer}", user_id=customer, language_code="en")
        world.chats[customer].started = True
        body = {"id": f"T-{customer}", "touchpoint": "support"}
        told = {**body, "customer": {"telegram_id": customer}}
        status, _ = await self.process.posts({**told, "closed_at": system_clock().isoformat()})
        assert status == 202
        self.asked.append(customer)

    def _grumble(self) -> None:
        """Let a few of those who see a question press the lowest score."""
        seen = [each for each in self.asked if each not in self.unhappy and self.messages(each)]
        for customer in seen[-UNHAPPY:]:
            (message,) = self.messages(customer)
            rows = message["reply_markup"]["inline_keyboard"]
            data = (str(button["callback_data"]) for row in rows for button in row)
            pressed = next(each for each in data if each.startswith("a:") and each.endswith(":1"))
            self.process.telegram.tap(
                customer, message["message_id"], pressed, chat_id=customer, now=now_s()
            )
            self.unhappy.add(customer)

    def messages(self, customer: int) -> list[dict[str, Any]]:
        """What the customer sees of us."""
        return self.process.from_bot(customer)

    async def end(self) -> None:
        """Let the bot live until it has done all that is left."""
        await self.process.start(program=HASTY)
        left = "SELECT 1 FROM deliveries WHERE state IN ('planned', 'claimed')"
        await until(lambda: not self.process.rows(left), within=60.0 + KILLS)
        await self.process.settle()
        assert await self.process.stop() == 0


@pytest.mark.slow
async def test_kills_in_bursts_lose_only_calls_that_were_under_way(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with process_of(tmp_path, USUAL, forked=True) as process:
        bursts = Bursts(process, random.Random(SEED))
        for number in range(KILLS):
            await bursts.life(early=number % 5 == 4)
        await bursts.end()
        assert await process.differences() == []
        came = Counter({customer: len(bursts.messages(customer)) for customer in bursts.asked})
        missed = {customer for customer, n in came.items() if not n}
        told = Counter(customer for customer in _told(process) if customer in bursts.unhappy)
        figures = {
            "kills": KILLS,
            "asks": len(came),
            "doubled": sum(n > 1 for n in came.values()),
            "not delivered": len(missed),
            "under way at the kills": bursts.under_way,
            "alerts": len(bursts.unhappy),
            "missing": len(bursts.unhappy - set(told)),
            "repeated": told.total() - len(told),
        }
        with capsys.disabled():
            sys.stderr.write(f"\n{figures}\n" if KILLS > USUALLY else "")
        assert figures["doubled"] == figures["missing"] == 0, figures
        assert missed <= bursts.claimed, figures
        assert len(missed) <= bursts.under_way, figures
        unknown = process.rows("SELECT chat_id FROM deliveries WHERE state = 'unknown'")
        assert missed <= {row["chat_id"] for row in unknown}, "and it is known which"
        given_up = process.rows(  # the notice of one finds no admin who pressed Start
            "SELECT repeats FROM deliveries WHERE state = 'failed' AND invitation_id IS NOT NULL"
        )
        assert all(row["repeats"] == 3 for row in given_up), "killed each time that it was sent"


def _told(process: Process) -> list[int]:
    """The customers that alerts speak of, one for each message."""
    lines = [line for each in process.from_bot(STAFF) for line in str(each["text"]).splitlines()]
    names = [line.removeprefix("Customer: ") for line in lines if line.startswith("Customer: ")]
    return [int(name.removeprefix("C")) for name in names]
