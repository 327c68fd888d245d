"""The network between the bot and its Telegram, at the seam of the HTTP client."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any, Literal, Protocol

import aiohttp

from playground.core import Reply, Telegram, canonical, refusal
from playground.delivery import prepare_poll
from playground.errors import RefusedError, flood
from playground.parameters import Parameters

Fate = Literal["well", "lost", "swallowed", "reply lost", "flood", "gateway", "slow"]
ASKED = ("sendMessage", "sendPhoto")
POLL_S = 50.0


@dataclass
class Call:
    """One call of the bot's, from its beginning to what the bot heard of it."""

    number: int
    method: str
    parameters: Mapping[str, Any]
    begun_at: float
    fate: Fate = "well"
    arrived_at: float | None = None
    accepted: bool = False
    result: Any = None
    status: int = 0
    heard_at: float | None = None  # when the bot had a reply, or knew that nothing was sent

    @property
    def heard(self) -> bool:
        """Tell whether the bot knows what became of it."""
        return self.heard_at is not None

    @property
    def chat(self) -> int:
        """The chat that it is about."""
        return int(self.parameters.get("chat_id") or 0)

    @property
    def buttons(self) -> list[str]:
        """The data of the buttons that it sends."""
        markup = self.parameters.get("reply_markup")
        rows = markup.get("inline_keyboard", []) if markup else []
        return [str(each.get("callback_data", "")) for row in rows for each in row]


class Around(Protocol):
    """What the network asks of the world."""

    now: float
    telegram: Telegram

    def at(self, moment: float, act: Any) -> None:
        """Let something happen."""

    def true_time_s(self) -> float:
        """Seconds since 1970."""

    def is_alive(self, loop: asyncio.AbstractEventLoop) -> bool:
        """Tell whether a process still runs."""

    def fate_of(self, call: Call) -> tuple[Fate, float]:
        """Decide what happens to a call, and how long it takes."""

    def on_begun(self, call: Call) -> None:
        """Be told of a call that leaves."""

    def on_arrived(self, call: Call) -> None:
        """Be told of a call that Telegram has carried out or refused."""

    def on_heard(self, call: Call) -> None:
        """Be told that the bot knows what became of a call."""

    def on_confirmed(self, update: dict[str, Any]) -> None:
        """Be told of an update that the bot has confirmed."""


