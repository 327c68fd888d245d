"""The help desk's way to the bot: the key stays here, and refusals come back as they are."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer
from yarl import URL

from playground.core import Telegram
from playground.desk import Desk
from playground.server import serve

NOWHERE = "http://127.0.0.1:9"
MOMENT = "2026-11-20T10:00:00+00:00"


class Bot:
    """Stands where the bot's HTTP API is and keeps what came."""

    def __init__(self) -> None:
        self.came: list[tuple[str, str, str | None, bytes]] = []

    async def take(self, request: web.Request) -> web.Response:
        """Answer like the bot."""
        key = request.headers.get("Authorization")
        self.came.append((request.method, request.raw_path, key, await request.read()))
        if request.path == "/demo/clock":
            return web.json_response({"now": MOMENT})
        return web.json_response(
            {"title": "no"}, status=422, content_type="application/problem+json"
        )


@asynccontextmanager
async def a_desk(
    telegram: Telegram, *, api_url: str, zone: str | None = None
) -> AsyncIterator[aiohttp.ClientSession]:
    server = await serve(telegram, attach=Desk(api_url=api_url, key="secret", zone=zone).attach)
    try:
        headers = {"Authorization": f"Bearer {server.key}"}
        async with aiohttp.ClientSession(server.url, headers=headers) as http:
            yield http
    finally:
        await server.close()


@asynccontextmanager
async def a_bot() -> AsyncIterator[tuple[Bot, str]]:
    bot, app = Bot(), web.Application()
    app.router.add_route("*", "/{path:.*}", bot.take)
    async with TestServer(app) as server:
        yield bot, str(server.make_url("")).rstrip("/")


async def test_the_key_is_added_and_the_reply_comes_back_whole() -> None:
    async with a_bot() as (bot, url), a_desk(Telegram(), api_url=url) as http:
        async with http.post("/demo/interactions", json={"id": "T-1"}) as answer:
            assert answer.status == 422
            assert answer.content_type == "application/problem+json"
            assert await answer.json(content_type=None) == {"title": "no"}
            assert "secret" not in str(answer.headers)
        path = "/demo/interactions/T%2F1%3F/reopened"
        async with http.post(URL(path, encoded=True), json={}):
            pass
    assert bot.came == [
        ("POST", "/v1/interactions", "Bearer secret", b'{"id": "T-1"}'),
        ("POST", "/v1/interactions/T%2F1%3F/reopened", "Bearer secret", b"{}"),
    ]


async def test_the_dates_that_people_see_follow_the_bots_clock() -> None:
    telegram = Telegram()
    async with a_bot() as (_, url), a_desk(telegram, api_url=url, zone="Asia/Tokyo") as http:
        async with http.post("/demo/clock", json={"advance": "1d"}) as answer:
            assert await answer.json() == {"now": MOMENT, "zone": "Asia/Tokyo"}
        async with http.get("/play/state") as answer:
            seen = (await answer.json())["clock"]["now"]
    assert abs(seen - datetime.fromisoformat(MOMENT).timestamp()) < 5


async def test_a_bot_that_is_not_there_is_said_so() -> None:
    async with a_desk(Telegram(), api_url=NOWHERE) as http, http.get("/demo/clock") as answer:
        assert answer.status == 502
        assert "does not answer" in (await answer.json(content_type=None))["detail"]


async def test_another_sites_form_cannot_end_interactions() -> None:
    async with (
        a_bot() as (bot, url),
        a_desk(Telegram(), api_url=url) as http,
        http.post("/demo/interactions", data={"id": "T-1"}) as answer,
    ):
        assert answer.status == 415
    assert bot.came == []
