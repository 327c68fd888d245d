"""Strangers may connect as often as they like, say nothing or nonsense, and shut nobody out."""

import asyncio
import errno
import json
import logging
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest

from bot.http.door.accepting import Acceptor
from bot.http.door.conversation import HEADER_LIMIT, Conversation, Deadlines
from bot.http.door.lobby import Lobby
from bot.http.server import HttpServer, build_api
from bot.settings.connections import Http
from tests.bot.http.conftest import Api

HEALTH = b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n"
LONG = Deadlines(60, 60, 60, 60)
SHORT = 0.05


@asynccontextmanager
async def door(api: Api, deadlines: Deadlines = LONG, **limits: Any) -> AsyncIterator[Api]:
    """The same bot behind a door of its own."""
    server, known = HttpServer(), (api.port, api.url)
    app = build_api(api.services, accept_update=api.accept, webhook_secret=api.secret)
    await server.start(app, "127.0.0.1", 0, limits=Http(**limits), deadlines=deadlines)
    api.port, api.url = server.port, f"http://127.0.0.1:{server.port}"
    try:
        yield api
    finally:
        await server.stop()
        api.port, api.url = known


class Stranger:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    def says(self, words: bytes) -> None:
        self._writer.write(words)

    def says_no_more(self) -> None:
        self._writer.write_eof()

    async def hears(self) -> bytes:
        """All until the connection ends."""
        found = b""
        with suppress(ConnectionError):
            while part := await asyncio.wait_for(self._reader.read(65_536), 20):
                found += part
        self._writer.close()
        return found

    async def hears_one(self) -> tuple[int, dict[str, Any]]:
        """One reply."""
        head = await asyncio.wait_for(self._reader.readuntil(b"\r\n\r\n"), 20)
        lines = head.decode().lower().split("\r\n")
        length = next(int(each[15:]) for each in lines if each.startswith("content-length:"))
        body = await self._reader.readexactly(length)
        return int(lines[0].split()[1]), json.loads(body or b"{}")

    def leaves(self) -> None:
        self._writer.close()

    @property
    def is_out(self) -> bool:
        return self._reader.at_eof() or self._reader.exception() is not None


Knock = Callable[..., Awaitable[Stranger]]


@pytest.fixture
async def knock(api: Api) -> AsyncIterator[Knock]:
    """Connects, says something, and leaves at the end of the test."""
    every: list[Stranger] = []

    async def come(said: bytes = b"") -> Stranger:
        every.append(Stranger(*await asyncio.open_connection("127.0.0.1", api.port)))
        every[-1].says(said)
        return every[-1]

    yield come
    for each in every:
        each.leaves()


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not true():
            await asyncio.sleep(0.005)


