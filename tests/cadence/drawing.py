"""Whom a wanted precision asks, once more from what is promised: the log, days and a lot."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from hashlib import blake2b
from math import ceil
from zoneinfo import ZoneInfo

from scipy.stats import binomtest

DAY = timedelta(days=1)


@dataclass
class Asked:
    """One ask, by the day on which it was made and, where there is one, its answer."""

    on: date
    answered_on: date | None = None
    good: bool = False


@dataclass
class Draws:
    """Everything that happened to one survey whose answers are good or not."""

    survey: str
    points: float
    per: timedelta
    zone: ZoneInfo
    asks: list[Asked] = field(default_factory=list)
    undrawn: list[date] = field(default_factory=list)

    def day(self, now: datetime) -> date:
        return now.astimezone(self.zone).date()

    def verdict(self, person: int, now: datetime) -> tuple[str | None, datetime | None]:
        """Say whether the person is asked, and else until when not."""
        today = self.day(now)
        number, begins, ends = self._period(today)
        wanted = self._wanted(begins - self.per)
        if sum(each >= begins for each in self._answered()) >= wanted:
            return "precision", self._midnight(ends)
        met = [each.on for each in self.asks] + self.undrawn
        before = [each for each in met if begins - self.per <= each < today]
        if not before:
            share_of_day = wanted / self._rate(begins - self.per, today) / (self.per / DAY)
            free = sum(each.on == today for each in self.asks) < ceil(share_of_day)
        else:
            free = self._lot(person, number) < self._chance(before, wanted, today)
        return (None, None) if free else ("precision", self._midnight(today + DAY))

    def _chance(self, before: list[date], wanted: int, today: date) -> float:
        _, begins, ends = self._period(today)
        rate = self._rate(begins - self.per, today)
        ours = [each for each in self.asks if begins <= each.on < today]
        old = [each for each in ours if today - each.on > 3 * DAY]
        sure = sum(each.answered_on is not None for each in old)
        a_day = len(before) / (today - min(before)).days
        missing = wanted - sure - (len(ours) - len(old)) * rate
        return missing / (a_day * (ends - today).days * rate)

    def _rate(self, since: date, today: date) -> float:
        old = [each for each in self.asks if since <= each.on and today - each.on > 3 * DAY]
        return (sum(each.answered_on is not None for each in old) + 3) / (len(old) + 10)

    def _wanted(self, since: date) -> int:
        given = [each for each in self.asks if each.answered_on and each.answered_on >= since]
        needed = (1.96 * 50 / self.points) ** 2
        if len(given) >= 30:
            good = sum(each.good for each in given)
            ends = binomtest(good, len(given)).proportion_ci(method="exact")
            half = 100 * (ends.high - ends.low) / 2
            needed = len(given) * (half / self.points) ** 2
        return max(30, ceil(needed + 2 * needed**0.5))

    def _answered(self) -> Iterator[date]:
        return (each.answered_on for each in self.asks if each.answered_on is not None)

    def _period(self, day: date) -> tuple[int, date, date]:
        """Periods follow one another from Monday, the first of January of the year one."""
        first = date(1, 1, 1)
        number = (day - first) // self.per
        begins = first + number * self.per
        return number, begins, begins + self.per

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone).astimezone(UTC)

    def _lot(self, person: int, number: int) -> float:
        drawn = blake2b(f"{person}\0{self.survey}\0precision\0{number}".encode(), digest_size=8)
        return int(drawn.hexdigest(), 16) / 2**64
