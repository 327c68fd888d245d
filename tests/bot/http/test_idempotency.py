"""The same request with one Idempotency-Key is done once, whatever happens in between."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.http.idempotency import HEADER
from storage import idempotency
from tests.bot.http.conftest import Api

KEYED = {HEADER: "8e03978e-40d5-43dd-bc93-6894a57f9324"}


async def sent(
    api: Api, body: object, path: str = "/v1/interactions", **more: Any
) -> tuple[int, dict[str, Any], bool]:
    """Post with a key; also tells whether the reply is one of before."""
    headers = {"Authorization": f"Bearer {api.key}", **KEYED, **more.pop("headers", {})}
    async with api.http.post(api.url + path, json=body, headers=headers, **more) as reply:
        replayed = reply.headers.get("Idempotent-Replayed") == "true"
        return reply.status, await reply.json(content_type=None), replayed


async def test_the_same_request_gets_the_same_reply(api: Api, ended: dict[str, Any]) -> None:
    first = await sent(api, ended)
    again = await sent(api, ended)
    assert (first[0], first[2]) == (202, False)
    assert again == (202, first[1], True)
    assert await api.count("interactions") == 1


async def test_it_is_looked_at_before_the_id_in_the_body(api: Api, ended: dict[str, Any]) -> None:
    await sent(api, ended)
    status, problem, _ = await sent(api, {**ended, "id": "T-2"})
    assert status == 422
    assert "another request" in problem["detail"]
    assert await api.count("interactions") == 1
    status, _, replayed = await sent(api, {**ended, "id": "T-2"}, headers={HEADER: "another"})
    assert (status, replayed) == (202, False)


async def test_every_route_has_it(api: Api, ended: dict[str, Any]) -> None:
    await sent(api, ended)
    day = {"day": "2026-11-22", "orders": 3}
    for path, body in (("/v1/orders", day), (f"/v1/interactions/{ended['id']}/reopened", None)):
        key = {HEADER: path}
        first = await sent(api, body, path, headers=key)
        again = await sent(api, body, path, headers=key)
        assert first[0] == again[0] < 300
        assert (first[1], first[2], again[2]) == (again[1], False, True)


async def test_two_sources_may_have_one_key(api: Api, ended: dict[str, Any]) -> None:
    await sent(api, ended)
    status, _ = await api.post("/v1/interactions", ended, source="shop", headers=KEYED)
    assert status == 202
    assert await api.count("interactions") == 2


async def test_two_hundred_at_once_are_one(api: Api, ended: dict[str, Any]) -> None:
    replies = await asyncio.gather(*(sent(api, ended) for _ in range(200)))
    assert await api.count("interactions") == 1
    statuses = {status for status, _, _ in replies}
    assert statuses <= {202, 409}
    assert [replayed for status, _, replayed in replies if status == 202].count(False) == 1
    assert (await sent(api, ended))[2]


async def test_what_is_refused_keeps_nothing(api: Api, ended: dict[str, Any]) -> None:
    status, _, _ = await sent(api, {**ended, "touchpoint": ""})
    assert status == 422
    status, _, replayed = await sent(api, ended)
    assert (status, replayed) == (202, False)


async def test_after_a_day_it_is_a_new_request(api: Api, ended: dict[str, Any]) -> None:
    await sent(api, ended)
    api.clock.advance(timedelta(hours=24))
    status, _, replayed = await sent(api, {**ended, "id": "T-2"})
    assert (status, replayed) == (202, False)
    await api.services.database.write(
        lambda tx: idempotency.forget(tx, now=api.clock() + timedelta(hours=25))
    )
    assert await api.count("idempotency_keys") == 0


@pytest.mark.parametrize("key", ["", " ", "x" * 256, "ключ", "a\tb"])
async def test_what_is_no_key_is_refused(api: Api, ended: dict[str, Any], key: str) -> None:
    status, problem, _ = await sent(api, ended, headers={HEADER: key})
    assert status == 400
    assert HEADER in problem["detail"]
    assert await api.count("interactions") == 0
