"""Questions in bulk in turned time: real sending, a real database, Telegram at the HTTP seam."""

import asyncio
import heapq
import itertools
import json
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar, cast

from bot.app import MESSAGES
from bot.asking.deliver import deliver_due, give_up_lost
from bot.asking.planning import plan_ask
from bot.pictures.drawer import Pictures
from bot.running.jobs import Job, Jobs
from bot.running.state import keep_state
from bot.services import Identity, Services
from bot.settings.config import load
from bot.wire.outbox import Outbox
from bot.wire.pacing import Pacer
from bot.wire.transport import AiohttpRequest, NoReplyError, RawApi
from bot.words.catalogues import Words
from storage import asks, customers
from storage.customers import Profile
from storage.database import Database, Unit
from storage.invitations import Draft
from storage.transaction import Transaction
from tests.bot.stage import START, USUAL, base_config

T = TypeVar("T")
FIRST = 50_000  # the Telegram id of the first person who is asked
LATENCY_S = 0.1


JOBS = (
    Job(
        "send what is due", deliver_due, timedelta(hours=1), rung=True
    ),  # they are woken at each moment
    Job("give up what was lost", give_up_lost, timedelta(hours=1)),
)


async def _nothing() -> None:
    """Look at nothing."""


class TurnedTime:
    """Time that moves on to the next sleeper when nobody has anything left to do."""

    def __init__(self) -> None:
        self.now = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._count = itertools.count()

    def __call__(self) -> float:
        return self.now

    def clock(self) -> datetime:
        """The same as a wall clock."""
        return START + timedelta(seconds=self.now)

    async def sleep(self, seconds: float) -> None:
        """Sleep in this time."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.now + seconds, next(self._count), future))
        await future

    def move_on(self, *, most_s: float) -> None:
        """Wake who sleeps least, or let a while pass."""
        while self._sleepers and self._sleepers[0][2].done():
            heapq.heappop(self._sleepers)
        if not self._sleepers or self._sleepers[0][0] > self.now + most_s:
            self.now += most_s
            return
        until, _, future = heapq.heappop(self._sleepers)
        self.now = max(self.now, until)
        future.set_result(None)


class Watched:
    """A database that tells whether anybody waits for it, and may be told what to do meanwhile."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting = 0
        self.idle = asyncio.Event()
        self.idle.set()
        self.after_write: Callable[[], None] = lambda: None

    async def read(self, unit: Unit[T]) -> T:
        return await self._watch(self._database.read, unit)

    async def write(self, unit: Unit[T]) -> T:
        written = await self._watch(self._database.write, unit)
        self.after_write()
        return written

    async def _watch(self, call: Any, unit: Unit[T]) -> T:
        self._waiting += 1
        self.idle.clear()
        try:
            return cast("T", await call(unit))
        finally:
            self._waiting -= 1
            if not self._waiting:
                self.idle.set()


