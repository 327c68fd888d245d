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
    400: "The body is not JSON.",
    401: "The key is missing or not known.",
    404: "There is no such interaction.",
    408: "The body did not arrive in time.",
    413: "The body is too large.",
    415: "The body is not declared as JSON.",
    422: "Fields are not as they should be; `errors` names each of them.",
    500: "A fault of the bot.",
    503: "Nothing can be kept at the moment; `Retry-After` says when to send it again.",
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe the ways in which a route can refuse."""
    content = {MEDIA_TYPE: {"schema": {"$ref": f"{_REFERENCE}Problem"}}}
    return {each: {"description": _MEANINGS[each], "content": content} for each in statuses}


def keyed() -> dict[str, Any]:
    """Describe a route that wants the key of a source."""
    return {"security": [{"key": []}]}


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
