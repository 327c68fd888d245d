"""Nobody is let in without a key, and no body is read that is too large, too slow or not JSON."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from http import HTTPStatus
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from bot.http.doorkeeper import Door, Guard
from bot.http.keys import this_machine
from bot.http.problems import Problem
from tests.bot.http.conftest import Api

JSON = {"Content-Type": "application/json"}
BROKEN = [
    (b"", "empty"),
    (b"{", "not JSON"),
    (b'{"id": "1",}', "not JSON"),
    (b"\xef\xbb\xbf{}", "not JSON"),
    ('{"id": "1"}'.encode("utf-16"), "not UTF-8"),
    (b'{"id": "\xff"}', "not UTF-8"),
    (b'{"messages": NaN}', "NaN is not JSON"),
    (b'{"messages": -Infinity}', "-Infinity is not JSON"),
    (b'{"messages": 1e400}', "too large"),
    (b'{"messages": ' + b"9" * 5000 + b"}", "too long"),
    (b'{"id": "1", "id": "2"}', "twice"),
    (b'{"tags": ' + b"[" * 9 + b"]" * 9 + b"}", "8 levels"),
    (b"[" * 60_000, "8 levels"),
    (b'{"id": "1"} x', "not JSON"),
    (b"{'id': '1'}", "not JSON"),
]


async def raw(api: Api, request: bytes) -> bytes:
    """Send bytes as they are, and read until the server closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", api.port)
    writer.write(request)
    found = await asyncio.wait_for(reader.read(), 10)
    writer.close()
    return found


def head(api: Api, *more: str, key: str | None = None, path: str = "/v1/interactions") -> bytes:
    lines = [f"POST {path} HTTP/1.1", f"Host: 127.0.0.1:{api.port}", *more]
    if key:
        lines.append(f"Authorization: Bearer {key}")
    return "\r\n".join([*lines, "", ""]).encode()


async def test_broken_bodies_are_told_apart(api: Api, subtests: pytest.Subtests) -> None:
    for body, problem in BROKEN:
        with subtests.test(problem):
            status, reply = await api.end(None, data=body, headers=JSON)
            assert status == 400
            assert problem in reply["detail"]
    assert await api.count("interactions") == 0


async def test_no_key_or_a_wrong_one(api: Api, ended: dict[str, Any]) -> None:
    wrong: list[dict[str, str]] = [
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer wrong"},
        {"Authorization": f"Basic {api.key}"},
        {"Authorization": f"Bearer {api.key}x"},
        {"Authorization": f"Bearer {api.key.upper()}"},
        {"Authorization": "Bearer ключ"},
        {"X-Api-Key": api.key},
    ]
    paths = ("/v1/interactions", "/v1/interactions/T-1/reopened", "/v1/interactions/")
    tried = [*((headers, paths[0]) for headers in wrong), ({}, paths[1]), ({}, paths[2])]
    for headers, path in tried:
        async with api.http.post(api.url + path, json=ended, headers=headers) as reply:
            problem = await reply.json(content_type="application/problem+json")
            assert (reply.status, problem["status"]) == (401, 401)
            assert reply.headers["WWW-Authenticate"].startswith("Bearer")
    assert await api.count("interactions") == 0


async def test_two_keys_are_no_key(api: Api) -> None:
    twice = f"Authorization: Bearer {api.key}"
    reply = await raw(api, head(api, twice, "Content-Length: 2", key=api.key) + b"{}")
    assert reply.startswith(b"HTTP/1.1 401")


async def test_the_scheme_may_be_written_small(api: Api, ended: dict[str, Any]) -> None:
    status, _ = await api.end(ended, headers={"Authorization": f"bearer {api.key}"})
    assert status == 202


async def test_the_key_is_checked_before_the_body_comes(api: Api) -> None:
    lines = ("Content-Type: application/json", "Content-Length: 50000000", "Expect: 100-continue")
    reply = await raw(api, head(api, *lines, key="wrong"))
    assert reply.startswith(b"HTTP/1.1 401")
    assert b"100 Continue" not in reply
    assert b"connection: close" in reply.lower()


async def test_a_body_declared_too_large_is_not_waited_for(api: Api) -> None:
    lines = ("Content-Type: application/json", "Expect: 100-continue")
    for length in (64 * 1024 + 1, 10**18, 10**40):
        reply = await raw(api, head(api, *lines, f"Content-Length: {length}", key=api.key))
        assert reply.startswith((b"HTTP/1.1 413", b"HTTP/1.1 400"))
        assert b"100 Continue" not in reply


async def test_a_body_in_pieces_is_counted(api: Api) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(80):
            yield b" " * 1024

    status, reply = await api.end(None, data=endless(), headers=JSON)
    assert (status, reply["detail"]) == (413, "the body is larger than 64 KiB")


async def test_a_body_just_within_the_limit(api: Api) -> None:
    status, _ = await api.end(None, data=b"{}" + b" " * (64 * 1024 - 2), headers=JSON)
    assert status == 422


async def test_uploads_of_strangers_are_cut_off(api: Api) -> None:
    async def upload() -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", api.port)
        writer.write(head(api, "Content-Length: 50000000", "Content-Type: application/json"))
        writer.write(b"x" * 1024)
        answer = await asyncio.wait_for(reader.read(), 10)
        writer.close()
        return answer

    answers = await asyncio.gather(*(upload() for _ in range(100)))
    assert all(each.startswith(b"HTTP/1.1 401") for each in answers)


