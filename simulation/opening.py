"""How a world is set up before a run, and how everything is put back in its place after it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playground.faults import Fault
from simulation.lots import ADMIN, MINUTE, STAFF, Lots
from simulation.seams import put_in_place
from simulation.world import World
from storage.errors import StorageError

QUIET = ("bot", "storage", "uvicorn", "asyncio", "telegram", "py.warnings", "aiosqlite")


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
        if self._is_due(record.getMessage()):
            return
        self._world.errors.append(f"{record.getMessage()}: {error!r}")

    def _is_due(self, words: str) -> bool:
        """Tell whether it is said on purpose, of something that is wrong."""
        if words.startswith("the database cannot be written: "):
            return self._world.judges.operator.has_unwritable()
        if words.startswith("the clock is not believed: "):
            return abs(self._world.wrong_by()) > 5 * MINUTE
        if words.startswith("delivery failed ") and "nobody knows whether it came" in words:
            return self._world.judges.rows.tries.is_any_given_up()
        return False


@contextmanager
def opened(lots: Lots, folder: Path) -> Iterator[World]:
    """Make a world, and put everything back in its place when it is over."""
    world = World(lots, folder)
    with put_in_place(world), quiet(world):
        set_up(world)
        try:
            yield world
        finally:
            world.end()
