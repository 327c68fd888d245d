"""One seed's world: its time, its Telegram, its disk, and the lives of the bot in it."""

import asyncio
import heapq
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.settings.config import load
from playground.core import Telegram
from simulation.disk import Connection, Disk
from simulation.judges import Judges
from simulation.life import Done, Life
from simulation.lots import BEGINS, KEY, End, Lots
from simulation.settings import ZONE, written
from simulation.wire import Call, Fate, Network, Session


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

    def end(self) -> None:
        """End for good, and let go of all that the bot has left in memory."""
        if self.life is not None:
            with suppress(Exception):
                self.life.kill()
                self.life.run()
            self.life.bury()
        self.life = None
        self.network.hang_up()
        self._queue.clear()

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
