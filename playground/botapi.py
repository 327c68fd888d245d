"""The Bot API over HTTP: any way of passing parameters, long polling, faults on the wire."""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from typing import Any

import orjson
from aiohttp import web
from aiohttp.web_request import FileField

from playground.core import METHODS, Reply, Telegram, canonical, refusal
from playground.delivery import prepare_poll
from playground.errors import OTHER_POLLER, RefusedError, bad_request, conflict
from playground.parameters import Json, Parameters, Upload
from playground.updates import Update
from playground.wire import CLOCK, TELEGRAM, answer

TOKEN = re.compile(r"\d{1,20}:[A-Za-z0-9_-]{1,64}")
LONGEST_POLL_S = 50.0
TERMINATED = "terminated by setWebhook request"


class Poller:
    """The one getUpdates request that may wait; a later one ends it with 409."""

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram
        self._waiting: asyncio.Future[str] | None = None
        telegram.updates.listeners.append(self._arrived)
        telegram.listeners.append(self._watch)

    def close(self) -> None:
        """Stop watching."""
        self._telegram.updates.listeners.remove(self._arrived)
        self._telegram.listeners.remove(self._watch)

    def end(self, reason: str = "") -> None:
        """Let go of the request that waits, with the reason of a conflict if there is one."""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(reason)

    async def wait(self, seconds: float) -> None:
        """Return when an update is there or time is up; raise when another poller came."""
        self.end(OTHER_POLLER)
        if len(self._telegram.updates) or seconds <= 0:
            return
        self._waiting = waiting = asyncio.get_running_loop().create_future()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                reason = await waiting
                if reason:
                    raise conflict(reason)

    def _arrived(self, _update: Update) -> None:
        self.end()

    def _watch(self, event: Json) -> None:
        if event["kind"] == "webhook" and event["url"]:
            self.end(TERMINATED)


POLLER = web.AppKey("poller", Poller)


async def handle(request: web.Request) -> web.StreamResponse:
    """Answer /bot<token>/<method>."""
    telegram = request.app[TELEGRAM]
    token, method = request.match_info["token"], canonical(request.match_info["method"])
    if request.method != "POST" and not _only_reads(method):
        words = "Method Not Allowed: here GET only reads, which Telegram takes for everything"
        return answer({"ok": False, "error_code": 405, "description": words}, status=405)
    fault = telegram.faults.take(method, "delay", "close", "lose_reply")
    if fault is not None and fault.kind == "close":
        return _cut(request)
    try:
        _check_token(telegram, token)
        raw = await read_parameters(request)
        if fault is not None and fault.kind == "delay":
            await asyncio.sleep(fault.seconds)  # then it is done, even if the caller has left
        if method == "getUpdates":
            await _wait(request, raw)
        reply = telegram.call(method, raw, now=request.app[CLOCK]())
    except RefusedError as refused:
        reply = refusal(refused)
    if fault is not None and fault.kind == "lose_reply":
        return _cut(request)
    return _response(reply)


def _only_reads(method: str) -> bool:
    """Tell whether a method changes nothing; getUpdates confirms what came before."""
    return method not in METHODS or (method.startswith("get") and method != "getUpdates")


def _response(reply: Reply) -> web.Response:
    if reply.html is not None:
        return web.Response(text=reply.html, status=reply.status, content_type="text/html")
    return answer(reply.body, status=reply.status)


def _cut(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _check_token(telegram: Telegram, token: str) -> None:
    if not TOKEN.fullmatch(token):
        raise RefusedError(404, "Not Found")
    if telegram.token is not None and token != telegram.token:
        raise RefusedError(401, "Unauthorized")


async def _wait(request: web.Request, raw: Json) -> None:
    telegram, p = request.app[TELEGRAM], Parameters(raw)
    if telegram.faults.expects("getUpdates", "error", "flood"):
        return
    prepare_poll(telegram, p, request.app[CLOCK]())
    await request.app[POLLER].wait(min(p.integer("timeout"), LONGEST_POLL_S))


async def read_parameters(request: web.Request) -> Json:
    """Return the parameters of a call, from the query and from any kind of body."""
    raw: Json = dict(request.query)
    if not request.can_read_body:
        return raw
    if request.content_type == "application/json":
        try:
            body = orjson.loads(await request.read() or b"{}")
        except orjson.JSONDecodeError:
            body = None
        if not isinstance(body, dict):
            raise bad_request("can't parse request as a JSON object")
        return raw | body
    for name, value in (await request.post()).items():
        raw[name] = _field(value)
    return raw


def _field(value: Any) -> str | Upload:  # noqa: ANN401 - what the form parser returns
    if isinstance(value, FileField):
        return Upload(value.filename, value.file.read(), value.content_type)
    return value if isinstance(value, str) else bytes(value).decode()


async def download(request: web.Request) -> web.Response:
    """Answer /file/bot<token>/files/<file_id>."""
    try:
        _check_token(request.app[TELEGRAM], request.match_info["token"])
    except RefusedError as refused:
        return _response(refusal(refused))
    return await stored_file(request)


async def stored_file(request: web.Request) -> web.Response:
    """Return the content of a file that was sent, as a download unless it is a picture."""
    stored = request.app[TELEGRAM].files.get(request.match_info["file_id"])
    if stored is None:
        return answer({"ok": False, "error_code": 404, "description": "Not Found"}, status=404)
    pictures = ("image/png", "image/jpeg")
    kind = stored.content_type if stored.content_type in pictures else "application/octet-stream"
    return web.Response(
        body=stored.content, content_type=kind, headers={"X-Content-Type-Options": "nosniff"}
    )
