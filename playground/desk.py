"""The page's help desk: passes interactions and clock moves on to the bot, holding the key."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime

import aiohttp
import orjson
from aiohttp import web
from yarl import URL

from playground.wire import CLOCK, TELEGRAM

TIMEOUT_S = 30.0
_SESSION = web.AppKey("desk_session", aiohttp.ClientSession)


class Desk:
    """Routes below /demo/ that speak to the bot's HTTP API in the help desk's name."""

    def __init__(self, *, api_url: str, key: str, zone: str | None = None) -> None:
        """Take the bot's address, its key, and the zone in which the page shows times."""
        self._api_url = api_url.rstrip("/")
        self._key = key
        self._zone = zone

    def attach(self, app: web.Application) -> None:
        """Add the routes to an application that has not started yet."""
        app.cleanup_ctx.append(_session)
        app.router.add_post("/demo/interactions", self._end)
        app.router.add_post("/demo/interactions/{id}/reopened", self._reopen)
        app.router.add_get("/demo/clock", self._clock)
        app.router.add_post("/demo/clock", self._clock)

    async def _end(self, request: web.Request) -> web.Response:
        return await self._pass(request, "/v1/interactions")

    async def _reopen(self, request: web.Request) -> web.Response:
        # `raw_path` keeps what the page quoted: an id may hold any character
        quoted = request.rel_url.raw_path.split("/")[3]
        return await self._pass(request, f"/v1/interactions/{quoted}/reopened")

    async def _clock(self, request: web.Request) -> web.Response:
        answer = await self._pass(request, "/demo/clock")
        if answer.status != 200 or not isinstance(answer.body, bytes):
            return answer
        told = orjson.loads(answer.body)
        _follow(request.app, told["now"])
        return web.json_response(told | ({"zone": self._zone} if self._zone else {}))

    async def _pass(self, request: web.Request, path: str) -> web.Response:
        if request.method == "POST" and request.content_type != "application/json":
            return _problem(415, "send JSON")  # what another site's form cannot send
        body = await request.read()
        headers = {"Authorization": f"Bearer {self._key}", "Content-Type": "application/json"}
        url = URL(self._api_url + path, encoded=True)
        try:
            async with request.app[_SESSION].request(
                request.method, url, data=body or None, headers=headers, allow_redirects=False
            ) as answer:
                kind = answer.headers.get("Content-Type", "application/json")
                return web.Response(
                    body=await answer.read(), status=answer.status, headers={"Content-Type": kind}
                )
        except (aiohttp.ClientError, TimeoutError):
            return _problem(502, "the bot's HTTP API does not answer")


def _follow(app: web.Application, moment: str) -> None:
    """Move the dates that people see to the bot's present."""
    telegram = app[TELEGRAM]
    telegram.advance(datetime.fromisoformat(moment).timestamp() - app[CLOCK]() - telegram.shift)


async def _session(app: web.Application) -> AsyncIterator[None]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT_S)) as session:
        app[_SESSION] = session
        yield


def _problem(status: int, detail: str) -> web.Response:
    return web.json_response(
        {"title": detail, "status": status, "detail": detail},
        status=status,
        content_type="application/problem+json",
    )
