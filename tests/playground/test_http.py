"""The Bot API over HTTP."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest
from aiohttp import ClientSession, FormData

from playground.botapi import POLLER
from playground.core import Telegram
from playground.faults import Fault
from playground.people import PIXEL
from playground.server import RunningServer, serve

Json = dict[str, Any]
TOKEN = "4242424242:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"


def at(server: RunningServer, method: str, *, token: str = TOKEN) -> str:
    return f"{server.url}/bot{token}/{method}"


async def test_every_way_of_passing_parameters(
    telegram: Telegram, server: RunningServer, http: ClientSession
) -> None:
    asked = {"chat_id": "42", "text": "да & нет"}
    multipart = FormData(asked, default_to_multipart=True)
    ways: list[tuple[str, Json]] = [
        ("POST", {"params": asked}),
        ("POST", {"json": asked}),
        ("POST", {"data": asked}),
        ("POST", {"data": multipart}),
    ]
    for verb, sent in ways:
        async with http.request(verb, at(server, "sendMessage"), **sent) as response:
            body = await response.json()
            assert (response.status, body["result"]["text"]) == (200, "да & нет")
    assert len(telegram.calls) == 4


async def test_a_picture_goes_up_and_comes_down(server: RunningServer, http: ClientSession) -> None:
    form = FormData({"chat_id": "42", "photo": "attach://picture", "caption": "week"})
    form.add_field("picture", PIXEL, filename="chart.png", content_type="image/png")
    async with http.post(at(server, "sendPhoto"), data=form) as response:
        message = (await response.json())["result"]
    file_id = message["photo"][0]["file_id"]
    async with http.get(at(server, "getFile"), params={"file_id": file_id}) as response:
        path = (await response.json())["result"]["file_path"]
    for url in (f"{server.url}/file/bot{TOKEN}/{path}", f"{server.url}/play/files/{file_id}"):
        async with http.get(url) as response:
            assert await response.read() == PIXEL
            assert response.content_type == "image/png"


async def test_tokens_methods_and_bodies_that_are_wrong(
    server: RunningServer, http: ClientSession
) -> None:
    async with http.get(at(server, "sendSmoke")) as response:
        assert await response.json() == {
            "ok": False,
            "error_code": 404,
            "description": "Not Found: method not found",
        }
    async with http.get(at(server, "getMe", token="nonsense")) as response:
        assert response.status == 404
    headers = {"Content-Type": "application/json"}
    async with http.post(at(server, "getMe"), data=b"[", headers=headers) as response:
        assert response.status == 400


async def test_a_fixed_token_is_asked_for(http: ClientSession) -> None:
    server = await serve(Telegram(token=TOKEN))
    async with http.get(at(server, "getMe")) as response:
        assert (await response.json())["result"]["id"] == 4242424242
    async with http.get(at(server, "getMe", token="1:abc")) as response:
        assert response.status == 401
        assert (await response.json())["description"] == "Unauthorized"
    await server.close()


async def poll(http: ClientSession, server: RunningServer, **parameters: int) -> Json:
    async with http.post(at(server, "getUpdates"), json=parameters) as response:
        body: Json = await response.json()
        return body


async def let_arrive(server: RunningServer) -> None:
    """Wait until a poll has arrived."""
    poller = server._runner.app[POLLER]
    async with asyncio.timeout(5):
        while poller._waiting is None or poller._waiting.done():
            await asyncio.sleep(0)


async def test_a_long_poll_ends_when_something_happens(
    telegram: Telegram, server: RunningServer, http: ClientSession, now: float
) -> None:
    waiting = asyncio.create_task(poll(http, server, timeout=30))
    await let_arrive(server)
    assert not waiting.done()
    telegram.say(42, "hello", now=now)
    updates = (await waiting)["result"]
    assert updates[0]["message"]["text"] == "hello"
    assert (await poll(http, server, offset=updates[0]["update_id"] + 1))["result"] == []


async def test_a_second_poller_ends_the_first(
    telegram: Telegram, server: RunningServer, http: ClientSession, now: float
) -> None:
    first = asyncio.create_task(poll(http, server, timeout=30))
    await let_arrive(server)
    second = asyncio.create_task(poll(http, server, timeout=30))
    ended = await first
    assert ended["error_code"] == 409
    assert "terminated by other getUpdates request" in ended["description"]
    telegram.say(42, "hello", now=now)
    assert len((await second)["result"]) == 1


async def test_setting_a_webhook_ends_the_poll(
    telegram: Telegram, server: RunningServer, http: ClientSession
) -> None:
    waiting = asyncio.create_task(poll(http, server, timeout=30))
    await let_arrive(server)
    async with http.post(at(server, "setWebhook"), json={"url": "http://127.0.0.1:9/"}) as response:
        assert response.status == 200
    assert (await waiting)["description"] == "Conflict: terminated by setWebhook request"
    assert (await poll(http, server))["error_code"] == 409


async def test_a_reply_that_is_lost_after_the_deed(
    telegram: Telegram, server: RunningServer, http: ClientSession
) -> None:
    asked = {"chat_id": 42, "text": "How?"}
    before = len(telegram.chats[42].messages)
    telegram.faults.add(Fault("lose_reply", method="sendMessage"))
    with pytest.raises(aiohttp.ClientError):
        await http.post(at(server, "sendMessage"), json=asked)
    assert len(telegram.chats[42].messages) == before + 1
    telegram.faults.add(Fault("close", method="sendMessage"))
    with pytest.raises(aiohttp.ClientError):
        await http.post(at(server, "sendMessage"), json=asked)
    assert len(telegram.chats[42].messages) == before + 1


async def test_a_gateway_that_answers_with_a_page(
    telegram: Telegram, server: RunningServer, http: ClientSession
) -> None:
    telegram.faults.add(Fault("error", status=502, html=True))
    async with http.get(at(server, "getMe")) as response:
        assert (response.status, response.content_type) == (502, "text/html")
    telegram.faults.add(Fault("delay", seconds=0.001))
    async with http.get(at(server, "getMe")) as response:
        assert response.status == 200


async def test_closing_ends_polls_at_once(telegram: Telegram, http: ClientSession) -> None:
    server = await serve(telegram)
    waiting = asyncio.create_task(poll(http, server, timeout=50))
    await let_arrive(server)
    async with asyncio.timeout(5):
        await server.close()
        assert (await waiting)["result"] == []


@pytest.mark.parametrize("path", ["/", "/page/main.js"])
async def test_no_other_page_may_frame_the_playground(
    server: RunningServer, http: ClientSession, path: str
) -> None:
    async with http.get(f"{server.url}{path}") as reply:
        assert reply.status == 200
        assert reply.headers["Content-Security-Policy"] == "frame-ancestors 'none'"


async def test_nothing_is_changed_by_looking(
    server: RunningServer, telegram: Telegram, http: ClientSession
) -> None:
    """Scanners and previews of links fetch whatever address they find."""
    telegram.say(42, "/start", now=1.0)
    before = (len(telegram.updates), len(telegram.calls), len(telegram.chats[42].messages))
    paths = [
        "/",
        "/page/main.js",
        "/play/state",
        "/play/calls",
        "/play/pending",
        "/play/say",
        "/play/tap",
        "/play/clock",
        f"/bot{TOKEN}/sendMessage?chat_id=42&text=hi",
        f"/bot{TOKEN}/getUpdates?offset=-1",
        f"/bot{TOKEN}/deleteWebhook?drop_pending_updates=true",
        "/no/such/place",
    ]
    agents = ("TelegramBot (like TwitterBot)", "Mozilla/5.0 (compatible; Googlebot/2.1)")
    for number in range(1000):
        path = paths[number % len(paths)]
        headers = {"User-Agent": agents[number % 2]}
        method = ("GET", "HEAD")[number // 2 % 2]
        async with http.request(method, server.url + path, headers=headers) as reply:
            assert reply.status in {200, 404, 405}
    after = (len(telegram.updates), len(telegram.calls), len(telegram.chats[42].messages))
    assert after == before
