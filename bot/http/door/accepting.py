"""Taking connections in, a few at a time, and what is done when the system has no more to give."""

import asyncio
import socket
from collections.abc import Callable

from bot.http.door.lobby import Lobby
from bot.http.door.nuisance import Nuisance

_AT_A_TIME = 16  # between them others are read, answered and closed
_PAUSE_S = 0.5  # the system would say at once that somebody still waits


class Acceptor:
    """Takes connections from a listening socket until it is closed.

    asyncio's own loop says each failure, as often as there might be connections, and takes as
    many as there are before it lets anything be closed.
    """

    def __init__(
        self,
        listener: socket.socket,
        factory: Callable[[], asyncio.Protocol],
        lobby: Lobby,
        *,
        pause_s: float = _PAUSE_S,
    ) -> None:
        self.listener = listener
        self.factory = factory
        self._lobby = lobby
        self._pause_s = pause_s
        self._loop = asyncio.get_running_loop()
        self._entering: set[asyncio.Task[object]] = set()
        self._pause: asyncio.TimerHandle | None = None
        self._refused = Nuisance(
            "a connection could not be taken in", "connections are taken in again"
        )

    def begin(self) -> None:
        """Take connections in from now on."""
        self._pause = None
        self._loop.add_reader(self.listener, self._accept)

    def close(self) -> None:
        """Take no more, not even those that are coming in; uvicorn calls it."""
        self._lobby.closed = True
        if self._pause is not None:
            self._pause.cancel()
        if self.listener.fileno() >= 0:
            self._loop.remove_reader(self.listener)
            self.listener.close()

    async def wait_closed(self) -> None:
        """Wait until those that were being taken in are in; uvicorn awaits it."""
        if self._entering:
            await asyncio.wait(self._entering)

    def _accept(self) -> None:
        for _ in range(_AT_A_TIME):
            if self._lobby.is_full(len(self._entering)) and not self._may_come():
                return
            try:
                connection, _ = self.listener.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError as error:
                self._rest(error)
                return
            self._enter(connection)

    def _may_come(self) -> bool:
        """Let one in at a time for whom another has to leave; others wait in the system's queue."""
        if self._entering:
            return False
        seconds = self._lobby.hold_s()
        if seconds:
            self._stop_for(seconds)
        return not seconds

    def _enter(self, connection: socket.socket) -> None:
        connection.setblocking(False)  # noqa: FBT003 - its only argument
        entering = self._loop.create_task(
            self._loop.connect_accepted_socket(self.factory, connection)
        )
        self._entering.add(entering)
        entering.add_done_callback(self._entered)

    def _entered(self, entering: asyncio.Task[object]) -> None:
        self._entering.discard(entering)
        if not entering.cancelled() and (error := entering.exception()) is not None:
            self._refused.happens(str(error))

    def _rest(self, error: OSError) -> None:
        """Let those that have waited longest go, so that the next may come in."""
        self._refused.happens(error.strerror or type(error).__name__)
        for _ in range(_AT_A_TIME):
            self._lobby.make_room()
        self._stop_for(self._pause_s)

    def _stop_for(self, seconds: float) -> None:
        self._loop.remove_reader(self.listener)
        self._pause = self._loop.call_later(seconds, self.begin)
