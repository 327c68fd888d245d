"""The demo's clock: turned by programs on this machine only, and forward only."""

from typing import Any

from bot.http.server import HttpServer, build_api
from tests.bot.http.conftest import Api

PATH = "/demo/clock"


async def turn(api: Api, document: object, **headers: str) -> tuple[int, dict[str, Any]]:
    async with api.http.post(api.url + PATH, json=document, headers=headers) as reply:
        return reply.status, await reply.json(content_type=None)


async def test_the_clock_is_read_and_turned(api: Api) -> None:
    async with api.http.get(api.url + PATH) as reply:
        assert await reply.json() == {"now": "2026-11-23T10:00:00Z"}
    assert await turn(api, {"advance": "3d"}) == (200, {"now": "2026-11-26T10:00:00Z"})
    assert await turn(api, {"to": "2026-12-01T09:00:00+01:00"}) == (
        200,
        {"now": "2026-12-01T08:00:00Z"},
    )
    assert len(api.woken) == 2


async def test_what_does_not_turn_the_clock(api: Api) -> None:
    wrong: list[object] = [
        {},
        [],
        {"advance": "3 days"},
        {"advance": "-1d"},
        {"advance": 3},
        {"advance": "4000d"},
        {"to": "2026-11-23T09:59:59Z"},
        {"to": "9999-12-31T23:59:59Z"},
        {"to": "2026-11-24T09:59:59"},
        {"to": "2026-11-24T10:00:00Z", "advance": "1d"},
        {"back": "1d"},
    ]
    for document in wrong:
        status, problem = await turn(api, document)
        assert (status, problem["status"]) == (422, 422), document
    assert api.clock() == api.now


async def test_web_pages_and_other_machines_are_refused(api: Api) -> None:
    for name, value in (("Host", "evil.example"), ("X-Forwarded-For", "127.0.0.1")):
        status, _ = await turn(api, {"advance": "1d"}, **{name: value})
        assert status == 403
    async with api.http.post(api.url + PATH, data=b'{"advance": "1d"}') as reply:
        assert reply.status == 415  # what a page of another site could send without asking
    assert api.clock() == api.now


async def test_outside_the_demo_there_is_no_such_address(api: Api) -> None:
    server = HttpServer()
    await server.start(build_api(api.services, accept_update=api.accept), "127.0.0.1", 0)
    async with api.http.post(f"http://127.0.0.1:{server.port}{PATH}", json={}) as reply:
        assert reply.status == 404
    await server.stop()
