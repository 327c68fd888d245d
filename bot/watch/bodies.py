"""How the days that a message about a change compares are kept with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.services import Services
from bot.watch.alert_parts import Told
from bot.watch.standing import Standing
from metrics.periods import Period

Body = dict[str, object]


@dataclass(frozen=True)
class Span:
    """The days that are compared: the usual ones, and those since it began to move."""

    usual: tuple[date, date]
    since: tuple[date, date]


def span_of(lead: Standing, *, until: date) -> Span:
    """Give the days that a change is told of: whole weeks, up to this one."""
    usual, began = lead.usual_days, lead.began
    assert usual is not None and began is not None  # noqa: S101, PT018 - it moved
    return Span(usual, (began, until))


def days_of(span: tuple[date, date]) -> list[str]:
    """Write days as they are kept with a message."""
    return [day.isoformat() for day in span]


def period_of(services: Services, days: Sequence[str]) -> Period:
    """Read days that were kept with a message."""
    since, until = (date.fromisoformat(day) for day in days)
    return Period(since, until, services.zone, "")


def told_of(services: Services, body: Mapping[str, Any]) -> Told:
    """Read what every message about a change was kept with."""
    usual, since = (period_of(services, body[name]) for name in ("usual", "since"))
    also = body.get("also", ())  # not kept with older ones about contacts
    return Told(body["id"], body["direction"], usual, since, also, body.get("by"))
