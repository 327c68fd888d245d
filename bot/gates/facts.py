"""What a decision is made from: the person's past asks, this interaction, the rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class PastAsk:
    """An ask or a reminder that counts; one still planned counts from when it is due."""

    survey: str
    at: datetime
    answered_at: datetime | None = None
    expired: bool = False


@dataclass(frozen=True)
class Facts:
    """What is known about the person and the interaction."""

    person: str
    survey: str
    closed_at: datetime | None
    opted_out: bool = False
    unreachable: bool = False
    asked_already: bool = False
    chosen: str | None = None
    asks: Sequence[PastAsk] = ()  # newest first
    again: bool = False  # the person said "later": exempt from duplicate, clock, patience, expired
    present: bool = False  # the person opened the link just now: nothing to wait for, or too late


@dataclass(frozen=True)
class QuietHours:
    """When nobody is written to; start equal to end means never quiet."""

    start: time
    end: time
    zone: ZoneInfo


@dataclass(frozen=True)
class Rules:
    """The cadence of one survey together with the person's clock over all surveys."""

    delay: timedelta
    floor: timedelta
    gap: timedelta
    cap_asks: int
    cap_per: timedelta
    after_answer: timedelta
    after_silence: timedelta
    patience_factor: float
    patience_limit: timedelta
    drop_after: timedelta
    quiet_hours: QuietHours
    sample: float = 1.0
    sample_period: timedelta = timedelta(days=90)

    @property
    def horizon(self) -> timedelta:
        """How far back a past ask can still matter."""
        return max(
            self.floor,
            self.gap,
            self.cap_per,
            self.after_answer,
            self.after_silence,
            self.patience_limit,
        )
