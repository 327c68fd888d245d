"""POST /v1/orders: another system tells how many orders a day had."""

from datetime import date, datetime

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from bot.clock import CLOCKS_DIFFER
from bot.http.json_body import read_json
from bot.http.openapi import body_of, keyed, problems
from bot.http.order_models import DayOrders, Kept, ManyDays, read_orders
from bot.services import Services
from storage import orders
from storage.transaction import Transaction

PATH = "/v1/orders"
_DEEPEST = 4


def route(services: Services) -> APIRouter:
    """Build the route."""
    router = APIRouter()

    @router.post(
        PATH,
        response_model=Kept,
        response_description="Kept; the same day again replaces its number.",
        responses=problems(400, 401, 408, 413, 415, 422, 500, 503),
        openapi_extra={**keyed(), **body_of(DayOrders, ManyDays)},
        operation_id="takeOrders",
        summary="How many orders a day had",
    )
    async def take(request: Request) -> JSONResponse:
        now = services.clock()
        document = read_json(await request.body(), depth=_DEEPEST)
        given = read_orders(document, today=_today(services, now))
        source = request.state.source

        async def unit(tx: Transaction) -> None:
            await orders.keep(tx, given, source=source, at=now)

        await services.database.write(unit)
        days = {day.isoformat(): number for day, number in sorted(given.items())}
        return JSONResponse({"source": source, "days": days})

    return router


def _today(services: Services, now: datetime) -> date:
    """Give the local day, by the latest clock in doubt; the other system's may be a bit ahead."""
    doubt = services.doubt()
    latest = max(now, doubt.wall) if doubt is not None else now
    return (latest + CLOCKS_DIFFER).astimezone(services.zone).date()
