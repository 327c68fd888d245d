"""What an interaction looks like on the wire, read into what the rest of the program knows."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from difflib import get_close_matches
from itertools import pairwise
from typing import Any, Literal, Self, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError, model_validator
from pydantic_core import ErrorDetails

from bot.clock import CLOCKS_DIFFER, Doubt
from bot.http.fields import (
    MOST_TAGS,
    Id,
    Label,
    Language,
    Messages,
    Moment,
    Name,
    Tags,
    TelegramId,
    TimeZone,
    Touchpoint,
    wrong,
)
from bot.http.problems import Problem
from storage.interactions import Interaction

Read = TypeVar("Read", bound=BaseModel)
_MOST_ERRORS = 20
_WORDS = {
    "missing": "is required",
    "model_type": "must be an object",
    "dict_type": "must be an object",
    "too_long": f"must hold at most {MOST_TAGS} entries",
}


class Closed(BaseModel):
    """Knows all its fields and refuses others."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Customer(Closed):
    """Who it was: known to Telegram, to the other system, or to both."""

    telegram_id: TelegramId | None = None
    id: Id | None = None
    name: Name | None = None
    language: Language | None = None
    timezone: TimeZone | None = None

    @model_validator(mode="after")
    def _is_somebody(self) -> Self:
        if self.telegram_id is None and self.id is None:
            raise wrong("needs a telegram_id or an id")
        return self


class EndedInteraction(Closed):
    """One interaction that is over."""

    id: Id
    touchpoint: Touchpoint
    customer: Customer
    agent: Label | None = None
    channel: Label | None = None
    opened_at: Moment | None = None
    first_reply_at: Moment | None = None
    closed_at: Moment
    messages: Messages | None = None
    tags: Tags | None = None

    @model_validator(mode="after")
    def _goes_forward(self) -> Self:
        named = (
            ("opened_at", self.opened_at),
            ("first_reply_at", self.first_reply_at),
            ("closed_at", self.closed_at),
        )
        steps = [(name, at) for name, at in named if at is not None]
        for (first, earlier), (second, later) in pairwise(steps):
            if earlier > later + CLOCKS_DIFFER:
                raise wrong(f"{first} is after {second}")
        return self


class GateVerdict(BaseModel):
    """What one gate said, in the order in which they were asked."""

    gate: str
    passed: bool
    until: AwareDatetime | None = None


class Decision(BaseModel):
    """What one survey does about the interaction."""

    survey: str
    decision: Literal["ask", "skip", "invite"]
    at: AwareDatetime | None = None
    gate: str | None = None
    until: AwareDatetime | None = None
    trace: list[GateVerdict] | None = None
    link: str | None = None


class Accepted(BaseModel):
    """The interaction was taken in, and this is what follows from it."""

    interaction: str
    decisions: list[Decision]
    warnings: list[str] | None = None


class Reopened(BaseModel):
    """The interaction goes on, and these surveys were withdrawn."""

    interaction: str
    withdrawn: list[str]


def read_interaction(
    document: Mapping[str, Any], *, now: datetime, me: int, doubt: Doubt | None = None
) -> Interaction:
    """Read an interaction, or raise a problem that names every field that is wrong.

    While the machine's clock is in doubt, times are taken that fit it or what is believed.
    """
    latest = max(now, doubt.wall) if doubt is not None else now
    ended = read_model(EndedInteraction, document, {"now": latest, "me": me}, explain=_explain)
    told = Interaction(
        external_id=ended.id,
        customer_ref=ended.customer.id,
        **ended.customer.model_dump(exclude={"id"}),
        **ended.model_dump(exclude={"id", "customer"}, exclude_none=True),
    )
    return _clamped(told, now, doubt) if doubt is not None else told


def _clamped(told: Interaction, now: datetime, doubt: Doubt) -> Interaction:
    """Put the times of a source whose clock is as wrong as ours right, and none after now."""
    just_now = abs(told.closed_at - doubt.wall) <= CLOCKS_DIFFER
    ahead = told.closed_at > now + CLOCKS_DIFFER
    by = doubt.wall - now if just_now or ahead else timedelta()
    opened, replied = told.opened_at, told.first_reply_at
    return replace(
        told,
        opened_at=min(opened - by, now) if opened is not None else None,
        first_reply_at=min(replied - by, now) if replied is not None else None,
        closed_at=min(told.closed_at - by, now),
    )


def read_model(
    model: type[Read],
    document: Mapping[str, Any],
    context: Mapping[str, Any],
    *,
    explain: Callable[[ErrorDetails], Mapping[str, str]],
) -> Read:
    """Read a document, or raise a problem that names every field that is wrong."""
    try:
        return model.model_validate(document, context=context)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        raise refusal([explain(each) for each in found[:_MOST_ERRORS]]) from None


def refusal(errors: Sequence[Mapping[str, str]]) -> Problem:
    """Refuse a document because of these fields."""
    count = "a field is" if len(errors) == 1 else f"{len(errors)} fields are"
    first = f"{errors[0]['field']}: {errors[0]['problem']}"
    return Problem(422, f"{count} not as they should be; {first}", errors=errors)


def _explain(error: ErrorDetails) -> dict[str, str]:
    path = [str(part) for part in error["loc"] if part != "[key]"]
    field = field_at(path)
    if error["type"] == "extra_forbidden":
        return {"field": field, "problem": _unknown(path)}
    return {"field": field, "problem": _WORDS.get(error["type"], error["msg"])}


def _unknown(path: Sequence[str]) -> str:
    model = Customer if len(path) > 1 else EndedInteraction
    near = get_close_matches(path[-1][:50], model.model_fields, n=1)
    if near:
        return f"is not known here; did you mean {near[0]}?"
    return f"is not known here; the fields are {', '.join(model.model_fields)}"


def field_at(path: Iterable[object]) -> str:
    """Show a name that came in from outside: each part short, and writable as UTF-8."""
    parts = (str(part)[:60].encode(errors="replace").decode() for part in path)
    return ".".join(parts) or "body"
