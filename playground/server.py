"""The offline Telegram over HTTP, on loopback: the Bot API, the control API and the page.

Bot API: POST /bot<token>/<method>, for what only reads GET, too; parameters as query, JSON, form or
multipart. GET changes nothing anywhere: previews of links and scanners fetch whatever they find.

The page opens by an address that holds the server's key (`RunningServer.page`), and keeps it in a
cookie. Whatever else speaks to the control API sends `Authorization: Bearer KEY`.

Control API (JSON; an act that is impossible answers 400 {"error": ...}):

    GET  /play/state      {"bot", "clock": {"now", "shift"}, "users", "chats", "messages"}
    GET  /play/events     text/event-stream, one JSON object per event, see below
    GET  /play/calls      the newest calls, ?method=sendMessage for some; [{"method", "parameters",
                          "at", "ok", "error"?}]
    GET  /play/pending    {"updates": not confirmed yet}
    GET  /play/files/ID   the content of a photo or a document
    POST /play/users      {"first_name", "id"?, "username"?, "language_code"?, "last_name"?}
    POST /play/groups     {"title", "members"?: [ids], "id"?, "is_forum"?, "type"?: "group",
                          "bot_status"?: "administrator"}
    POST /play/members    {"chat", "user": id or "bot", "status": "left", "by"?}
    POST /play/migrate    {"chat", "id"?}
    POST /play/say        {"user", "text", "chat"?, "reply_to"?, "thread"?, "anonymous"?,
                          "attachment"?: "voice" | "photo" | "document"}
    POST /play/tap        {"user", "message", "chat"?, "data" | "row" and "column"}
    POST /play/edit       {"user", "message", "text", "chat"?}
    POST /play/block, /play/unblock, /play/deactivate   {"user"}
    POST /play/misbehave  {"fault", "method"?, "times"?, "seconds"?, "status"?, "retry_after"?,
                          "html"?, "words"?}; {"fault": "none"} ends it; updates by webhook:
                          method "webhook"
    POST /play/limits     any field of playground.limits.Limits; 0 switches a limit off
    POST /play/clock      {"advance": seconds} or {"to": moment}; moves dates, not the rates

A message is the Bot API's Message and `keyboard`: the reply_markup on screen now, or null. A user
is the Bot API's User and `blocked`, `started`, `deactivated`; a chat its Chat and `pinned`,
`topics`, for groups `members` (ids), `bot_status` and `migrated_to`. Events carry `kind`:

    message, edit         chat_id, message
    delete, unpin         chat_id, message_id
    toast                 user_id, chat_id, message_id, callback_query_id, text, show_alert
    action                chat_id, action, thread
    call                  method, ok, error?
    user, chat, commands, clock, webhook     something else changed: read the state again
"""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import partial
from importlib.resources import files

import aiohttp
from aiohttp import web

from playground import botapi, control
from playground.core import Telegram
from playground.parameters import Json
from playground.webhooks import TIMEOUT_S, WebhookSender
from playground.wire import (
    CLOCK,
    KEY,
    TELEGRAM,
    Clock,
    answer,
    at_home,
    cookie_of,
    is_key,
    wall_clock,
)

BODY_LIMIT = 64 * 1024 * 1024
GOODBYE_S = 0.5
PAGE_FILE = re.compile(r"[a-z0-9_-]+\.(html|js|css|svg|png|woff2)")
TYPES = {
    "html": "text/html",
    "js": "text/javascript",
    "css": "text/css",
    "svg": "image/svg+xml",
    "png": "image/png",
    "woff2": "font/woff2",
}


@dataclass(frozen=True, slots=True)
class RunningServer:
    """A server that listens."""

    url: str
    port: int
    key: str
    _runner: web.AppRunner

    @property
    def page(self) -> str:
        """The address that opens the page."""
        return f"{self.url}/?key={self.key}"

    async def close(self) -> None:
        """Stop listening and end what is under way."""
        await self._runner.cleanup()


async def serve(
    telegram: Telegram,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    clock: Clock | None = None,
    key: str | None = None,
    attach: Callable[[web.Application], None] | None = None,
) -> RunningServer:
    """Listen, on a free port unless told; `attach` may add routes of its own.

    Without a `key` a new one is made.
    """
    app = web.Application(middlewares=[at_home], client_max_size=BODY_LIMIT)
    app[TELEGRAM] = telegram
    app[CLOCK] = clock or wall_clock()
    app[KEY] = key or secrets.token_urlsafe(16)
    app[botapi.POLLER] = botapi.Poller(telegram)
    app[control.STREAMS] = set()
    app.cleanup_ctx.append(_connected)
    app.on_shutdown.append(_say_goodbye)
    _add_routes(app)
    if attach is not None:
        attach(app)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=GOODBYE_S)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port, backlog=1024).start()
    except OSError:
        await runner.cleanup()
        raise
    bound = int(runner.addresses[0][1])
    shown = f"[{host}]" if ":" in host else host
    return RunningServer(f"http://{shown}:{bound}", bound, app[KEY], runner)


def _add_routes(app: web.Application) -> None:
    app.router.add_route("*", "/bot{token}/{method}", botapi.handle)
    app.router.add_get("/file/bot{token}/files/{file_id}", botapi.download)
    app.router.add_get("/play/state", control.show_state)
    app.router.add_get("/play/events", control.show_events)
    app.router.add_get("/play/calls", control.show_calls)
    app.router.add_get("/play/pending", control.show_pending)
    app.router.add_get("/play/files/{file_id}", botapi.stored_file)
    app.router.add_post("/play/{act}", control.act)
    app.router.add_get("/", _front)
    app.router.add_get("/page/{name}", _page)


async def _connected(app: web.Application) -> AsyncIterator[None]:
    """Connect the streams and the webhook to the core while the server runs."""
    telegram, streams = app[TELEGRAM], app[control.STREAMS]
    listener: Callable[[Json], None] = partial(control.tell, streams)
    telegram.listeners.append(listener)
    connector, timeout = aiohttp.TCPConnector(limit=0), aiohttp.ClientTimeout(total=TIMEOUT_S)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as http:
        sender = WebhookSender(telegram, app[CLOCK], http)
        sender.open()
        yield
        await sender.close()
    telegram.listeners.remove(listener)
    app[botapi.POLLER].close()


async def _say_goodbye(app: web.Application) -> None:
    control.tell(app[control.STREAMS], None)
    app[botapi.POLLER].end()
    await asyncio.sleep(0)


async def _front(request: web.Request) -> web.Response:
    """Take the key out of the address at once, so that it is in no history and on no screen."""
    given = request.query.get("key")
    if given is None or not is_key(request, given):
        return await _page(request)
    opened = web.Response(status=303, headers={"Location": "/", "Cache-Control": "no-store"})
    name = cookie_of(request)
    opened.set_cookie(name, given, httponly=True, samesite="Strict", path="/")
    return opened


async def _page(request: web.Request) -> web.Response:
    name = request.match_info.get("name", "index.html")
    found = files("playground") / "page" / name
    if not PAGE_FILE.fullmatch(name) or not found.is_file():
        return answer({"error": f"no page {name}"}, status=404)
    return web.Response(
        body=found.read_bytes(),
        content_type=TYPES[name.rpartition(".")[2]],
        charset="utf-8",
        headers={
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            # A page's own <meta> says the rest; this one counts only as a header.
            "Content-Security-Policy": "frame-ancestors 'none'",
        },
    )
