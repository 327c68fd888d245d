"""An event loop whose time is the world's: with nothing left to do, it leaps to what comes next."""

import asyncio
from collections.abc import Callable
from typing import Any, Protocol

SPINS = 200_000  # turns of the loop in one moment: then it never lets time pass


class Timekeeper(Protocol):
    """Whoever says what time it is, and lets it pass."""

    now: float

    def leap(self, seconds: float | None) -> None:
        """Go on to what comes next, at most so many seconds."""


class _Leaping:
    """Stands where the selector stands: waiting for the world instead of sockets."""

    def __init__(self, world: Timekeeper) -> None:
        self._world = world
        self._turns = 0

    def select(self, timeout: float | None) -> list[Any]:
        if timeout is not None and timeout <= 0:
            self._turns += 1
            if self._turns > SPINS:
                raise RuntimeError("the bot is busy for ever: time does not pass")
        else:
            self._turns = 0
            self._world.leap(timeout)
        return []


class Listening:
    """A port of the bot's that somebody may connect to."""

    def __init__(self, factory: Callable[[], Any], sock: Any) -> None:
        self.factory = factory
        self.sockets = [sock]
        self.open = True

    def close(self) -> None:
        """Take no more connections."""
        self.open = False
        for each in self.sockets:
            each.close()


class VirtualLoop(asyncio.BaseEventLoop):
    """Runs callbacks and timers in their order, and what belongs to a thread at once."""

    def __init__(self, world: Timekeeper) -> None:
        super().__init__()
        self._world = world
        self._selector = _Leaping(world)
        self.listening: Listening | None = None

    def time(self) -> float:
        """Seconds of the world."""
        return self._world.now

    def run_in_executor(self, executor: Any, func: Callable[..., Any], *args: Any) -> Any:  # type: ignore[override]
        """Run a function at once: a thread's turn would be anybody's guess."""
        future = self.create_future()
        try:
            future.set_result(func(*args))
        except Exception as error:  # noqa: BLE001 - it is handed to whoever awaits
            future.set_exception(error)
        return future

    def listen(self, acceptor: Any) -> None:
        """Listen: the world connects by calling the factory."""
        self.listening = Listening(acceptor.factory, acceptor.listener)

    def still(self) -> None:
        """Let nothing run any more, not even what is ready."""
        for handle in (*self._ready, *self._scheduled):  # type: ignore[attr-defined]
            handle.cancel()
        self.stop()

    def _process_events(self, event_list: list[Any]) -> None:
        pass

    def _write_to_self(self) -> None:
        pass
