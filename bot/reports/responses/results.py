"""What /responses holds before it is put into words and drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.reports.points import Fates, Rates
from bot.text.query import Query
from metrics.kaplan_meier import Within


@dataclass(frozen=True)
class SurveyAsks:
    """How many asks a row of a breakdown had, and how many were answered."""

    key: str
    delivered: int
    answered: int
    spared: int = 0  # decisions not to ask that staff made
    within: Within | None = None  # None: too young, or nobody asked


@dataclass(frozen=True)
class Cohort(Fates):
    """What became of the asks of one survey that were claimed in a period."""

    survey: str
    asked: int = 0
    delivered: int = 0
    answered: int = 0
    expired: int = 0
    withdrawn: int = 0
    unreachable: int = 0
    unknown: int = 0
    cannot_say: int = 0
    skipped: Mapping[str, int] | None = None
    rows: Sequence[SurveyAsks] | None = None
    rates: Rates | None = None
    annoyed: Mapping[str, int] | None = None  # how people left within a day of an ask
    anonymous: bool = False  # then it is not told which asks are answered
    given: int = 0  # answers of these days, whenever they were asked for
    commented: int = 0  # those of them with a comment
    coverage: bool = False  # the rows tell how many were spared


@dataclass(frozen=True)
class Responses:
    """The reply to /responses, before it is put into words."""

    query: Query
    cohorts: Sequence[Cohort]
    surveys: Sequence[str]
