"""GET /health: how the bot is, for people, monitors and whoever waits for its work to be done."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from bot.operating import condition
from bot.services import Services

PATH = "/health"


def route(services: Services) -> APIRouter:
    """Build the route."""
    router = APIRouter()

    @router.get(
        PATH,
        response_description="The bot works; `status` may still be `degraded`.",
        responses={503: {"description": "The bot cannot work: the same document, `failing`."}},
        operation_id="getHealth",
        summary="How the bot is",
    )
    async def look() -> JSONResponse:
        found = await condition.health(services, services.clock())
        status = 503 if found["status"] == "failing" else 200
        return JSONResponse(found, status_code=status, headers={"Cache-Control": "no-store"})

    return router
