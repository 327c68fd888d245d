"""One survey's answers and asks by their days: what its quota and its precision look at."""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from bot.gates.facts import Collected, Precision, Rules
from bot.gates.supply import LATELY, OLD_ENOUGH, coming, period_of
from bot.gates.timing import midnight
from metrics.catalogue import METRICS
from metrics.measure import measure
from storage.tallies import AskTally, ScoreTally

_DAY = timedelta(days=1)


@dataclass(slots=True)
class Day:
    """The asks of one day, how many of them were answered, and the scores that came on it."""

    asked: int = 0
    undrawn: int = 0  # who could have been asked, had the lot said so
    answered: int = 0
    scores: Counter[int] = field(default_factory=Counter)


class Supply:
    """What one survey has so far; `quota_reached_at` and `collected` are facts for the gates."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._zone = rules.quiet_hours.zone
        self._newest: deque[datetime] = deque(maxlen=rules.quota.answers if rules.quota else 0)
        self._days: defaultdict[date, Day] = defaultdict(Day)
        self._measured: tuple[date, float | None] | None = None
        self._known: tuple[date, int, Collected] | None = None
        self._changes = 0

    @property
    def quota_reached_at(self) -> datetime | None:
        """When the oldest of the answers came that fill the quota; None while it is not full."""
        full = len(self._newest) == self._newest.maxlen and self._newest
        return self._newest[0] if full else None

    def begin(
        self,
        newest: Iterable[datetime],
        asks: Iterable[AskTally],
        scores: Iterable[ScoreTally],
        undrawn: Mapping[date, int],
    ) -> None:
        """Start from what came before the rehearsal."""
        self._newest.extend(sorted(newest))
        for ask in asks:
            day = self._days[ask.day]
            day.asked += ask.delivered
            day.answered += ask.answered
        for when, people in undrawn.items():
            self._days[when].undrawn += people
        for score in scores:
            self._days[score.day].scores.update(score.scores)

    def asked(self, at: datetime) -> None:
        """Count an ask."""
        if self._rules.precision is not None:
            self._days[self._day(at)].asked += 1

    def skipped(self, gate: str, at: datetime) -> None:
        """Count who was not asked because the lot did not say so."""
        if gate == "precision":
            self._days[self._day(at)].undrawn += 1

    def answered(self, at: datetime, *, asked_at: datetime, score: int | None) -> None:
        """Count an answer: on the day of its ask that it was answered, on its own the score."""
        quota = self._rules.quota
        if quota is not None:
            end_of_day = midnight(self._day(at) + _DAY, self._zone)
            self._newest.append(end_of_day if quota.anonymous else at)
        if self._rules.precision is not None:
            self._days[self._day(asked_at)].answered += 1
            self._changes += 1
            if score is not None:
                self._days[self._day(at)].scores[score] += 1

    def collected(self, now: datetime) -> Collected | None:
        """Sum up the days of the period of precision and of the one before."""
        wanted = self._rules.precision
        if wanted is None:
            return None
        today = self._day(now)
        known = self._known
        if known is None or known[:2] != (today, self._changes):
            known = self._known = (today, self._changes, self._collected(today, wanted))
        return replace(known[2], asked_today=self._days[today].asked)

    def _collected(self, today: date, wanted: Precision) -> Collected:
        """Count anew only when an answer came or a day has passed: asks of today count by day."""
        number, first, until = period_of(today, wanted.per)
        since, young_since = first - wanted.per, today - OLD_ENOUGH
        before = {when: day for when, day in self._days.items() if since <= when < today}
        ours = {when: day for when, day in before.items() if when >= first}
        old = [day for when, day in before.items() if when < young_since]
        lately = [when for when in self._days if today - LATELY <= when < today]
        came = {when: self._days[when].asked + self._days[when].undrawn for when in lately}
        return Collected(
            answers=sum(day.scores.total() for day in ours.values()),
            seen=sum(day.scores.total() for day in before.values()),
            half_width=self._half_width(today, before.values()),
            old=sum(day.asked for day in old),
            old_answered=sum(day.answered for day in old),
            came=sum(day.answered for when, day in ours.items() if when < young_since),
            young=sum(day.asked for when, day in ours.items() if when >= young_since),
            asked_today=0,
            period=number,
            coming=coming(came, today, until),
            tomorrow=midnight(today + _DAY, self._zone),
            ends=midnight(until, self._zone),
        )

    def _half_width(self, today: date, days: Iterable[Day]) -> float | None:
        """Measure once a day: the scores of the days before stay as they are."""
        if self._measured is None or self._measured[0] != today:
            self._measured = (today, self._measure(days))
        return self._measured[1]

    def _measure(self, days: Iterable[Day]) -> float | None:
        wanted = self._rules.precision
        tally: Counter[int] = sum((day.scores for day in days), Counter())
        found = measure(wanted.metric, wanted.scale, tally) if wanted else None
        if wanted is None or found is None:
            return None
        return found.interval.width / 2 * (1 if METRICS[wanted.metric].kind == "net" else 100)

    def _day(self, at: datetime) -> date:
        return at.astimezone(self._zone).date()
