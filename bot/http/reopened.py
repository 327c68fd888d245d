"""POST /v1/interactions/{id}/reopened: an interaction goes on after all."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from bot.asking import arriving
from bot.asking.arriving import Also
from bot.http.fields import LONGEST_ID, usable_id
from bot.http.idempotency import Once, Reply
from bot.http.models import Reopened
from bot.http.openapi import keyed, problems
from bot.http.problems import Problem
from bot.services import Services

_PARAMETER = {
    "name": "id",
    "in": "path",
    "required": True,
    "description": "The id that the interaction was posted with, percent-encoded.",
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_ID},
}


def route(services: Services, once: Once) -> APIRouter:
    """Build the route."""
    router = APIRouter()

    @router.post(
        "/v1/interactions/{id:path}/reopened",  # noqa: FAST003 - as an argument it would claim a 422
        status_code=202,
        response_model=Reopened,
        response_description="What was asked about it, or about to be, is withdrawn.",
        responses=problems(400, 401, 403, 404, 408, 409, 413, 415, 422, 429, 500, 503),
        openapi_extra=keyed(_PARAMETER),
        operation_id="reopenInteraction",
        summary="An interaction goes on after all",
    )
    async def reopen(request: Request) -> JSONResponse:
        known = usable_id(request.path_params["id"])
        if known is None:
            raise _unknown()

        async def act(also: Also) -> Reply:
            source, now = request.state.source, services.clock()
            reply = await arriving.reopen(
                services, source=source, external_id=known, now=now, also=also
            )
            if reply is None:
                raise _unknown()
            return reply

        return await once.answer(request, act, status=202)

    return router


def _unknown() -> Problem:
    return Problem(404, "this source has posted no interaction with that id")
