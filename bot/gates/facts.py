"""What a decision is made from: the person's past asks, this interaction, the rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from metrics.catalogue import METRICS


@dataclass(frozen=True)
class PastAsk:
    """An ask or a reminder that counts; one still planned counts from when it is due."""

    survey: str
    at: datetime
    answered_at: datetime | None = None
    expired: bool = False
    anonymous: bool = False  # then nothing may follow from whether it was answered


@dataclass(frozen=True)
class Occasion:
    """What is known about the interaction; None where the other system did not tell."""

    tags: frozenset[str] = frozenset()  # names of the tags that hold
    messages: int | None = None
    lasted: timedelta | None = None
    reopened: bool = False


@dataclass(frozen=True)
class Collected:
    """What a survey has in its period of precision and in the one before; widths in points.

    Nothing of today but the asks enters: what is decided in the evening is what was in the morning.
    """

    answers: int  # given in this period
    seen: int  # in both
    half_width: float | None  # of the interval of those seen; None without an answer
    old: int  # asks of both, delivered so long ago that most answers have come
    old_answered: int
    came: int  # answers to the old asks of this period
    young: int  # its other asks before today: what will come of them is not known yet
    asked_today: int
    period: int  # its number
    coming: float | None  # people expected from today to its end; None where nobody came before
    tomorrow: datetime  # the next local midnight: all of these are counts of days
    ends: datetime


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
    occasion: Occasion = Occasion()
    quota_reached_at: datetime | None = None  # when the oldest answer that fills the quota came
    collected: Collected | None = None  # read only where the survey wants a precision
    zone: ZoneInfo | None = None  # the person's own, where it is known
    talking: bool = False  # staff talk with the person about a case
    reminder: bool = False  # decided about a reminder: the question was asked, and is still open


@dataclass(frozen=True)
class QuietHours:
    """When nobody is written to; start equal to end means never quiet."""

    start: time
    end: time
    zone: ZoneInfo


@dataclass(frozen=True)
class WorkingDays:
    """The days on which people are asked, Monday being 0, and the dates on which they are not."""

    days: frozenset[int] = frozenset(range(7))
    holidays: frozenset[date] = frozenset()

    @property
    def all(self) -> bool:
        """Whether every day is one."""
        return len(self.days) == len(range(7)) and not self.holidays

    def include(self, day: date) -> bool:
        """Tell whether people are asked on a day."""
        return day.weekday() in self.days and day not in self.holidays


@dataclass(frozen=True)
class Quota:
    """As many answers as are wanted in a rolling window."""

    answers: int
    per: timedelta
    anonymous: bool = False  # then answers are known by the day of their portion only


@dataclass(frozen=True)
class Precision:
    """How sure the figure shall be: plus or minus so many points over a period of so many days."""

    points: float
    per: timedelta
    metric: str
    scale: int

    @property
    def widest(self) -> float:
        """The largest standard deviation that one answer can have, in points."""
        return 100.0 if METRICS[self.metric].kind == "net" else 50.0


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
    no_survey_tags: frozenset[str] = frozenset()
    min_messages: int = 0
    min_duration: timedelta = timedelta()
    working_days: WorkingDays = WorkingDays()
    quota: Quota | None = None
    precision: Precision | None = None

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
