"""What orders look like on the wire: a day and its number, or many of them."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field, PlainValidator, ValidationInfo, WithJsonSchema
from pydantic_core import ErrorDetails

from bot.http.fields import wrong
from bot.http.models import Closed, field_at, read_model, refusal
from metrics.calendar_units import read_code
from metrics.periods import EARLIEST

MOST_DAYS = 1000
MOST_ORDERS = 1_000_000_000
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


class DayOrders(Closed):
    """The orders of one day."""

    day: Day
    orders: Orders


class ManyDays(Closed):
    """The orders of several days, each of them once."""

    days: list[DayOrders] = Field(min_length=1, max_length=MOST_DAYS)


class Kept(BaseModel):
    """The numbers that are kept now, by day."""

    source: str
    days: dict[str, int]


def read_orders(document: object, *, today: date) -> dict[date, int]:
    """Read the orders by day, or raise a problem that names every field that is wrong."""
    if not isinstance(document, Mapping):
        raise refusal([{"field": "body", "problem": f"must be an object; {_EXAMPLE}"}])
    context = {"today": today}
    if "days" in document:
        given = read_model(ManyDays, document, context, explain=_explain).days
    else:
        given = [read_model(DayOrders, document, context, explain=_explain)]
    twice = [day for day, times in Counter(each.day for each in given).items() if times > 1]
    if twice:
        raise refusal([{"field": "days", "problem": f"{twice[0]} stands there twice"}])
    return {each.day: each.orders for each in given}


def _explain(error: ErrorDetails) -> dict[str, str]:
    problem = _WORDS.get(error["type"], error["msg"])
    return {"field": field_at(error["loc"]), "problem": problem}
