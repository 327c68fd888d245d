"""What all routes share: who may come in, the clock, JSON."""

from __future__ import annotations

import time
from collections.abc import Callable
from urllib.parse import urlsplit

import orjson
from aiohttp import web
from aiohttp.typedefs import Handler

from playground.core import Telegram

Clock = Callable[[], float]
HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
TELEGRAM = web.AppKey("telegram", Telegram)
CLOCK: web.AppKey[Clock] = web.AppKey("clock")


def wall_clock() -> Clock:
    """Return a clock that shows the time of day and never goes back."""
    lead = time.time() - time.monotonic()  # noqa: TID251 - the server's one look at the clock
    return lambda: lead + time.monotonic()


def answer(body: object, *, status: int = 200) -> web.Response:
    """Return a JSON response."""
    return web.Response(
        body=orjson.dumps(body, option=orjson.OPT_NON_STR_KEYS),
        status=status,
        content_type="application/json",
    )


@web.middleware
async def at_home(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let in only requests to this machine's own names, and no other site's pages."""
    host = urlsplit(f"//{request.host}")
    if host.hostname not in HOSTS:
        return answer({"error": "this server answers to loopback names only"}, status=403)
    origin = request.headers.get("Origin")
    if request.method != "GET" and origin is not None:
        asked = urlsplit(origin)
        if (asked.scheme, asked.netloc) != ("http", host.netloc):
            return answer({"error": "another site's page may not do this"}, status=403)
    return await handler(request)
