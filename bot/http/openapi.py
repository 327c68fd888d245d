"""The description of the HTTP interface: what the routes take, and every way they can answer."""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from bot.http.models import EndedInteraction
from bot.http.order_models import DayOrders, ManyDays
from bot.http.problems import MEDIA_TYPE, SCHEMA

_REFERENCE = "#/components/schemas/"
_MEANINGS = {
    400: "The body is not JSON, or a header is not as it should be.",
    401: "The key is missing, not known or past its date.",
    403: "The key is not for this.",
    404: "There is no such interaction.",
    408: "The body did not arrive in time.",
    409: "A request with the same `Idempotency-Key` is under way.",
    413: "The body is too large.",
    415: "The body is not declared as JSON.",
    422: "Fields are not as they should be (`errors` names each of them), or an `Idempotency-Key` "
    "came with another request before.",
    429: "Too many requests of this source, or too many wrong keys; `Retry-After` says when.",
    500: "A fault of the bot.",
    503: "Nothing can be kept at the moment; `Retry-After` says when to send it again.",
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe the ways in which a route can refuse."""
    content = {MEDIA_TYPE: {"schema": {"$ref": f"{_REFERENCE}Problem"}}}
    return {each: {"description": _MEANINGS[each], "content": content} for each in statuses}


_IDEMPOTENCY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Of your making, once for each request: for 24 hours the same request with it "
    "is done once and gets the same reply, with `Idempotent-Replayed: true`.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
}


def keyed(*parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Describe a route that wants the key of a source."""
    return {"security": [{"key": []}], "parameters": [*parameters, _IDEMPOTENCY]}


def body_of(*models: type[BaseModel]) -> dict[str, Any]:
    """Describe a body: one of these."""
    found = [{"$ref": f"{_REFERENCE}{model.__name__}"} for model in models]
    schema = found[0] if len(found) == 1 else {"oneOf": found}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def describe(app: FastAPI) -> Mapping[str, Any]:
    """Write the whole description."""
    document = get_openapi(
        title=app.title, version=app.version, description=app.description, routes=app.routes
    )
    _, taken = models_json_schema(
        [(model, "validation") for model in (EndedInteraction, DayOrders, ManyDays)],
        ref_template=_REFERENCE + "{model}",
    )
    components = document.setdefault("components", {})
    schemas = {**components.get("schemas", {}), **taken["$defs"], "Problem": dict(SCHEMA)}
    components["schemas"] = schemas
    components["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    return document
