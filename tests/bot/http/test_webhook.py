"""Telegram's updates: only with the secret, and 200 only after their effect is kept."""

import io
from typing import Any

import aiohttp
import pytest

from bot.errors import NamelessError
from bot.http.keys import telegram_with_secret
from bot.http.problems import Problem
from bot.http.server import build_api
from storage.errors import UnwritableError
from tests.bot.http.conftest import Api

PATH = "/telegram/webhook"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


async def bring(
    api: Api, update: object, *, secret: str | None = None, **more: Any
) -> aiohttp.ClientResponse:
    headers = {HEADER: api.secret if secret is None else secret, **more.pop("also", {})}
    if "data" not in more:
        more["json"] = update
    return await api.http.post(api.url + PATH, headers=headers, **more)


async def test_an_update_comes_in(api: Api) -> None:
    reply = await bring(api, {"update_id": 5, "message": {"text": "hi"}})
    assert (reply.status, await reply.read()) == (200, b"")
    assert api.updates == [{"update_id": 5, "message": {"text": "hi"}}]


async def test_a_large_update_comes_in(api: Api) -> None:
    reply = await bring(api, {"update_id": 5, "message": {"text": "x" * 200_000}})
    assert reply.status == 200
    large = io.BytesIO(b'{"update_id": 6, "message": "' + b"x" * 1_100_000 + b'"}')
    reply = await bring(api, None, data=large, also={"Content-Type": "application/json"})
    assert reply.status == 413
    assert len(api.updates) == 1


async def test_without_the_secret_nothing_comes_in(api: Api) -> None:
    wrong = ["", "x", api.secret[:-1], api.secret + "x", api.secret.upper(), "секрет", "x" * 5000]
    for secret in wrong:
        reply = await bring(api, {"update_id": 1}, secret=secret)
        assert (reply.status, reply.content_type) == (401, "application/problem+json")
    async with api.http.post(api.url + PATH, json={"update_id": 1}) as reply:
        assert reply.status == 401
    twice = [(HEADER, api.secret), (HEADER, api.secret)]
    async with api.http.post(api.url + PATH, json={"update_id": 1}, headers=twice) as reply:
        assert reply.status == 401
    assert api.updates == []


async def test_what_is_no_update(api: Api) -> None:
    wrong: list[object] = [
        [],
        {},
        {"update_id": "1"},
        {"update_id": True},
        {"update_id": -1},
        {"update_id": 2**63},
    ]
    for update in wrong:
        reply = await bring(api, update)
        assert reply.status == 400
    reply = await bring(api, None, data=b"{", also={"Content-Type": "application/json"})
    assert reply.status == 400
    reply = await bring(api, None, data=b"{}", also={"Content-Type": "text/plain"})
    assert reply.status == 415
    assert api.updates == []


@pytest.mark.parametrize("error", [UnwritableError("the disk is full"), NamelessError()])
async def test_what_cannot_be_kept_is_asked_for_again(api: Api, error: Exception) -> None:
    api.failures.append(error)
    reply = await bring(api, {"update_id": 1})
    assert (reply.status, reply.headers["Retry-After"]) == (503, "5")
    reply = await bring(api, {"update_id": 1})
    assert (reply.status, len(api.updates)) == (200, 1)


async def test_a_fault_is_told_without_its_words(api: Api) -> None:
    api.failures.append(RuntimeError("a private matter"))
    reply = await bring(api, {"update_id": 1})
    problem = await reply.json(content_type="application/problem+json")
    assert (reply.status, problem["title"]) == (500, "Internal Server Error")
    assert "private" not in await reply.text()


async def test_polling_has_no_such_address(api: Api) -> None:
    with pytest.raises(Problem) as refused:
        telegram_with_secret(None)({"type": "http", "headers": [(b"x-telegram", b"")]})
    assert refused.value.status == 404


async def test_a_webhook_without_a_secret_does_not_start(api: Api) -> None:
    telegram = api.services.config.telegram.model_copy(update={"mode": "webhook"})
    api.services.config = api.services.config.model_copy(update={"telegram": telegram})
    with pytest.raises(ValueError, match="needs a secret"):
        build_api(api.services, accept_update=api.accept)
