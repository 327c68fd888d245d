"""POST /v1/orders: another system tells how many orders a day had."""

from datetime import date, datetime

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from bot.asking.arriving import Also
from bot.clock import CLOCKS_DIFFER
from bot.http.idempotency import Once, Reply
from bot.http.json_body import read_json
from bot.http.openapi import body_of, keyed, problems
from bot.http.order_models import DayOrders, Kept, ManyDays, read_orders
from bot.services import Services
from storage import orders
from storage.transaction import Transaction

PATH = "/v1/orders"
_DEEPEST = 4


def route(services: Services, once: Once) -> APIRouter:
    """Build the route."""
    router = APIRouter()

    @router.post(
        PATH,
        response_model=Kept,
        response_description="Kept; the same day again replaces its number.",
        responses=problems(400, 401, 403, 408, 409, 413, 415, 422, 429, 500, 503),
        openapi_extra={**keyed(), **body_of(DayOrders, ManyDays)},
        operation_id="takeOrders",
        summary="How many orders a day had",
    )
    async def take(request: Request) -> JSONResponse:
        body = await request.body()

        async def act(also: Also) -> Reply:
            return await _keep(services, body, source=request.state.source, also=also)

        return await once.answer(request, act, status=200)

    return router


async def _keep(services: Services, body: bytes, *, source: str, also: Also) -> Reply:
    now = services.clock()
    given = read_orders(read_json(body, depth=_DEEPEST), today=_today(services, now))
    days = {day.isoformat(): number for day, number in sorted(given.items())}
    reply = {"source": source, "days": days}

    async def unit(tx: Transaction) -> None:
        await orders.keep(tx, given, source=source, at=now)
        await also(tx, reply)

    await services.database.write(unit)
    return reply


def _today(services: Services, now: datetime) -> date:
    """Give the local day, by the latest clock in doubt; the other system's may be a bit ahead."""
    doubt = services.doubt()
    latest = max(now, doubt.wall) if doubt is not None else now
    return (latest + CLOCKS_DIFFER).astimezone(services.zone).date()
