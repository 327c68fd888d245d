"""The control API, the page and who may reach them."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import sys
from typing import Any

import pytest
from aiohttp import ClientSession, CookieJar

from playground.core import Telegram
from playground.server import RunningServer

Json = dict[str, Any]


async def play(
    http: ClientSession, server: RunningServer, act: str, *, status: int = 200, **body: object
) -> Any:
    async with http.post(f"{server.url}/play/{act}", json=body) as response:
        assert response.status == status, await response.text()
        return await response.json()


async def show(http: ClientSession, server: RunningServer, path: str) -> Any:
    async with http.get(f"{server.url}/play/{path}") as response:
        assert response.status == 200
        return await response.json()


async def test_people_act(telegram: Telegram, server: RunningServer, http: ClientSession) -> None:
    user = await play(http, server, "users", id=7, first_name="Mei", language_code="zh")
    assert (user["id"], user["blocked"], user["started"]) == (7, False, False)
    chat = await play(http, server, "groups", id=-100900, title="Staff", members=[42, 7])
    assert (chat["id"], chat["members"]) == (-100900, [42, 7])
    said = await play(http, server, "say", user=7, text="/start abc")
    assert said["text"] == "/start abc"
    await play(http, server, "edit", user=7, message=said["message_id"], text="/start")
    await play(http, server, "say", user=7, attachment="voice")
    await play(http, server, "say", user=42, chat=-100900, text="/nps", anonymous=True)
    markup = {"inline_keyboard": [[{"text": "5", "callback_data": "a5"}]]}
    asked = {"chat_id": 7, "text": "How?", "reply_markup": markup}
    sent = telegram.call("sendMessage", asked, now=0).body["result"]["message_id"]
    query = await play(http, server, "tap", user=7, chat=7, message=sent, row=0, column=0)
    assert query["callback_query_id"] in telegram.queries
    await play(http, server, "tap", user=7, message=sent, data="invented")
    await play(http, server, "block", user=7)
    await play(http, server, "unblock", user=7)
    pending = await show(http, server, "pending")
    assert pending["updates"] == len(telegram.updates) == 10


async def test_what_can_be_seen(
    telegram: Telegram, server: RunningServer, http: ClientSession, now: float
) -> None:
    markup = {"inline_keyboard": [[{"text": "5", "callback_data": "a5"}]]}
    telegram.call("sendMessage", {"chat_id": 42, "text": "Hi", "reply_markup": markup}, now=now)
    telegram.call("sendMessage", {"chat_id": 43, "text": "Hi"}, now=now)
    state = await show(http, server, "state")
    assert state["bot"]["username"] == "afterword_demo_bot"
    assert [user["id"] for user in state["users"]] == [42, 43]
    assert [message["keyboard"] for message in state["messages"]["42"]] == [None, markup]
    first, second = await show(http, server, "calls?method=sendmessage")
    assert (first["method"], first["ok"]) == ("sendMessage", True)
    assert second["error"] == "Bad Request: chat not found"
    assert len((await show(http, server, "state?shown=1"))["messages"]["42"]) == 1


async def test_what_makes_no_sense(server: RunningServer, http: ClientSession) -> None:
    for act, body in (
        ("say", {"user": 99, "text": "x"}),
        ("say", {"text": "x"}),
        ("say", {"user": [], "text": "x"}),
        ("tap", {"user": 42, "message": 999, "data": "x"}),
        ("users", {"id": 42, "first_name": "Bo"}),
        ("users", {"colour": "red"}),
        ("misbehave", {"fault": "explode"}),
        ("limits", {"speed": 1}),
    ):
        assert (await play(http, server, act, status=400, **body))["error"]
    await play(http, server, "dance", status=404)
    async with http.post(f"{server.url}/play/say", data=b"{}") as response:
        assert response.status == 415


async def test_limits_clock_and_misbehaviour(
    telegram: Telegram, server: RunningServer, http: ClientSession
) -> None:
    assert (await play(http, server, "limits", chat_interval_s=2))["chat_interval_s"] == 2
    assert telegram.limits.chat_interval_s == 2
    before = (await play(http, server, "clock"))["now"]
    moved = await play(http, server, "clock", advance=3600)
    assert 3600 <= moved["now"] - before < 3700
    to = await play(http, server, "clock", to="2026-11-16T09:00:00+00:00")
    assert int(to["now"]) == 1794819600
    await play(http, server, "misbehave", fault="flood", method="getMe", times=2, retry_after=3)
    assert telegram.call("getMe", now=0).body["parameters"] == {"retry_after": 3}
    await play(http, server, "misbehave", fault="none")
    assert telegram.call("getMe", now=0).status == 200


async def test_events_stream(
    telegram: Telegram, server: RunningServer, http: ClientSession, now: float
) -> None:
    async with http.get(f"{server.url}/play/events") as response:
        assert response.content_type == "text/event-stream"
        await response.content.readuntil(b"\n\n")
        telegram.say(42, "hello", now=now)
        telegram.call("sendMessage", {"chat_id": 42, "text": "hi"}, now=now)
        seen = [json.loads((await response.content.readuntil(b"\n\n"))[6:]) for _ in range(3)]
    assert [event["kind"] for event in seen] == ["message", "message", "call"]
    assert seen[0]["chat_id"] == 42
    assert seen[1]["message"]["text"] == "hi"


async def test_other_sites_stay_out(server: RunningServer, http: ClientSession) -> None:
    body = {"user": 42, "text": "x"}
    for headers, status in (
        ({"Host": "evil.example"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": server.url}, 200),
        ({"Host": f"localhost:{server.port}"}, 200),
    ):
        url = f"{server.url}/play/say"
        async with http.post(url, json=body, headers=headers) as response:
            assert response.status == status, headers


@pytest.mark.parametrize("path", ["/play/state", "/play/events", "/play/calls", "/demo/clock"])
@pytest.mark.parametrize("given", [None, "Bearer another", "Bearer ", "Basic key", "key"])
async def test_nothing_is_told_to_who_has_no_key(
    server: RunningServer, path: str, given: str | None
) -> None:
    headers = {} if given is None else {"Authorization": given}
    async with ClientSession(headers=headers) as http, http.get(server.url + path) as response:
        assert response.status == 401
        assert "whole address" in (await response.json())["error"]


async def test_nothing_is_done_for_who_has_no_key(
    telegram: Telegram, server: RunningServer
) -> None:
    before = len(telegram.updates)
    said = {"user": 42, "text": "let me in"}
    async with ClientSession() as http, http.post(f"{server.url}/play/say", json=said) as response:
        assert response.status == 401
    assert len(telegram.updates) == before


async def test_the_address_of_the_page_opens_it_and_is_forgotten(server: RunningServer) -> None:
    jar = CookieJar(unsafe=True)  # of an address without a name
    async with ClientSession(cookie_jar=jar) as http:
        async with http.get(f"{server.url}/?key=another", allow_redirects=False) as response:
            assert (response.status, len(jar)) == (200, 0)
        async with http.get(server.page, allow_redirects=False) as response:
            assert (response.status, response.headers["Location"]) == (303, "/")
            cookie = response.cookies[f"playground_{server.port}"]
        assert (cookie["httponly"], cookie["samesite"]) == (True, "Strict")
        async with http.get(f"{server.url}/play/state") as response:
            assert response.status == 200


async def test_the_page_is_served_and_nothing_above_it(
    server: RunningServer, http: ClientSession
) -> None:
    async with http.get(server.url) as response:
        assert (response.status, response.content_type) == (200, "text/html")
    async with http.get(f"{server.url}/page/main.js") as response:
        assert response.content_type == "text/javascript"
    for path in ("/page/..%2Fcore.py", "/page/none.js"):
        async with http.get(f"{server.url}{path}") as response:
            assert response.status == 404


async def test_it_runs_by_itself_and_ends_when_told(http: ClientSession) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "playground", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    printed = (await process.stdout.readline()).decode().strip()
    found = re.fullmatch(r"(http://127\.0\.0\.1:\d+)/\?key=[\w-]{22}", printed)
    assert found is not None
    async with http.get(f"{found[1]}/bot1:abc/getMe") as response:
        assert (await response.json())["ok"] is True
    process.send_signal(signal.SIGTERM)
    assert await process.wait() == 0
