"""A Bot API that says what it is told to say, over HTTP."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from tests.loopback import serving

TOKEN = "123456789:AAExampleExampleExampleExample12345"
Answer = tuple[int, bytes]


class Server:
    """A Bot API that says what it was told to say, in turn, and then agrees."""

    def __init__(self) -> None:
        self.answers: list[Answer | None] = []  # None: the connection is closed without a word
        self.calls: list[tuple[str, dict[str, Any]]] = []

    async def handle(self, request: web.Request) -> web.StreamResponse:
        is_json = request.content_type == "application/json"
        given = await request.json() if is_json else await request.post()
        self.calls.append((request.match_info["method"], dict(given)))
        answer = self.answers.pop(0) if self.answers else agreed({"message_id": 5})
        if answer is None:
            assert request.transport is not None
            request.transport.close()
            return web.Response()
        return web.Response(status=answer[0], body=answer[1], content_type="application/json")


class Clock:
    """Time that moves on by what is slept."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


def agreed(result: object) -> Answer:
    return 200, json.dumps({"ok": True, "result": result}).encode()


def refused(code: int, description: str, **parameters: int) -> Answer:
    body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    return code, json.dumps(body | ({"parameters": parameters} if parameters else {})).encode()


@asynccontextmanager
async def listening(server: Server) -> AsyncIterator[str]:
    """Serve on loopback; gives the address."""
    async with serving({f"/bot{TOKEN}/{{method}}": server.handle}) as url:
        yield url
