"""Whom a wanted precision asks, once more from what is promised: the log, days and a lot."""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from hashlib import blake2b
from math import ceil
from zoneinfo import ZoneInfo

from scipy.stats import beta

DAY = timedelta(days=1)


@dataclass
class Asked:
    """One ask, by the day on which it was made and, where there is one, its answer."""

    on: date
    person: int
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
        wanted = self._wanted(begins - self.per, today)
        if sum(begins <= each < today for each in self._answered()) >= wanted:
            return "precision", self._midnight(ends)
        met = [each.on for each in self.asks] + self.undrawn
        before = [each for each in met if today - 56 * DAY <= each < today]
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
        missing = wanted - sure - (len(ours) - len(old)) * rate
        return missing / (self._expected(before, today, ends) * rate)

    def _expected(self, before: list[date], today: date, ends: date) -> float:
        """Who will come: on each day as on the same days of the week, or as on all days so far."""
        span = (today - min(before)).days
        past = [min(before) + n * DAY for n in range(span)]
        total = 0.0
        for ahead in ((today + n * DAY) for n in range((ends - today).days)):
            alike = [each for each in past if each.weekday() == ahead.weekday()] or past
            total += sum(each in alike for each in before) / len(alike)
        return total

    def _rate(self, since: date, today: date) -> float:
        old = [each for each in self.asks if since <= each.on and today - each.on > 3 * DAY]
        return (sum(each.answered_on is not None for each in old) + 3) / (len(old) + 10)

    def _wanted(self, since: date, today: date) -> int:
        on = [(each.answered_on or today, each) for each in self.asks]
        given = [each for day, each in on if since <= day < today]
        needed = (1.96 * 50 / self.points) ** 2
        if len(given) >= 30:
            half = 50 * self._width(given)
            needed = float(len(given) * (half / self.points) ** 2)
        return max(30, ceil(needed + 3 * float(needed**0.5)))

    def _width(self, given: list[Asked]) -> float:
        """The exact range of the share, of as many people as the answers tell as much as."""
        share = sum(each.good for each in given) / len(given)
        off: dict[int, float] = {}
        for each in given:
            off[each.person] = off.get(each.person, 0.0) + each.good - share
        squares = len(given) * share * (1 - share)
        given_by = Counter(each.person for each in given)
        pairs = sum(math.comb(times, 2) for times in given_by.values()) / len(given_by)
        unseen = pairs * max(share, 1 - share) ** 2 / 6  # of a person who says the farthest
        alike = sum(far * far for far in off.values()) + unseen
        design = alike / squares if squares else 0.0
        told = len(given) / max(1.0, design) if squares else float(len(off))
        good, bad = share * told, (1 - share) * told
        low = float(beta.ppf(0.025, good, bad + 1)) if good else 0.0
        return (float(beta.ppf(0.975, good + 1, bad)) if bad else 1.0) - low

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
