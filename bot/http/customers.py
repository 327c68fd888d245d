"""DELETE /v1/customers/{ref}: another system passes on that somebody wants to be forgotten."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from bot.http.fields import LONGEST_ID, usable_id
from bot.http.openapi import problems
from bot.http.problems import Problem
from bot.rights.forgetting import forget_customer
from bot.services import Services
from storage import customers

PATH = "/v1/customers"
_PARAMETER = {
    "name": "ref",
    "in": "path",
    "required": True,
    "description": "What this source calls the customer (`customer.id`), percent-encoded.",
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_ID},
}


def route(services: Services) -> APIRouter:
    """Build the route."""
    router = APIRouter()

    @router.delete(
        "/v1/customers/{ref:path}",  # noqa: FAST003 - as an argument it would claim a 422
        status_code=204,
        response_description="Nothing of them is kept any more but scores and days.",
        responses=problems(401, 403, 404, 408, 429, 500, 503),
        openapi_extra={"parameters": [_PARAMETER]},
        operation_id="forgetCustomer",
        summary="A customer wants to be forgotten",
    )
    async def forget(request: Request) -> Response:
        ref, source = usable_id(request.path_params["ref"]), request.state.source
        found = None
        if ref is not None:
            found = await services.database.read(
                lambda tx: customers.find_by_ref(tx, source=source, ref=ref)
            )
        if found is None:
            raise Problem(404, "this source has told of no customer with that id")
        await forget_customer(services, found.id, actor=f"source:{source}")
        return Response(status_code=204)

    return router
