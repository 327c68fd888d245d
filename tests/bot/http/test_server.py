"""The server itself: it says when it listens, and ends with its requests answered."""

import asyncio
import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from bot.http.server import HttpServer, build_api
from tests.bot.http.conftest import Api

REVIEWED = Path(__file__).with_name("openapi.json")
RENEW = "RENEW_OPENAPI=1 .venv/bin/pytest tests/bot/http/test_server.py"
ANSWERS = {"202", "400", "401", "403", "408", "409", "413", "415", "422", "429", "500", "503"}


async def test_a_port_that_is_taken_is_told(api: Api) -> None:
    server = HttpServer()
    with pytest.raises(OSError, match="in use"):
        await server.start(build_api(api.services, accept_update=api.accept), "127.0.0.1", api.port)
    await server.stop()


async def test_signals_are_left_alone(api: Api) -> None:
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


async def test_a_request_in_hand_is_answered_before_the_end(api: Api) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slowly(update: object) -> None:
        begun.set()
        await go_on.wait()

    server = HttpServer()
    app = build_api(api.services, accept_update=slowly, webhook_secret=api.secret)
    await server.start(app, "127.0.0.1", 0)
    posting = asyncio.create_task(_bring(api, server.port))
    await begun.wait()
    stopping = asyncio.create_task(server.stop())
    await asyncio.sleep(0)
    go_on.set()
    assert await posting == 200
    await stopping
    await server.stop()


async def _bring(api: Api, port: int) -> int:
    headers = {"X-Telegram-Bot-Api-Secret-Token": api.secret}
    url = f"http://127.0.0.1:{port}/telegram/webhook"
    async with api.http.post(url, json={"update_id": 1}, headers=headers) as reply:
        status: int = reply.status
        return status


async def test_the_description_tells_the_truth(api: Api) -> None:
    async with api.http.get(api.url + "/v1/openapi.json") as reply:
        document: dict[str, Any] = await reply.json()
    assert document["openapi"].startswith("3.1")
    assert set(document["paths"]) == {
        "/health",
        "/v1/customers/{ref}",
        "/v1/interactions",
        "/v1/interactions/{id}/reopened",
        "/v1/orders",
    }
    take = document["paths"]["/v1/interactions"]["post"]
    assert set(take["responses"]) == ANSWERS
    assert take["security"] == [{"key": []}]
    reopen = document["paths"]["/v1/interactions/{id}/reopened"]["post"]
    assert set(reopen["responses"]) == ANSWERS | {"404"}
    orders = document["paths"]["/v1/orders"]["post"]
    assert set(orders["responses"]) == ANSWERS - {"202"} | {"200"}
    schemas = document["components"]["schemas"]
    ended = schemas["EndedInteraction"]
    assert set(ended["required"]) == {"id", "touchpoint", "customer", "closed_at"}
    assert ended["additionalProperties"] is False
    assert {"Customer", "Problem", "Accepted", "Reopened"} <= set(schemas)
    assert not _dangling(document, schemas)


async def test_the_description_is_the_one_that_was_reviewed(api: Api) -> None:
    async with api.http.get(api.url + "/v1/openapi.json") as reply:
        document: dict[str, Any] = await reply.json()
    document["info"]["version"] = "any"
    served = json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    if os.environ.get("RENEW_OPENAPI"):
        REVIEWED.write_text(served, "utf-8")
    assert served == REVIEWED.read_text("utf-8"), f"if callers are to see this, run: {RENEW}"


def _dangling(part: object, schemas: dict[str, Any]) -> list[str]:
    if isinstance(part, dict):
        here = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
        missing = [each for each in here if each.rpartition("/")[2] not in schemas]
        return missing + [each for inner in part.values() for each in _dangling(inner, schemas)]
    if isinstance(part, list):
        return [each for inner in part for each in _dangling(inner, schemas)]
    return []