class _Response:
    def __init__(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.status, self._body, self.headers = status, body, headers

    async def read(self) -> bytes:
        return self._body


@dataclass
class _Way:
    """One request under way: the bot awaits its future."""

    session: "Session"
    call: Call
    patience_s: float

    async def __aenter__(self) -> _Response:
        return await self.session.carry(self.call, self.patience_s)

    async def __aexit__(self, *_: object) -> None:
        """Nothing is left open."""


@dataclass
class _Poll:
    call: Call
    loop: asyncio.AbstractEventLoop
    future: "asyncio.Future[_Response]"
    until: float


@dataclass
class Network:
    """Carries calls to Telegram and replies back, each with the fate that the world decides."""

    world: Around
    calls: list[Call] = field(default_factory=list)
    _poll: _Poll | None = None

    def begin(self, url: str, data: Any) -> Call:
        """Note a call."""
        method = canonical(url.rpartition("/")[2])
        parameters = _read(data)
        call = Call(len(self.calls), method, parameters, self.world.now)
        self.calls.append(call)
        return call

    def hang_up(self) -> None:
        """Nobody waits for updates any more."""
        self._poll = None

    def arrive(self, call: Call, loop: Any, future: "asyncio.Future[_Response]") -> None:
        """Let Telegram have a call."""
        world = self.world
        call.arrived_at = world.now
        if call.method == "getUpdates" and call.fate in {"well", "slow"}:
            self._take_poll(call, loop, future)
            return
        if call.fate == "flood":
            reply = _refused(flood(int(call.number % 7) + 1))
        elif call.fate == "gateway" and call.number % 2:
            reply = Reply(502, {}, html="<html>Bad Gateway</html>")
        else:
            confirmed = self._confirmed(call)
            reply = world.telegram.call(call.method, call.parameters, now=world.true_time_s())
            call.accepted = reply.status == 200
            self._tell(confirmed if call.accepted else [])
            call.result = reply.body.get("result")
            if call.fate == "gateway":
                reply = Reply(504, {}, html="<html>Gateway Timeout</html>")
        call.status = reply.status
        world.on_arrived(call)
        self._answer(call, loop, future, reply)

    def _answer(self, call: Call, loop: Any, future: Any, reply: Reply) -> None:
        if call.fate == "reply lost":
            error = aiohttp.ServerDisconnectedError()
            self.world.at(self.world.now + 0.01, lambda: self._fail(loop, future, error))
            return
        body = reply.html.encode() if reply.html else json.dumps(reply.body).encode()
        headers = {"Date": formatdate(self.world.true_time_s(), usegmt=True)}

        def back() -> None:
            if self.world.is_alive(loop) and not future.done():
                future.set_result(_Response(reply.status, body, headers))
                if reply.status < 500:
                    call.heard_at = self.world.now
                    self.world.on_heard(call)

        self.world.at(self.world.now + 0.02, back)

    def _fail(self, loop: Any, future: Any, error: Exception) -> None:
        if self.world.is_alive(loop) and not future.done():
            future.set_exception(error)

    # -- polling ---------------------------------------------------------------------------------

    def _confirmed(self, call: Call) -> list[dict[str, Any]]:
        """Read the updates that a poll confirms, also one whose reply is lost."""
        if call.method != "getUpdates":
            return []
        offset = Parameters(call.parameters).integer("offset")
        return [each.body for each in self.world.telegram.updates.all() if each.id < offset]

    def _tell(self, confirmed: list[dict[str, Any]]) -> None:
        for update in confirmed:
            self.world.on_confirmed(update)

    def _take_poll(self, call: Call, loop: Any, future: Any) -> None:
        world, telegram, p = self.world, self.world.telegram, Parameters(call.parameters)
        confirmed = self._confirmed(call)
        try:
            telegram.updates.expire(world.true_time_s())
            prepare_poll(telegram, p, world.true_time_s())
        except RefusedError as refused:
            self._answer(call, loop, future, _refused(refused))
            return
        self._tell(confirmed)
        until = world.now + min(p.integer("timeout"), POLL_S)
        self._poll = _Poll(call, loop, future, until)
        world.at(until, self.look)
        self.look()

    def look(self) -> None:
        """Answer the poll that waits, if there is something or its time is up."""
        poll = self._poll
        if poll is None:
            return
        if not self.world.is_alive(poll.loop) or poll.future.done():
            self._poll = None
        elif len(self.world.telegram.updates) or self.world.now >= poll.until:
            self._poll = None
            now = self.world.true_time_s()
            reply = self.world.telegram.call("getUpdates", poll.call.parameters, now=now)
            poll.call.accepted = True
            self._answer(poll.call, poll.loop, poll.future, reply)


class Session:
    """What the bot takes for its HTTP client."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self.closed = False

    def request(self, _method: str, url: str, *, data: Any, timeout: Any, **_: object) -> _Way:
        """Begin a call."""
        patience = timeout.sock_read or timeout.total or 10.0
        return _Way(self, self._network.begin(url, data), float(patience))

    async def carry(self, call: Call, patience_s: float) -> _Response:
        """Carry a call there and its reply back."""
        world, loop = self._network.world, asyncio.get_running_loop()
        call.fate, delay = world.fate_of(call)
        if call.fate == "lost":
            await asyncio.sleep(delay)
            call.heard_at = world.now
            key: Any = aiohttp.client_reqrep.ConnectionKey("t", 443, True, True, None, None, None)  # noqa: FBT003
            raise aiohttp.ClientConnectorError(key, OSError(111, "Connection refused"))
        future: asyncio.Future[_Response] = loop.create_future()
        world.on_begun(call)
        if call.fate != "swallowed":
            world.at(world.now + delay, lambda: self._network.arrive(call, loop, future))
        try:
            async with asyncio.timeout(patience_s):
                return await future
        except TimeoutError:
            raise aiohttp.ServerTimeoutError("no reply in time") from None

    async def close(self) -> None:
        """Close the connections."""
        self.closed = True


def _refused(error: RefusedError) -> Reply:
    return refusal(error)


def _read(data: Any) -> dict[str, Any]:
    """Read the parameters of a call out of the JSON that carries them; a form has files only."""
    return json.loads(data) if isinstance(data, bytes) else {}
