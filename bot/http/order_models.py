"""What orders look like on the wire: a day and its number, or many of them."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic_core import ErrorDetails

from bot.http.fields import wrong
from bot.http.models import refusal
from metrics.calendar_units import read_code
from metrics.periods import EARLIEST

MOST_DAYS = 1000
MOST_ORDERS = 1_000_000_000
_MOST_ERRORS = 20
_EXAMPLE = 'send {"day": "2026-11-22", "orders": 1234}'
_WORDS = {
    "missing": "is required",
    "model_type": "must be an object",
    "list_type": "must be a list",
    "too_long": f"must hold at most {MOST_DAYS} days",
    "too_short": "must hold at least one day",
    "extra_forbidden": f"is not known here; {_EXAMPLE}",
}


def read_day(text: str, *, today: date) -> date:
    """Read a local day that has begun, or raise a ValueError with the words for it."""
    found = read_code(text)
    if found is None or found[0] != "day":
        raise ValueError("must be a day, such as 2026-11-22")
    if found[1] > today:
        raise ValueError("is in the future")
    if found[1] < EARLIEST:
        raise ValueError(f"is before {EARLIEST}")
    return found[1]


def _read_day(value: object, info: ValidationInfo) -> date:
    if not isinstance(value, str):
        raise wrong("must be a day in quotes, such as 2026-11-22")
    try:
        return read_day(value, today=(info.context or {})["today"])
    except ValueError as error:
        raise wrong(str(error)) from None


def _read_orders(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise wrong("must be a whole number, without quotes")
    if value < 0:
        raise wrong("must not be below zero")
    if value > MOST_ORDERS:
        raise wrong("is too large a number")
    return value


Day = Annotated[
    date,
    PlainValidator(_read_day),
    WithJsonSchema(
        {
            "type": "string",
            "format": "date",
            "description": "A day in the zone of the business that has begun.",
        }
    ),
]
Orders = Annotated[
    int,
    PlainValidator(_read_orders),
    WithJsonSchema({"type": "integer", "minimum": 0, "maximum": MOST_ORDERS}),
]


class DayOrders(BaseModel):
    """The orders of one day."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    day: Day
    orders: Orders


class ManyDays(BaseModel):
    """The orders of several days, each of them once."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    days: list[DayOrders] = Field(min_length=1, max_length=MOST_DAYS)


class Kept(BaseModel):
    """The numbers that are kept now, by day."""

    source: str
    days: dict[str, int]


def read_orders(document: object, *, today: date) -> dict[date, int]:
    """Read the orders by day, or raise a problem that names every field that is wrong."""
    if not isinstance(document, Mapping):
        raise refusal([{"field": "body", "problem": f"must be an object; {_EXAMPLE}"}])
    try:
        given = _read(document, today=today)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        raise refusal([_explain(each) for each in found[:_MOST_ERRORS]]) from None
    twice = [day for day, times in Counter(each.day for each in given).items() if times > 1]
    if twice:
        raise refusal([{"field": "days", "problem": f"{twice[0]} stands there twice"}])
    return {each.day: each.orders for each in given}


def _read(document: Mapping[str, Any], *, today: date) -> list[DayOrders]:
    context = {"today": today}
    if "days" in document:
        return ManyDays.model_validate(document, context=context).days
    return [DayOrders.model_validate(document, context=context)]


def _explain(error: ErrorDetails) -> dict[str, str]:
    names = (str(part)[:60].encode(errors="replace").decode() for part in error["loc"])
    return {"field": ".".join(names) or "body", "problem": _WORDS.get(error["type"], error["msg"])}
