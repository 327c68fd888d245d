"""One seed's world: its time, its Telegram, its disk, and the lives of the bot in it."""

import asyncio
import heapq
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.settings.config import load
from playground.core import Telegram
from playground.faults import Fault
from simulation.disk import Connection, Disk
from simulation.judges import Judges
from simulation.life import Done, Life
from simulation.lots import ADMIN, BEGINS, KEY, STAFF, End, Lots
from simulation.seams import put_in_place
from simulation.settings import ZONE, written
from simulation.wire import Call, Fate, Network, Session
from storage.errors import StorageError

QUIET = ("bot", "storage", "uvicorn", "asyncio", "telegram", "py.warnings", "aiosqlite")


class World:
    """Lets everything happen in its order, and has it judged."""

    def __init__(self, lots: Lots, folder: Path) -> None:
        self.lots = lots
        self.now = 0.0
        self.chance = lots.chance("tokens")
        self.trace: list[tuple[float, str, Any]] = []
        self.disk = Disk(folder / "afterword.db", latency_s=self._latency_s)
        self.telegram = Telegram()
        self.telegram.updates.listeners.append(lambda _: self.network.look())
        self.network = Network(self)
        self.life: Life | None = None
        self.lives = 0
        self.calm = False  # the faults are over
        self.judges = Judges(self)
        self.errors: list[str] = []
        self.config_file = folder / "config.toml"
        self.config_file.write_text(written(lots, folder), "utf-8")
        self._queue: list[tuple[float, int, Callable[[], object]]] = []
        self._order = count()
        self._end: tuple[End, int] | None = None  # how the process is to end, and at which chance
        self._moods = lots.chance("moods")

    # -- time ------------------------------------------------------------------------------------

    def at(self, moment: float, act: Callable[[], object]) -> None:
        """Let something happen at a moment, or now if that is over."""
        heapq.heappush(self._queue, (max(moment, self.now), next(self._order), act))

    def leap(self, seconds: float | None) -> None:
        """Go on to what comes next, at most so many seconds."""
        until = float("inf") if seconds is None else self.now + seconds
        if self._queue and self._queue[0][0] <= until:
            self.now, _, act = heapq.heappop(self._queue)
            act()
        else:
            self.now = until

    def clock(self) -> datetime:
        """What the clock of the machine shows."""
        return BEGINS + timedelta(seconds=self.now + self.wrong_by())

    def wrong_by(self) -> float:
        """Tell how far the clock is from the truth."""
        turned = (each.by for each in self.lots.turns if each.begins <= self.now < each.ends)
        return max(turned, key=abs, default=0.0)

    def true_time(self) -> datetime:
        """What time it is."""
        return BEGINS + timedelta(seconds=self.now)

    def true_time_s(self) -> float:
        """What time it is, in seconds since 1970."""
        return BEGINS.timestamp() + self.now

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the business."""
        return ZONE

    def note(self, what: str, about: Any = None) -> None:
        """Write down what happened."""
        self.trace.append((self.now, what, about))

    # -- the run ---------------------------------------------------------------------------------

    def run(self, until: float) -> None:
        """Let everything happen up to a moment."""
        over: list[bool] = []

        def stop() -> None:
            over.append(True)
            if self.life is not None:
                self.life.loop.stop()

        self.at(until, stop)
        while not over:
            if self.life is None:
                self.leap(None)
            else:
                self.life.run()
                if not self.life.alive:
                    self._bury()

    def begin(self) -> None:
        """Start the bot, if it is not running."""
        if self.life is not None:
            return
        self.lives += 1
        self.note("start")
        self.life = Life(self, load(self.config_file, {}))

    def stop(self) -> None:
        """Ask the bot to end, and wait until it has."""
        if self.life is not None:
            self.life.stop()
        while self.life is not None:
            self.life.run()
            if not self.life.alive:
                self._bury()

    def _bury(self) -> None:
        life, self.life = self.life, None
        assert life is not None
        life.bury()
        self.network.hang_up()
        self.note("ended", repr(life.error) if life.error else None)
        self.judges.on_ended(life)

    def is_alive(self, loop: asyncio.AbstractEventLoop) -> bool:
        """Tell whether the process that a loop belongs to still runs."""
        return self.life is not None and self.life.alive and self.life.loop is loop

    # -- how the process ends ----------------------------------------------------------------------

    def doom(self, end: End) -> None:
        """Let the process end in the way that was drawn."""
        self.note("doom", (end.how, end.nth))
        if end.how == "now":
            self.kill(end.down)
        elif end.how == "stop":
            if self.life is not None:
                self.life.stop()
            self.at(self.now + end.down + 12, self.begin)
        else:
            self._end = (end, end.nth)
            self.at(self.now + 300, lambda: self.kill(end.down) if self._end else None)

    def kill(self, down: float = 1.0) -> None:
        """Kill the bot, and start it again after a while."""
        self._end = None
        if self.life is not None and self.life.alive:
            self.note("kill")
            self.judges.on_killed()
            self.life.kill()
            self.at(self.now + down, self.begin)

    def _passes(self, where: str) -> None:
        """Count one of the points at which the process may be doomed to end."""
        if self._end is None or self._end[0].how != where:
            return
        end, left = self._end
        self._end = (end, left - 1) if left > 1 else None
        if self._end is None:
            self.kill(end.down)

    # -- the network -----------------------------------------------------------------------------

    def session(self) -> Session:
        """Make what speaks HTTP with Telegram."""
        return Session(self.network)

    def fate_of(self, call: Call) -> tuple[Fate, float]:
        """Draw what happens to a call, and how long it takes."""
        delay = 0.03 + 0.05 * self._moods.random()
        for weather in self.lots.weather:
            if weather.begins <= self.now < weather.ends and not self.calm:
                drawn = self._moods.random()
                for kind, odds in weather.odds.items():
                    drawn -= odds
                    if drawn < 0:
                        slow = self._moods.uniform(1, 14)
                        return kind, slow if kind == "slow" else delay  # type: ignore[return-value]
        return "well", delay

    def on_begun(self, call: Call) -> None:
        """A call leaves."""
        self.note("call", (call.method, call.fate, sorted(call.parameters.items())))
        self.judges.on_begun(call)
        if call.method != "getUpdates":
            self._passes("before call")

    def on_arrived(self, call: Call) -> None:
        """A call was carried out, or refused."""
        self.note("arrived", (call.number, call.status))
        self.judges.on_arrived(call)
        if call.method != "getUpdates":
            self._passes("after call")

    def on_heard(self, call: Call) -> None:
        """The bot knows what became of a call."""

    def on_confirmed(self, update: dict[str, Any]) -> None:
        """The bot has confirmed an update."""
        self.note("confirmed", update["update_id"])
        self.judges.on_confirmed(update)

    # -- the disk ----------------------------------------------------------------------------------

    def _latency_s(self) -> float:
        drawn = self._moods.random()
        return 0.0 if drawn < 0.7 else 0.002 if drawn < 0.97 else 0.2

    def before_commit(self) -> None:
        """A commit is about to be made."""
        self._passes("before commit")

    def after_commit(self, connection: Connection) -> None:
        """A commit was made."""
        if self.life is not None and self.life.alive:
            self.judges.on_commit(connection)
        self._passes("after commit")

    # -- the bot's own door ------------------------------------------------------------------------

    def request(self, method: str, path: str, body: Any, done: Done, *, key: str = KEY) -> None:
        """Speak HTTP with the bot; nobody answers while it is down."""
        self.note("request", (method, path, body))

        def told(status: int | None, document: Any) -> None:
            self.note("reply", (path, status, document))
            done(status, document)

        if self.life is None:
            told(None, None)
        else:
            self.life.request(method, path, body, told, key=key)

    def on_ready(self) -> None:
        """The bot says that it is ready."""
        self.note("ready")
        self.judges.on_ready()


def set_up(world: World) -> None:
    """Put people and faults into the world."""
    telegram, lots = world.telegram, world.lots
    telegram.create_user("Alice", user_id=ADMIN, language_code="en")
    telegram.create_group("Acme staff", chat_id=STAFF, members=(ADMIN,), now=world.true_time_s())
    world.disk.before_commit, world.disk.after_commit = world.before_commit, world.after_commit
    for outage in lots.outages:
        world.at(outage.begins, lambda each=outage: setattr(world.disk, "trouble", each.trouble))  # type: ignore[misc]
        world.at(outage.ends, lambda: setattr(world.disk, "trouble", None))
    for moment in lots.repeats:
        kind = "duplicate" if int(moment) % 2 else "reorder"
        fault = Fault(kind, "getUpdates")  # type: ignore[arg-type]
        world.at(moment, lambda each=fault: telegram.faults.add(each))  # type: ignore[misc]


@contextmanager
def quiet(world: World) -> Iterator[None]:
    """Keep what the bot logs to the world itself: its errors are surprises."""
    catcher = _Catcher(world)
    loggers = [logging.getLogger(name) for name in QUIET]
    before = [(each.propagate, each.level, each.disabled) for each in loggers]
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    try:
        for each in loggers:
            each.propagate, each.disabled = False, False
            each.addHandler(catcher)
        yield
    finally:
        for each, (propagate, old, disabled) in zip(loggers, before, strict=True):
            each.propagate, each.disabled = propagate, disabled
            each.setLevel(old)
            each.removeHandler(catcher)
        root.handlers[:] = handlers
        root.setLevel(level)
        logging.captureWarnings(capture=False)


class _Catcher(logging.Handler):
    def __init__(self, world: World) -> None:
        super().__init__(logging.ERROR)
        self._world = world

    def emit(self, record: logging.LogRecord) -> None:
        if self._world.life is None or not self._world.life.alive:
            return  # whatever it says on its way out, it is dead
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, StorageError):
            return  # it is said in words, and health says it too
        self._world.errors.append(f"{record.getMessage()}: {error!r}")


@contextmanager
def opened(lots: Lots, folder: Path) -> Iterator[World]:
    """Make a world, and put everything back in its place when it is over."""
    world = World(lots, folder)
    with put_in_place(world), quiet(world):
        set_up(world)
        try:
            yield world
        finally:
            if world.life is not None:
                with suppress(Exception):
                    world.life.kill()
                    world.life.run()
                world.life.bury()
