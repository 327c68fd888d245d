"""One connection: uvicorn's HTTP/1.1, with an end for whoever holds it without asking anything."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import h11
from uvicorn import Config
from uvicorn.protocols.http.flow_control import CLOSE_HEADER
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from bot.http.door.lobby import Lobby
from bot.http.door.peers import Proxies, household
from bot.http.problems import Problem, respond

HEADER_LIMIT = 16 * 1024
_MALFORMED = "this is not a request of HTTP/1.1"
_TOO_LONG = f"the header is larger than {HEADER_LIMIT // 1024} KiB"
_TOO_LATE = "the header did not arrive in time"


@dataclass(frozen=True)
class Deadlines:
    """How long a connection is waited for, in seconds."""

    header_s: float = 5.0  # for a whole header, from its first byte or from the connection on
    rest_s: float = 5.0  # between two requests
    taking_s: float = 10.0  # for somebody to take the answer
    farewell_s: float = 1.0  # for what is still on its way when a request was refused


class _Parser(h11.Connection):
    """Tells what it reads, and of what it cannot read, before uvicorn hears of it."""

    def __init__(
        self,
        heard: Callable[[h11.Event], None],
        refuse: Callable[[h11.RemoteProtocolError], None],
    ) -> None:
        super().__init__(h11.SERVER, HEADER_LIMIT)
        self._heard = heard
        self._refuse = refuse

    def next_event(self) -> h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]:
        """Give the next event; of a mistake uvicorn would write a line for each."""
        try:
            event = super().next_event()
        except h11.RemoteProtocolError as error:
            self._refuse(error)
            return h11.NEED_DATA
        if isinstance(event, h11.Request | h11.EndOfMessage):
            self._heard(event)
        return event


class Conversation(H11Protocol):
    """Asks for a request in time, and tells the lobby whether it waits or answers."""

    def __init__(
        self,
        config: Config,
        state: ServerState,
        *,
        lobby: Lobby,
        proxies: Proxies,
        deadlines: Deadlines,
    ) -> None:
        super().__init__(config, state, app_state={})
        self.conn = _Parser(self._on_event, self._on_mistake)
        self.timeout_keep_alive = deadlines.rest_s  # type: ignore[assignment]
        self._lobby = lobby
        self._proxies = proxies
        self._deadlines = deadlines
        self._holder = ("", 0)
        self._asked = False  # a header has come, and is not answered
        self._answering = False  # and the whole request has
        self._half_closed = False
        self._refused = False
        self._timer: asyncio.TimerHandle | None = None
        self._taking: asyncio.TimerHandle | None = None

    # -- what asyncio tells ------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take the connection in, and give it time for a header."""
        super().connection_made(transport)
        self._holder = self.client or ("", 0)
        if self._lobby.closed:
            transport.abort()
            return
        self._set_timer(self._deadlines.header_s, self._on_too_late)
        self._lobby.enter(self, self._peer_at_rest())

    def data_received(self, data: bytes) -> None:
        """Read on; the first byte of a header sets its deadline, and no later one moves it."""
        if self._refused:
            return
        if not self._asked and self._timer is None:
            self._set_timer(self._deadlines.header_s, self._on_too_late)
        super().data_received(data)

    def eof_received(self) -> bool:  # type: ignore[override]
        """Keep the connection of somebody who only listens now, until that is answered."""
        self._half_closed = True
        return self._answering

    def pause_writing(self) -> None:
        """Wait no longer than that for somebody who does not take the answer."""
        super().pause_writing()
        self._lobby.wait(self)
        self._taking = self.loop.call_later(self._deadlines.taking_s, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on: the answer is being taken."""
        super().resume_writing()
        self._stop_waiting_for_taking()
        if self._answering:
            self._lobby.answer(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._lobby.leave(self)
        self._cancel_timer()
        self._stop_waiting_for_taking()
        self._unset_keepalive_if_required()
        super().connection_lost(exc)

    # -- what is read ------------------------------------------------------------------------------

    def _on_event(self, event: h11.Event) -> None:
        if isinstance(event, h11.Request):
            self._asked = True
            self._cancel_timer()
            address = self._proxies.behind(self._holder[0], event.headers)
            self.client = (address, self._holder[1])
            self._lobby.move(self, household(address))
        elif self._asked:  # and not the rest of a body that nobody waited for
            self._answering = True
            self._lobby.answer(self)

    def _on_mistake(self, error: h11.RemoteProtocolError) -> None:
        too_long = error.error_status_hint == 431
        status = error.error_status_hint if error.error_status_hint in {431, 501} else 400
        self._refuse(Problem(status, _TOO_LONG if too_long else _MALFORMED))

    def _on_too_late(self) -> None:
        self._timer = None
        begun = bool(self.conn.trailing_data[0])
        if begun and self.conn.our_state is h11.IDLE:
            self._refuse(Problem(408, _TOO_LATE))
        else:
            self.transport.abort()

    # -- what uvicorn tells ------------------------------------------------------------------------

    def on_response_complete(self) -> None:
        """Let the connection rest; what came in meanwhile is read now."""
        self._asked = self._answering = False
        self._lobby.wait(self)
        self._lobby.move(self, self._peer_at_rest())
        super().on_response_complete()
        if self._half_closed and not self._asked:
            self.transport.close()
        if self.transport.is_closing():
            self._set_timer(self._deadlines.taking_s, self.transport.abort)

    def timeout_keep_alive_handler(self) -> None:
        """End a connection that has rested long enough."""
        if not self._asked:
            self.transport.abort()

    def shutdown(self) -> None:
        """Answer a whole request, and end everything else."""
        if self._answering:
            self.cycle.keep_alive = False
        else:
            self.transport.abort()

    def _unsupported_upgrade_warning(self) -> None:
        """Say nothing: it is answered as if it had not been asked for."""

    # -- the end -----------------------------------------------------------------------------------

    def evict(self) -> None:
        """End it at once: others need the place."""
        self.transport.abort()

    def _refuse(self, problem: Problem) -> None:
        """Answer with a problem, if nothing was answered yet, and close.

        Closing with bytes unread would reset the connection, and with it the answer.
        """
        self._refused = True
        if self._asked:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if self.conn.our_state not in {h11.IDLE, h11.SEND_RESPONSE}:
            self.transport.abort()
            return
        response = respond(problem)
        headers = [*self.server_state.default_headers, *response.raw_headers, CLOSE_HEADER]
        events = (
            h11.Response(status_code=problem.status, headers=headers),
            h11.Data(data=bytes(response.body)),
            h11.EndOfMessage(),
        )
        for event in events:
            self.transport.write(self.conn.send(event) or b"")
        if self._half_closed or not self.transport.can_write_eof():
            self.transport.close()
        else:
            self.transport.write_eof()
        self._set_timer(self._deadlines.farewell_s, self.transport.abort)

    def _peer_at_rest(self) -> str | None:
        """Tell whose a connection is that asks nothing; a proxy's is nobody's."""
        address = self._holder[0]
        return None if self._proxies.trust(address) else household(address)

    def _set_timer(self, seconds: float, act: Callable[[], None]) -> None:
        self._cancel_timer()
        self._timer = self.loop.call_later(seconds, act)

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _stop_waiting_for_taking(self) -> None:
        if self._taking is not None:
            self._taking.cancel()
            self._taking = None
