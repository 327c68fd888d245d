"""What a rehearsal found, as it is shown and as it is written for other programs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.rehearsal.guesses import Guesses


@dataclass(frozen=True)
class SurveyOutcome:
    """One survey: the interactions it is about, and what came of them."""

    name: str
    metric: str
    matched: int
    asked: int
    reminded: int
    linked: int
    withdrawn: int
    answers: int
    value: float | None
    width: float | None
    gates: Mapping[str, int]


@dataclass(frozen=True)
class People:
    """Those who had an interaction; the asks per person are of those who were asked."""

    met: int
    asked: int
    median: float
    most_have: int  # the 95th percentile
    most: int
    linked: int
    never: Mapping[str, int]  # people never asked, by the gate that stopped their last ask


@dataclass(frozen=True)
class PlayOutcome:
    """One configuration; a day's and a person's asks include reminders, `gates` counts skips."""

    config: str
    asks: int
    reminders: int
    asks_a_day: float
    busiest: tuple[str, int] | None
    people: People
    gates: Mapping[str, int]
    surveys: tuple[SurveyOutcome, ...]

    @property
    def starved(self) -> list[SurveyOutcome]:
        """The surveys that ask nobody."""
        return [each for each in self.surveys if not each.asked and not each.linked]


@dataclass(frozen=True)
class Rehearsed:
    """Both configurations side by side; without one in force, the new one alone."""

    since: datetime
    until: datetime
    zone: str
    interactions: int
    sent: int
    seed: int
    model: Mapping[str, Guesses]
    current: PlayOutcome | None
    new: PlayOutcome

    @property
    def outcomes(self) -> list[PlayOutcome]:
        """The columns."""
        return [self.new] if self.current is None else [self.current, self.new]
