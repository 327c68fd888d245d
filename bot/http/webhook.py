"""POST on the path of `webhook_url`: Telegram brings an update and is told when it is kept."""

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import APIRouter, Request, Response

from bot.http.json_body import read_json
from bot.http.problems import Problem

AcceptUpdate = Callable[[dict[str, Any]], Awaitable[None]]

_DEEPEST = 64
_LARGEST_ID = 2**63 - 1


def route(accept_update: AcceptUpdate, *, path: str) -> APIRouter:
    """Build the route."""
    router = APIRouter()

    @router.post(path, include_in_schema=False)
    async def bring(request: Request) -> Response:
        await accept_update(_read_update(await request.body()))
        return Response()

    return router


def _read_update(body: bytes) -> dict[str, Any]:
    update = read_json(body, depth=_DEEPEST)
    if not isinstance(update, dict):
        raise Problem(400, "an update is an object")
    number = update.get("update_id")
    if type(number) is not int or not 0 <= number <= _LARGEST_ID:
        raise Problem(400, "an update has a whole number as update_id")
    return update
