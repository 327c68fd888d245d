"""The HTTP server of the bot: all routes behind one guard, run inside the bot's own event loop."""

import asyncio
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp

from bot.clock import MovableClock
from bot.http import (
    customers,
    health_check,
    interactions,
    metrics_page,
    orders,
    problems,
    reopened,
    webhook,
)
from bot.http import demo_clock as demo_clock_route
from bot.http.door.accepting import Acceptor
from bot.http.door.conversation import Conversation, Deadlines
from bot.http.door.descriptors import most_connections, raise_limit
from bot.http.door.lobby import Lobby
from bot.http.door.peers import Proxies
from bot.http.door.turnstile import Turnstile
from bot.http.doorkeeper import Door, Guard
from bot.http.idempotency import Once
from bot.http.keys import (
    Register,
    machine_or_key,
    source_with_key,
    telegram_with_secret,
    this_machine,
)
from bot.http.openapi import describe
from bot.http.rates import Allowances, WrongKeys
from bot.http.webhook import AcceptUpdate
from bot.operating.condition import program_version
from bot.operating.counters import Counters
from bot.services import Services
from bot.settings.connections import Http

_KIB = 1024
_LIMIT = 64 * _KIB
_WEBHOOK_LIMIT = 1024 * _KIB
_MOST_AT_ONCE = 200
_MOST_LOOKS_AT_ONCE = 8
_BACKLOG = 2048
_FAREWELL_S = 5
_GLANCE_S = 0.01  # between looks at what is still in hand


def build_api(
    services: Services,
    *,
    accept_update: AcceptUpdate,
    webhook_secret: str | None = None,
    demo_clock: MovableClock | None = None,
    counters: Counters | None = None,
) -> FastAPI:
    """Build the application; ValueError for a webhook without a secret."""
    if services.config.telegram.mode == "webhook" and not webhook_secret:
        raise ValueError("a webhook needs a secret, or anybody could invent updates")
    app = _Api(
        title="Afterword",
        version=program_version(),
        description="Tell Afterword that an interaction is over, and see how the bot is.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/v1/openapi.json",
        redirect_slashes=False,
    )
    problems.install(app)
    once = Once(services)
    for room in (interactions, reopened, orders):
        app.include_router(room.route(services, once))
    app.include_router(customers.route(services))
    app.include_router(health_check.route(services))
    counters = counters or Counters()
    app.include_router(metrics_page.route(services, counters))
    webhook_path = services.config.telegram.webhook_path
    app.include_router(webhook.route(accept_update, path=webhook_path))
    if demo_clock is not None:
        app.include_router(demo_clock_route.route(demo_clock, wake_all=services.wake_all))
    register = Register(
        sources=lambda: services.config.sources,
        now=services.clock,
        zone=lambda: services.zone,
        heard=services.heard_of.__setitem__,
        rates=Allowances(time.monotonic),
        wrong_keys=WrongKeys(time.monotonic),
    )
    doors = (
        Door("/v1/interactions", _LIMIT, source_with_key(register, "interactions")),
        Door(orders.PATH, _LIMIT, source_with_key(register, "orders")),
        Door(customers.PATH, _LIMIT, source_with_key(register, "customers")),
        Door(metrics_page.PATH, _LIMIT, machine_or_key(register, "metrics")),
        Door(webhook_path, _WEBHOOK_LIMIT, telegram_with_secret(webhook_secret or None)),
        Door(demo_clock_route.PATH, _LIMIT, this_machine),
    )
    app.add_middleware(
        Turnstile, most=_MOST_AT_ONCE, apart=health_check.PATH, most_apart=_MOST_LOOKS_AT_ONCE
    )
    app.add_middleware(Guard, doors=doors, limit=_LIMIT)  # before it: a request is whole
    plain = ("/v1/interactions", orders.PATH, customers.PATH, health_check.PATH, metrics_page.PATH)
    paths = {**{path: path for path in plain}, webhook_path: "webhook"}
    app.add_middleware(metrics_page.CountingRequests, counters=counters, paths=paths)
    return app


class _Api(FastAPI):
    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            self.openapi_schema = dict(describe(self))
        return self.openapi_schema


class HttpServer:
    """Listens on one port until it is told to stop."""

    def __init__(self) -> None:
        self._server: _Server | None = None
        self._serving: asyncio.Task[None] | None = None
        self.port = 0

    async def start(
        self,
        app: ASGIApp,
        host: str,
        port: int,
        *,
        limits: Http | None = None,
        deadlines: Deadlines | None = None,
    ) -> None:
        """Listen; an OSError says why that is not possible."""
        listener = _listen(host, port)
        self.port = int(listener.getsockname()[1])
        self._server = _Server(_settings(app), limits or Http(), deadlines or Deadlines())
        self._serving = asyncio.create_task(self._server.serve([listener]), name="http")
        listening = asyncio.create_task(self._server.listening.wait())
        await asyncio.wait([self._serving, listening], return_when=asyncio.FIRST_COMPLETED)
        listening.cancel()
        if self._serving.done():
            listener.close()
            await self._serving

    async def stop(self) -> None:
        """Take no more requests, finish those in hand, and end."""
        if self._server is not None and self._serving is not None:
            self._server.leave()
            await asyncio.shield(self._serving)


def _listen(host: str, port: int) -> socket.socket:
    """Open a TCP socket, named as such: else asyncio lets small replies wait for 40 ms (Nagle)."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except BaseException:
        listener.close()
        raise
    listener.setblocking(False)  # noqa: FBT003 - its only argument
    return listener


class _Server(uvicorn.Server):
    """Takes connections in by its own rules, leaves signals to the bot, says when it listens."""

    def __init__(self, config: uvicorn.Config, limits: Http, deadlines: Deadlines) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()
        self._leaving = asyncio.Event()
        most = most_connections(limits.connections, raise_limit())
        self._lobby = Lobby(most=most, most_of_peer=limits.connections_per_peer)
        self._proxies = Proxies(limits.trusted_proxies)
        self._deadlines = deadlines

    def leave(self) -> None:
        """End at once, not when uvicorn would look next."""
        self.should_exit = True
        self._leaving.set()

    async def main_loop(self) -> None:
        """Keep the date of the replies right, once a second, until it is time to leave."""
        while not await self.on_tick(0):
            with suppress(TimeoutError):
                await asyncio.wait_for(self._leaving.wait(), 1)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close what is idle and finish what is in hand, as uvicorn does, but without its pause."""
        for each in (*self.servers, *(sockets or ())):
            each.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        try:
            async with asyncio.timeout(_FAREWELL_S):
                # Nothing tells when uvicorn's last connection has gone.
                while self.server_state.connections or self.server_state.tasks:  # noqa: ASYNC110
                    await asyncio.sleep(_GLANCE_S)
        except TimeoutError:
            for task in self.server_state.tasks:
                task.cancel()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self.servers = []
        for each in sockets or []:
            acceptor = Acceptor(each, self._converse, self._lobby)
            acceptor.begin()
            self.servers.append(acceptor)  # type: ignore[arg-type]
        self.started = True
        self.listening.set()

    def _converse(self) -> Conversation:
        return Conversation(
            self.config,
            self.server_state,
            lobby=self._lobby,
            proxies=self._proxies,
            deadlines=self._deadlines,
        )


_settings = partial(
    uvicorn.Config,
    http="h11",
    ws="none",
    lifespan="off",
    log_config=None,
    access_log=False,
    server_header=False,
    proxy_headers=False,
)
