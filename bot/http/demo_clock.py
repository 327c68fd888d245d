"""/demo/clock: reads and turns the demo's clock; served on this machine and in the demo only."""

from collections.abc import Callable
from datetime import datetime, timedelta

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import AwareDatetime, ValidationError

from bot.clock import MovableClock
from bot.http.json_body import read_json
from bot.http.problems import Problem
from bot.settings.sections import Duration, Section

PATH = "/demo/clock"
_FARTHEST = timedelta(days=3650)
_EXAMPLE = 'send {"advance": "3d"} or {"to": "2026-11-30T09:00:00Z"}'


class _Move(Section):
    advance: Duration | None = None
    to: AwareDatetime | None = None


def route(clock: MovableClock, *, wake_all: Callable[[], None]) -> APIRouter:
    """Build the routes."""
    router = APIRouter(include_in_schema=False)

    @router.get(PATH)
    async def look() -> JSONResponse:
        return _told(clock())

    @router.post(PATH)
    async def turn(request: Request) -> JSONResponse:
        _turn(clock, _read_move(await request.body()))
        wake_all()
        return _told(clock())

    return router


def _read_move(body: bytes) -> _Move:
    document = read_json(body, depth=2)
    try:
        move = _Move.model_validate(document)
    except ValidationError:
        raise Problem(422, _EXAMPLE) from None
    if (move.advance is None) == (move.to is None):
        raise Problem(422, _EXAMPLE)
    return move


def _turn(clock: MovableClock, move: _Move) -> None:
    by = move.to - clock() if move.to is not None else move.advance or timedelta()
    if by < timedelta():
        raise Problem(422, "the clock moves forward only")
    if by > _FARTHEST:
        raise Problem(422, f"the clock moves at most {_FARTHEST.days} days at once")
    clock.advance(by)


def _told(now: datetime) -> JSONResponse:
    return JSONResponse({"now": now.isoformat().replace("+00:00", "Z")})
