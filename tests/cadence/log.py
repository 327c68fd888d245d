"""What a history leaves behind: the rules in force, and everything that happened, in order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

What = Literal[
    "rules", "ended", "decided", "claimed", "sent", "unknown", "failed", "retried", "put off",
    "answered", "refused", "expired", "withdrawn", "stopped", "resumed", "blocked", "back", "over",
]  # fmt: skip


@dataclass(frozen=True)
class SurveyRules:
    """What an operator says about one survey."""

    touchpoints: tuple[str, ...]
    delay: timedelta
    expires: timedelta
    after_answer: timedelta
    after_silence: timedelta
    sample: float
    sample_period: timedelta
    min_messages: int = 0
    min_duration: timedelta = timedelta()
    quota: tuple[int, timedelta] | None = None
    precision: tuple[int, timedelta] | None = None  # in points


@dataclass(frozen=True)
class Rulebook:
    """What an operator says about everybody, and the surveys in their order."""

    zone: ZoneInfo
    floor: timedelta
    gap: timedelta
    cap_asks: int
    cap_per: timedelta
    factor: float
    limit: timedelta
    drop_after: timedelta
    later_after: timedelta
    quiet: tuple[time, time]
    surveys: Mapping[str, SurveyRules]
    working_days: frozenset[int] = frozenset(range(7))
    holidays: frozenset[date] = frozenset()
    no_survey: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Ended:
    """An interaction that is over; None where the other system does not tell."""

    person: int
    interaction: int
    touchpoint: str
    closed_at: datetime
    messages: int | None = None
    lasted: timedelta | None = None
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Entry:
    """One thing that happened; `now` is what the clock showed. A message belongs to an invitation.

    "decided": about an interaction that ended, one survey after another. "claimed": about a message
    that was due. Both have the gate that said no; without one, `at` is when the question may go.
    """

    what: What
    now: datetime
    person: int = 0
    interaction: int = 0
    survey: str = ""
    invitation: int = 0
    message: int = 0
    ended: Ended | None = None
    gate: str | None = None
    until: datetime | None = None
    at: datetime | None = None
    rules: Rulebook | None = None