def post(api: Api, body: bytes, *more: str) -> bytes:
    lines = [
        "POST /v1/interactions HTTP/1.1",
        "Host: a",
        f"Authorization: Bearer {api.key}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        *more,
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def test_silent_ones_make_place_for_whoever_speaks(
    api: Api, knock: Knock, ended: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    async with door(api, connections_per_peer=10):
        silent = [await knock() for _ in range(60)]
        await until(lambda: sum(each.is_out for each in silent) >= 50)
        assert (await api.end(ended))[0] == 202
        asking = await knock(HEALTH)
        assert (await asking.hears_one())[0] == 200
        assert not silent[-1].is_out
    said = [each for each in caplog.messages if "more connections" in each]
    assert len(said) == 1
    assert len(caplog.messages) == 1


async def test_over_the_cap_of_all_the_oldest_goes_whoever_it_is(api: Api, knock: Knock) -> None:
    async with door(api, connections=8, trusted_proxies=("127.0.0.1",), connections_per_peer=2):
        silent = [await knock() for _ in range(20)]
        await until(lambda: sum(each.is_out for each in silent) == 12)
        assert [each.is_out for each in silent] == [True] * 12 + [False] * 8


async def test_half_requests_are_no_requests(api: Api, knock: Knock, ended: dict[str, Any]) -> None:
    body = json.dumps(ended).encode()
    async with door(api, connections_per_peer=5):
        halves = [await knock(post(api, body)[:-1]) for _ in range(40)]
        await until(lambda: sum(each.is_out for each in halves) >= 35)
        first = await api.end(ended)
        halves[-1].says(body[-1:])
        assert await halves[-1].hears_one() == first


async def test_those_behind_a_proxy_are_told_apart(
    api: Api, knock: Knock, ended: dict[str, Any]
) -> None:
    body = json.dumps(ended).encode()

    def half(peer: str) -> bytes:
        return post(api, body, f"X-Forwarded-For: 6.6.6.6, {peer}")[:-1]

    async with door(api, trusted_proxies=("127.0.0.1",), connections_per_peer=3):
        others = [await knock(half("198.51.100.2")) for _ in range(3)]
        many = [await knock(half("198.51.100.1")) for _ in range(9)]
        await until(lambda: sum(each.is_out for each in many) == 6)
        assert [each.is_out for each in others] == [False] * 3
        for each in others:
            each.says(body[-1:])
        assert [(await each.hears_one())[0] for each in others] == [202] * 3


async def test_a_header_that_trickles_in_is_not_waited_for_longer(api: Api, knock: Knock) -> None:
    async with door(api, Deadlines(header_s=SHORT, rest_s=60)):
        slow = await knock(b"GET /health HTTP/1.1\r\n")
        heard = asyncio.create_task(slow.hears())
        while not heard.done():
            slow.says(b"x: y\r\n")
            await asyncio.sleep(0.005)
        head, _, body = (await heard).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 408 ")
        assert b"application/problem+json" in head
        assert json.loads(body)["detail"] == "the header did not arrive in time"
        assert await (await knock()).hears() == b"", "who said nothing is told nothing"


async def test_the_second_header_has_a_deadline_too(api: Api, knock: Knock) -> None:
    async with door(api, Deadlines(header_s=SHORT, rest_s=60)):
        slow = await knock(HEALTH)
        assert (await slow.hears_one())[0] == 200
        slow.says(b"GET /health HTTP/1.1\r\n")
        assert (await slow.hears()).startswith(b"HTTP/1.1 408 ")


async def test_a_connection_that_rests_ends(api: Api, knock: Knock) -> None:
    async with door(api, Deadlines(header_s=60, rest_s=SHORT)):
        resting = await knock(HEALTH)
        assert (await resting.hears_one())[0] == 200
        assert await resting.hears() == b""


async def test_no_deadline_ends_a_request_that_is_being_answered(
    api: Api, knock: Knock, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slowly(_: object) -> None:
        begun.set()
        await go_on.wait()

    monkeypatch.setattr(api, "accept", slowly)
    body = b'{"update_id": 1}'
    update = post(api, body, f"X-Telegram-Bot-Api-Secret-Token: {api.secret}")
    update = update.replace(b"/v1/interactions", b"/telegram/webhook")
    async with door(api, Deadlines(SHORT, SHORT, SHORT, SHORT), connections_per_peer=4):
        first = await knock(HEALTH)
        assert (await first.hears_one())[0] == 200
        first.says(update)  # after a rest, whose end is near
        await begun.wait()
        listening = await knock(update)
        listening.says_no_more()
        many = [await knock() for _ in range(12)]
        for each in many:
            assert await each.hears() == b""  # every deadline has passed by now
        go_on.set()
        assert (await first.hears_one())[0] == 200
        assert (await listening.hears()).startswith(b"HTTP/1.1 200 ")


async def test_who_does_not_take_the_answer_is_not_waited_for(api: Api) -> None:
    pipelined = b"GET /v1/openapi.json HTTP/1.1\r\nHost: a\r\n\r\n" * 2000
    async with door(api, Deadlines(60, 60, taking_s=SHORT)):
        deaf = socket.socket()
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        deaf.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(deaf, ("127.0.0.1", api.port))
        with suppress(ConnectionError):
            while True:
                await loop.sock_sendall(deaf, pipelined)
        deaf.close()


NONSENSE = [
    (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 hello\r\n\r\n", 400),
    (b"PRI * HTTP/2.0\r\nConnection: close\r\n\r\n", 404),
    (b"GET /health\r\n\r\n", 400),
    (b"G<>T /health HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    (b"GET /health HTTP/1.1\r\n\r\n", 400),
    (b"GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
    (b"GET /health HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n", 400),
    (b"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400),
    (b"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
    (b"POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
    (b"POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
    (b"GET /health HTTP/1.1\r\nHost: a\r\nx: " + b"y" * 9 * HEADER_LIMIT, 431),
    (b"BREW /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 405),
]


@pytest.mark.parametrize(("request_", "status"), NONSENSE)
async def test_nonsense_is_answered_with_a_problem_and_not_logged(
    api: Api, knock: Knock, caplog: pytest.LogCaptureFixture, request_: bytes, status: int
) -> None:
    async with door(api, Deadlines(60, 60, 60, farewell_s=SHORT)):
        head, _, body = (await (await knock(request_)).hears()).partition(b"\r\n\r\n")
        assert head.startswith(f"HTTP/1.1 {status} ".encode())
        assert b"content-type: application/problem+json" in head
        assert json.loads(body)["status"] == status
    assert caplog.messages == []


async def test_an_upgrade_that_there_is_not_is_not_logged(
    api: Api, knock: Knock, caplog: pytest.LogCaptureFixture
) -> None:
    asked = HEALTH[:-2] + b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
    assert (await (await knock(asked)).hears_one())[0] == 200
    assert caplog.messages == []


async def test_the_health_is_told_while_everything_else_is_at_its_limit(
    api: Api, knock: Knock, ended: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = asyncio.Event()
    monkeypatch.setattr(api, "accept", lambda _: go_on.wait())
    body = b'{"update_id": 1}'
    update = post(api, body, f"X-Telegram-Bot-Api-Secret-Token: {api.secret}")
    update = update.replace(b"/v1/interactions", b"/telegram/webhook")
    async with door(api, connections_per_peer=5):
        held = [await knock(update) for _ in range(200)]
        reply: dict[str, Any] = {}
        while "detail" not in reply:
            _, reply = await api.end(ended)
        assert (reply["status"], reply["detail"][:17]) == (503, "too many requests")
        async with api.http.get(api.url + "/health") as looked:
            assert looked.status == 200
        go_on.set()
        assert [(await each.hears_one())[0] for each in held] == [200] * 200
        assert (await api.end(ended))[0] == 202


async def test_fifty_who_keep_their_connections_are_not_disturbed(
    api: Api, knock: Knock, ended: dict[str, Any]
) -> None:
    async with door(api, connections_per_peer=60):
        speaking = [await knock() for _ in range(50)]
        for _ in range(5):
            await knock()

        async def posts(one: Stranger, who: int) -> list[int]:
            found = []
            for number in range(8):
                body = json.dumps({**ended, "id": f"T-{who}-{number}"}).encode()
                one.says(post(api, body))
                found.append((await one.hears_one())[0])
            return found

        every = await asyncio.gather(*(posts(one, who) for who, one in enumerate(speaking)))
        assert every == [[202] * 8] * 50


async def test_the_end_waits_for_nobody_who_has_asked_nothing_whole(api: Api, knock: Knock) -> None:
    async with door(api):
        strangers = [await knock() for _ in range(20)]
        strangers += [await knock(post(api, b"{}")[:-1]) for _ in range(20)]
        strangers += [await knock(b"nonsense\r\n\r\n")]
        asking = await knock(HEALTH)
        assert (await asking.hears_one())[0] == 200
    for each in strangers:
        assert b" 200 " not in await each.hears()


async def test_a_failure_to_accept_is_said_once_and_makes_room(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Listener(socket.socket):
        failures = 3

        def accept(self) -> Any:
            if self.failures:
                self.failures -= 1
                raise OSError(errno.EMFILE, "Too many open files")
            return super().accept()

    class Waiting:
        evicted = False

        def evict(self) -> None:
            self.evicted = True

    caplog.set_level(logging.INFO)
    listener, lobby, idle = Listener(), Lobby(most=9, most_of_peer=9), Waiting()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    listener.setblocking(False)
    lobby.enter(idle, "a")
    taken = asyncio.Event()

    class Protocol(asyncio.Protocol):
        def connection_made(self, transport: Any) -> None:
            taken.set()
            transport.close()

    acceptor = Acceptor(listener, Protocol, lobby, pause_s=0.01)
    acceptor.begin()
    with socket.create_connection(listener.getsockname()):
        await taken.wait()
    acceptor.close()
    await acceptor.wait_closed()
    assert idle.evicted
    said = [each for each in caplog.messages if "taken in" in each]
    assert said == ["a connection could not be taken in: Too many open files"]


def test_uvicorn_still_has_what_is_changed_here() -> None:
    changed = {"connection_made", "data_received", "eof_received", "connection_lost", "shutdown"}
    changed |= {"on_response_complete", "timeout_keep_alive_handler", "pause_writing"}
    changed |= {"_unsupported_upgrade_warning", "_unset_keepalive_if_required"}
    assert changed <= set(dir(Conversation.__mro__[1]))
