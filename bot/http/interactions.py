"""POST /v1/interactions: another system tells that an interaction is over."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from bot.asking import arriving
from bot.asking.arriving import Also
from bot.http.fields import usable_id
from bot.http.idempotency import Once
from bot.http.json_body import read_json
from bot.http.models import Accepted, EndedInteraction, read_interaction, refusal
from bot.http.openapi import body_of, keyed, problems
from bot.services import Services

_DEEPEST = 8


def route(services: Services, once: Once) -> APIRouter:
    """Build the route."""
    router = APIRouter()

    @router.post(
        "/v1/interactions",
        status_code=202,
        response_model=Accepted,
        response_description="Taken in; the same id again gets the same reply.",
        responses=problems(400, 401, 403, 408, 409, 413, 415, 422, 429, 500, 503),
        openapi_extra={**keyed(), **body_of(EndedInteraction)},
        operation_id="takeInteraction",
        summary="An interaction is over",
    )
    async def take(request: Request) -> JSONResponse:
        body = await request.body()

        async def act(also: Also) -> Mapping[str, Any]:
            return await _take(services, body, source=request.state.source, also=also)

        return await once.answer(request, act, status=202)

    return router


async def _take(services: Services, body: bytes, *, source: str, also: Also) -> Mapping[str, Any]:
    """Answer an id that was told before with its first reply, whatever else the body says."""
    document = read_json(body, depth=_DEEPEST)
    if not isinstance(document, dict):
        raise refusal([{"field": "body", "problem": "must be an object"}])
    known = usable_id(document.get("id"))
    if known is not None:
        told = await arriving.replay(services, source=source, external_id=known, also=also)
        if told is not None:
            return told
    now = services.clock()
    doubt = services.doubt()
    interaction = read_interaction(document, now=now, me=services.me.id, doubt=doubt)
    return await arriving.take(services, source=source, interaction=interaction, now=now, also=also)
