"""How every refusal looks: a problem document of RFC 9457."""

import json
import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from bot.errors import NamelessError
from storage.errors import StorageError

_log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = 5
_UNAVAILABLE = (
    "the database cannot be used at the moment; nothing was taken in, please send it again"
)
_NAMELESS = (
    "Telegram cannot be reached, so that the bot does not know its name yet, which a link needs; "
    "nothing was taken in, please send it again"
)
_PLAIN = {
    404: "there is nothing at this address",
    405: "this address does not take that method",
}

SCHEMA: Mapping[str, Any] = {
    "title": "Problem",
    "description": "A problem document (RFC 9457).",
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "const": "about:blank"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "problem"],
                "properties": {"field": {"type": "string"}, "problem": {"type": "string"}},
            },
        },
    },
}


class Problem(Exception):  # noqa: N818 - it is an answer, not a fault
    """A request that is refused, with the words for whoever sent it."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        headers: Mapping[str, str] | None = None,
        errors: Sequence[Mapping[str, str]] = (),
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = dict(headers or {})
        self.errors = list(errors)


def respond(problem: Problem) -> Response:
    """Write a problem as an HTTP response."""
    document: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "detail": problem.detail,
    }
    if problem.errors:
        document["errors"] = problem.errors
    return Response(
        json.dumps(document),
        status_code=problem.status,
        headers=problem.headers,
        media_type=MEDIA_TYPE,
    )


def install(app: FastAPI) -> None:
    """Let the application answer every error with a problem document."""

    async def on_problem(_: Request, error: Exception) -> Response:
        assert isinstance(error, Problem)  # noqa: S101 - it is registered for nothing else
        return respond(error)

    async def on_http_error(_: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 - it is registered for nothing else
        detail = _PLAIN.get(error.status_code, str(error.detail))
        return respond(Problem(error.status_code, detail, headers=error.headers))

    async def on_storage_error(_: Request, error: Exception) -> Response:
        _log.warning("a request was put off: %s", error)
        return respond(Problem(503, _UNAVAILABLE, headers={"Retry-After": str(RETRY_AFTER_S)}))

    async def on_nameless(_: Request, __: Exception) -> Response:
        return respond(Problem(503, _NAMELESS, headers={"Retry-After": str(RETRY_AFTER_S)}))

    async def on_fault(_: Request, __: Exception) -> Response:
        return respond(Problem(500, "something went wrong here; it has been noted"))

    app.add_exception_handler(Problem, on_problem)
    app.add_exception_handler(HTTPException, on_http_error)
    app.add_exception_handler(StorageError, on_storage_error)
    app.add_exception_handler(NamelessError, on_nameless)
    app.add_exception_handler(Exception, on_fault)
