"""The parts of a play: its questions, the matters they are about, the asks, and their counts."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from bot.asking.gathering import zone_named
from bot.gates.facts import Facts, Occasion, PastAsk, Rules
from bot.rehearsal.book import Book
from bot.rehearsal.stock import Supply
from bot.settings.config import Survey
from storage.ask_states import Move, State, may, moved
from storage.replay import Recorded


@dataclass(slots=True)
class Counts:
    """What happened to one survey."""

    matched: int = 0
    asked: int = 0
    reminded: int = 0
    linked: int = 0
    withdrawn: int = 0
    scores: Counter[int] = field(default_factory=Counter)
    gates: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class PlayedQuestion:
    """A survey as it is played."""

    name: str
    survey: Survey
    rules: Rules
    supply: Supply
    counts: Counts

    def is_about(self, touchpoint: str) -> bool:
        """Tell whether it is asked after such an interaction."""
        return not self.survey.touchpoints or touchpoint in self.survey.touchpoints

    def past(self, at: datetime) -> PastAsk:
        """Make a past ask of it."""
        return PastAsk(self.name, at, anonymous=self.survey.anonymous)


@dataclass(frozen=True, slots=True)
class PlayedMatter:
    """An interaction, and the person's book."""

    ended: Recorded
    occasion: Occasion
    book: Book

    def facts(
        self,
        question: PlayedQuestion,
        *,
        now: datetime,
        chosen: str | None = None,
        reminder: bool = False,
    ) -> Facts:
        """Tell the gates what the bot would tell them at this moment."""
        ended, supply = self.ended, question.supply
        left, lost = ended.opted_out_at, ended.unreachable_at
        return Facts(
            person=str(ended.customer_id),
            survey=question.name,
            closed_at=ended.closed_at,
            opted_out=left is not None and left <= now,
            unreachable=lost is not None and lost <= now,
            chosen=chosen,
            asks=self.book.asks,
            occasion=self.occasion,
            quota_reached_at=supply.quota_reached_at,
            collected=supply.collected(now),
            reminder=reminder,
            zone=zone_named(ended.timezone),
        )

    def skip(self, question: PlayedQuestion, gate: str, now: datetime) -> None:
        """Count a decision not to ask."""
        question.supply.skipped(gate, now)
        question.counts.gates[gate] += 1
        self.book.gate = gate


@dataclass(slots=True)
class PlayedAsk:
    """One question planned for one person, and what has become of it."""

    question: PlayedQuestion
    matter: PlayedMatter
    past: PastAsk
    expires_at: datetime
    state: State = "planned"
    reminder: PastAsk | None = None
    reminded: bool = False

    def move(self, move: Move) -> None:
        """Go on to the state that a move leads to."""
        self.state = moved(self.state, move)

    def answer(self, score: int, now: datetime) -> None:
        """Be answered."""
        if not may(self.state, "answer"):
            return
        self.move("answer")
        self._drop_reminder()
        book, asked_at = self.matter.book, self.past.at
        self.past = book.swap(self.past, answered_at=now)
        if self.reminder is not None:
            self.reminder = book.swap(self.reminder, answered_at=now)
        self.question.counts.scores[score] += 1
        self.question.supply.answered(now, asked_at=asked_at, score=score)

    def expire(self, _now: datetime) -> None:
        """Run out in silence; a question that was recalled is ignored once."""
        if may(self.state, "expire"):
            self.move("expire")
            self._drop_reminder()
            self.past = self.matter.book.swap(self.past)

    def take_back(self, now: datetime) -> None:
        """End because the talk went on: unsent it was never made, unanswered it counts no more."""
        if may(self.state, "skip"):
            self.move("skip")
            self.matter.skip(self.question, "live_talk", now)
        elif may(self.state, "withdraw"):
            self.move("withdraw")
            self.question.counts.withdrawn += 1
        else:
            return
        for each in (self.past, self.reminder):
            if each is not None and not (each.anonymous and self.state == "withdrawn"):
                self.matter.book.remove(each)

    def _drop_reminder(self) -> None:
        anonymous = self.past.anonymous  # then it counts whatever came of the question
        if self.reminder is not None and not self.reminded and not anonymous:
            self.matter.book.remove(self.reminder)
            self.reminder = None