async def test_only_json_is_read(api: Api) -> None:
    wrong = [
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "application/json; charset=utf-16"},
        {"Content-Type": "application/json", "Content-Encoding": "gzip"},
        {"Content-Type": "xapplication/json"},
        {"Content-Type": "application/jsonp"},
    ]
    for headers in wrong:
        status, reply = await api.end(None, data=b"{}", headers=headers)
        assert (status, reply["title"]) == (415, "Unsupported Media Type")
    for kind in ("application/json; charset=UTF-8", "application/vnd.desk+json"):
        status, _ = await api.end(None, data=b"{}", headers={"Content-Type": kind})
        assert status == 422


async def test_addresses_and_methods_that_are_not_there(api: Api) -> None:
    async def ask(method: str, path: str, **more: Any) -> tuple[int, Any, Any]:
        async with api.http.request(method, api.url + path, **more) as reply:
            problem = await reply.json(content_type="application/problem+json")
            assert set(problem) == {"type", "title", "status", "detail"}
            return reply.status, problem["title"], reply.headers.get("Allow")

    key = {"Authorization": f"Bearer {api.key}"}
    assert await ask("GET", "/nowhere") == (404, "Not Found", None)
    assert await ask("GET", "/docs") == (404, "Not Found", None)
    assert await ask("GET", "/health/") == (404, "Not Found", None)
    assert await ask("POST", "/health") == (405, "Method Not Allowed", "GET")
    assert await ask("GET", "/v1/interactions") == (401, "Unauthorized", None)
    assert await ask("GET", "/v1/interactions", headers=key) == (405, "Method Not Allowed", "POST")
    assert await ask("PUT", "/nowhere", data=b"x" * 70_000) == (413, HTTPStatus(413).phrase, None)


async def test_what_is_no_address_at_all(api: Api) -> None:
    for line in (b"OPTIONS * HTTP/1.1", b"GET http://evil.example/health HTTP/1.1"):
        reply = await raw(api, line + b"\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
        assert b"problem+json" in reply


async def test_a_body_that_does_not_come_is_not_waited_for_long() -> None:
    sent: list[Message] = []

    async def never() -> Message:
        return await asyncio.Future()

    async def send(message: Message) -> None:
        sent.append(message)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        raise AssertionError

    guard = Guard(app, doors=[Door("/in", 10)], limit=10, patience_s=0, linger_s=0)
    headers = [(b"content-length", b"5"), (b"content-type", b"application/json")]
    await guard({"type": "http", "method": "POST", "path": "/in", "headers": headers}, never, send)
    assert [each.get("status") for each in sent] == [408, None, None]
    assert sent[-1]["more_body"] is False


async def test_who_went_away_before_the_end_of_the_body_asked_nothing() -> None:
    coming: Iterator[Message] = iter(
        [
            {"type": "http.request", "body": b"{}", "more_body": True},
            {"type": "http.disconnect"},
        ]
    )

    async def receive() -> Message:
        return next(coming)

    async def send(_: Message) -> None:
        raise AssertionError

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        raise AssertionError

    guard = Guard(app, doors=[Door("/in", 10)], limit=10, linger_s=0)
    headers = [(b"content-length", b"5"), (b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "path": "/in", "headers": headers}
    await guard(scope, receive, send)
    assert list(coming) == []


@pytest.mark.parametrize(
    ("body", "taken"),
    [
        ([(1, True), (1, True), (1, False)], 3),  # all of it, and nothing after its end
        ([(128 * 1024, True)] * 9, 2),  # 256 KiB, and then no more
        ([(128 * 1024 - 1, True), (128 * 1024, True), (1, True), (1, True)], 3),
    ],
)
async def test_what_is_on_its_way_is_let_in_before_the_end_of_the_answer(
    body: list[tuple[int, bool]], taken: int
) -> None:
    order: list[str] = []
    unended: list[bool | None] = []

    async def receive() -> Message:
        size, more = body[order.count("taken")]
        order.append("taken")
        return {"type": "http.request", "body": b"x" * size, "more_body": more}

    async def send(message: Message) -> None:
        order.append("end" if message.get("more_body") is False else "answer")
        unended.append(message.get("more_body"))

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        raise AssertionError

    guard = Guard(app, doors=[Door("/in", 10)], limit=10, linger_s=60)
    headers = [(b"content-length", b"99"), (b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "path": "/in", "headers": headers}
    await guard(scope, receive, send)
    assert order == ["answer", "answer", *["taken"] * taken, "end"]
    assert unended == [None, True, False], "the head has no such word, and a body without is whole"


@pytest.mark.parametrize(
    ("host", "let_in"),
    [
        *((b"localhost:8080", True), (b"127.0.0.1", True), (b"[::1]:8080", True), (b"[::1]", True)),
        *((b"[2001:db8::1]:80", False), (b"evil.example:80", False), (b"", False)),
    ],
)
def test_this_machine_has_names_of_its_own(host: bytes, let_in: bool) -> None:
    scope = {"type": "http", "client": ("::1", 9), "headers": [(b"host", host)]}
    if let_in:
        this_machine(scope)
    else:
        with pytest.raises(Problem, match="under the name localhost"):
            this_machine(scope)