class Wire(AiohttpRequest):
    """Telegram as HTTP sees it: what arrived where, some replies lost, some calls refused."""

    def __init__(self, time: TurnedTime, chance: random.Random) -> None:
        super().__init__()
        self.time, self.chance = time, chance
        self.lost = 0.0  # the share of replies that never come
        self.too_many: dict[int, int] = {}  # by chat: the seconds of a 429 that is still to come
        self.refused: set[int] = set()  # the chats in which no message is taken
        self.arrived: Counter[int] = Counter()
        self.at: list[float] = []  # when each call came, and about which chat
        self.at_chats: list[int] = []
        self.ambiguous: set[int] = set()
        self.under_way: set[int] = set()
        self.most_under_way = 0

    async def initialize(self) -> None:
        """There is nothing to open."""

    async def do_request(
        self, url: str, method: str, request_data: Any = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        """Answer one call after a while."""
        chat = int(request_data.json_parameters["chat_id"])
        self.at.append(self.time())
        self.at_chats.append(chat)
        self.under_way.add(chat)
        self.most_under_way = max(self.most_under_way, len(self.under_way))
        fate = self.chance.random()
        await self.time.sleep(LATENCY_S)
        self.under_way.discard(chat)
        if (seconds := self.too_many.pop(chat, None)) is not None:
            told = {"ok": False, "error_code": 429, "parameters": {"retry_after": seconds}}
            return 429, json.dumps({**told, "description": "Too Many Requests"}).encode()
        if chat in self.refused:
            told = {"ok": False, "error_code": 400, "description": "Bad Request: not like this"}
            return 400, json.dumps(told).encode()
        if fate < self.lost:
            self.ambiguous.add(chat)
            self.arrived[chat] += int(fate < self.lost / 2)
            raise NoReplyError("the connection was closed")
        self.arrived[chat] += 1
        return 200, json.dumps({"ok": True, "result": {"message_id": len(self.at)}}).encode()


class Burst:
    """A bot with nothing but what sends, and people who are to be asked at once."""

    def __init__(self, services: Services, watched: Watched, time: TurnedTime, wire: Wire) -> None:
        self.services, self.watched, self.time, self.wire = services, watched, time, wire
        self.each_moment: Callable[[], Awaitable[None]] = _nothing

    async def plan(self, people: int, *, again: bool = False) -> None:
        """Plan a question to each of so many, or one more."""
        services, now = self.services, self.time.clock()
        version = services.versions["after-chat"]

        async def unit(tx: Transaction) -> None:
            for number in range(people):
                who = FIRST + number
                profile = Profile(who, f"P{number}", None, "en")
                customer = await customers.remember(tx, profile, at=now)
                draft = Draft(
                    token=f"token-{number}-{again}", survey="after-chat", version_id=version.id,
                    interaction_id=None, customer_id=customer.id, touchpoint="support",
                    agent="anna", channel="chat", language="en", visit=1,
                )  # fmt: skip
                expires = now + timedelta(days=7)
                ask = await asks.add(
                    tx, draft, "planned", at=now, zone=services.zone, expires_at=expires
                )
                await plan_ask(tx, ask, chat_id=who, at=now)

        await self.services.database.write(unit)

    async def play(self, over: Callable[[], bool], *, most_s: float = 0.5) -> None:
        """Let the bot work until something is true."""
        jobs = Jobs(self.services, JOBS)
        self.services.wake, self.services.wake_all = jobs.wake, jobs.wake_all
        jobs.start()
        try:
            while not over():
                await self._calm()
                await self.each_moment()
                self.time.move_on(most_s=most_s)
                jobs.wake_all()
        finally:
            await self._calm()
            await jobs.stop(1.0)

    async def _calm(self) -> None:
        calm = 0
        while calm < 8:
            calm = calm + 1 if self.watched.idle.is_set() else 0
            await self.watched.idle.wait()
            await asyncio.sleep(0)

    async def states(self, kind: str = "ask") -> Counter[str]:
        """Count the messages of a kind by their state."""

        async def unit(tx: Transaction) -> Counter[str]:
            sql = "SELECT state FROM deliveries WHERE kind = :kind"
            return Counter(row["state"] for row in await tx.rows(sql, {"kind": kind}))

        return await self.services.database.read(unit)


@asynccontextmanager
async def burst_of(
    folder: Path, people: int, *, seed: int = 1, settings: str = USUAL
) -> AsyncIterator[Burst]:
    """Set up so many people whose questions are due."""
    path = folder / "config.toml"
    path.write_text(base_config("http://127.0.0.1:9", folder) + settings, "utf-8")
    config = load(path, {})
    time = TurnedTime()
    database = await Database.open(config.database_path)
    kept = await keep_state(database, config, now=time.clock())
    wire = Wire(time, random.Random(seed))
    watched = Watched(database)
    services = Services(
        config=config,
        database=cast("Database", watched),
        outbox=Outbox(
            RawApi("http://telegram.example/bot", wire), Pacer(time, time.sleep), sleep=time.sleep
        ),
        pictures=Pictures(),
        clock=time.clock,
        words=Words.load(),
        me=Identity(4242424242, "afterword_bot"),
        link_keys=kept.link_keys,
        versions=kept.versions,
        messages=MESSAGES,
    )
    try:
        burst = Burst(services, watched, time, wire)
        await burst.plan(people)
        yield burst
    finally:
        await database.close()
