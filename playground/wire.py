"""What all routes share: who may come in, the clock, JSON."""

from __future__ import annotations

import hmac
import re
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import orjson
from aiohttp import web
from aiohttp.typedefs import Handler

from playground.core import Telegram

Clock = Callable[[], float]
HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
OPEN = re.compile(r"/(bot[^/]+/.*|file/bot.*|page/.*)?")  # the Bot API has tokens of its own
TELEGRAM = web.AppKey("telegram", Telegram)
KEY = web.AppKey("key", str)
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


_NO_KEY = (
    "open the page by the whole address that was printed at the start, which holds its key; "
    "a program sends the key as `Authorization: Bearer KEY`"
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
    if not OPEN.fullmatch(request.path) and not _has_key(request):
        return answer({"error": _NO_KEY}, status=401)
    return await handler(request)


def cookie_of(request: web.Request) -> str:
    """Name the cookie that carries the key: cookies do not tell ports apart, so the name does."""
    return f"playground_{urlsplit(f'//{request.host}').port or 80}"


def is_key(request: web.Request, given: str) -> bool:
    """Tell whether this is the key of the server."""
    return hmac.compare_digest(given.encode(), request.app[KEY].encode())


def _has_key(request: web.Request) -> bool:
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return is_key(request, given.strip())
    return is_key(request, request.cookies.get(cookie_of(request), ""))
