"""What stands before every route: who may come in, and how large a body may be."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPMethod

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.http.keys import REPLY_HEADERS, Admission, anyone
from bot.http.problems import Problem, respond

_MOST_THROWN_AWAY = 256 * 1024


@dataclass(frozen=True)
class Door:
    """The rules for all addresses that begin with `prefix`."""

    prefix: str
    limit: int
    admit: Admission = anyone

    def leads_to(self, path: str) -> bool:
        """Tell whether an address lies behind this door."""
        return path == self.prefix or path.startswith(f"{self.prefix}/")


class Guard:
    """Checks the caller before a byte of the body is read, and reads no more than is allowed."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        doors: Sequence[Door],
        limit: int,
        patience_s: float = 10.0,
        linger_s: float = 1.0,
    ) -> None:
        self._app = app
        self._linger_s = linger_s
        self._doors = doors
        self._elsewhere = Door("", limit)
        self._patience_s = patience_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a request, or hand it on with its body complete."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        door = next((each for each in self._doors if each.leads_to(path)), self._elsewhere)
        headers = Headers(scope=scope)
        try:
            admitted = door.admit(scope)
            send = _with_headers(send, admitted.get(REPLY_HEADERS, {}))
            _check_headers(scope["method"], headers, limit=door.limit)
            body = await self._read(receive, headers, limit=door.limit)
        except Problem as problem:
            await _refuse(problem, scope, receive, send, linger_s=self._linger_s)
            return
        if body is None:
            return
        scope["state"] = {**scope.get("state", {}), **admitted}
        await self._app(scope, _replayed(body, receive), send)

    async def _read(self, receive: Receive, headers: Headers, *, limit: int) -> bytes | None:
        """Read the whole body; None if the caller went away."""
        body = bytearray()
        more = _has_body(headers)
        try:
            async with asyncio.timeout(self._patience_s):
                while more:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        return None
                    body += message.get("body", b"")
                    if len(body) > limit:
                        raise _too_large(limit)
                    more = message.get("more_body", False)
        except TimeoutError:
            raise Problem(408, "the body did not arrive in time") from None
        return bytes(body)


def _with_headers(send: Send, more: Mapping[str, str]) -> Send:
    if not more:
        return send

    async def send_with(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(more)
        await send(message)

    return send_with


def _check_headers(method: str, headers: Headers, *, limit: int) -> None:
    if not _has_body(headers):
        return
    length = headers.get("content-length", "0")
    if not length.isascii() or not length.isdigit() or int(length[:20]) > limit:
        raise _too_large(limit)
    if method == HTTPMethod.POST and not _is_json(headers):
        raise Problem(415, "send JSON, uncompressed, as Content-Type: application/json")


def _has_body(headers: Headers) -> bool:
    return "transfer-encoding" in headers or headers.get("content-length", "0") != "0"


def _is_json(headers: Headers) -> bool:
    media, *parameters = (
        part.strip().lower() for part in headers.get("content-type", "").split(";")
    )
    kind, _, name = media.partition("/")
    charsets = [each for each in parameters if each.startswith("charset=")]
    return (
        kind == "application"
        and (name == "json" or name.endswith("+json"))
        and all(each.removeprefix("charset=").strip('"') == "utf-8" for each in charsets)
        and headers.get("content-encoding", "identity").lower() == "identity"
    )


def _too_large(limit: int) -> Problem:
    return Problem(413, f"the body is larger than {limit // 1024} KiB")


def _replayed(body: bytes, receive: Receive) -> Receive:
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return waiting.pop() if waiting else await receive()

    return replay


async def _refuse(
    problem: Problem, scope: Scope, receive: Receive, send: Send, *, linger_s: float
) -> None:
    """Answer and close; what is still on its way is let in for a moment, and thrown away.

    Closing at once would reset the connection, and the caller might never read the answer.
    """
    headers = Headers(scope=scope)
    if not _has_body(headers):
        await respond(problem)(scope, receive, send)
        return
    problem.headers["Connection"] = "close"
    if "expect" in headers:  # the caller waits for leave to send it
        await respond(problem)(scope, receive, send)
        return
    await respond(problem)(scope, receive, _unfinished(send))
    await _throw_away(receive, wait_s=linger_s)
    await send({"type": "http.response.body", "body": b"", "more_body": False})


def _unfinished(send: Send) -> Send:
    async def send_more(message: Message) -> None:
        body = message["type"] == "http.response.body"
        await send({**message, "more_body": True} if body else message)

    return send_more


async def _throw_away(receive: Receive, *, wait_s: float) -> None:
    thrown = 0
    with suppress(TimeoutError):
        async with asyncio.timeout(wait_s):
            more = True
            while more and thrown < _MOST_THROWN_AWAY:
                message = await receive()
                thrown += len(message.get("body", b""))
                more = message.get("more_body", False)
