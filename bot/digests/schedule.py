"""When a digest is due: a schedule as words of any language say it, and its moments."""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from zoneinfo import ZoneInfo

from bot.digests.clock_times import plain, time_at
from bot.errors import Refusal
from bot.text.spacing import SPACES, trimmed
from bot.words.catalogues import Words
from metrics.calendar_units import Unit, code, first_day, moved
from storage.digests import Every

EVERY: tuple[Every, ...] = ("daily", "weekly", "monthly")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
STOP = "stop"
_KNOWN = (*EVERY, *WEEKDAYS, STOP, "fillers")
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_DATED = re.compile(r"\d{1,2}(?:st|nd|rd|th|-?го|日|号)", re.ASCII)
_NUMBER = re.compile(r"(\d{1,2})(?:st|nd|rd|th|-?го|日|号)?", re.ASCII)
_WORD = re.compile(rf"[^{SPACES},，、]+")
_AT = frozenset({"at", "в", "во", "@"})


@dataclass(frozen=True)
class Schedule:
    """How often, and when: `day` is a weekday (Monday is 0) or a day of the month, `at` is local.

    A month that is too short has it on its last day.
    """

    every: Every
    day: int | None
    at: time

    def latest(self, now: datetime, zone: ZoneInfo) -> date:
        """Find the day of the last time that is not after `now`."""
        day = now.astimezone(zone).date() + _DAY
        while True:
            day = self._before(day)
            if self.moment(day, zone) <= now:
                return day

    def following(self, now: datetime, zone: ZoneInfo) -> datetime:
        """Give the first time after `now`, in UTC."""
        return self.moment(self._after(self.latest(now, zone)), zone)

    def moment(self, day: date, zone: ZoneInfo) -> datetime:
        """Give the time of a day in UTC: the first of two, the next that exists if it does not."""
        local = datetime.combine(day, self.at, zone)
        found = local.astimezone(UTC)
        if found.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
            return found
        return _end_of_gap(local.replace(fold=1).astimezone(UTC), found, zone)

    def covered(self, day: date) -> str:
        """Write the days that a digest stands for: from the time before up to the day before."""
        since, last = self._before(day), day - _DAY
        unit: Unit = "week" if self.every == "weekly" else "month"
        if self.every == "daily":
            return since.isoformat()
        if first_day(unit, since) == since and moved(unit, since, 1) == day:
            return code(unit, since)
        return f"{since}..{last}"

    def _before(self, day: date) -> date:
        """Find the last day of the schedule before a day."""
        if self.every == "daily":
            return day - _DAY
        if self.every == "weekly":
            return day - timedelta(days=(day.weekday() - (self.day or 0) - 1) % 7 + 1)
        this = self._in_month(day.replace(day=1))
        return this if this < day else self._in_month(moved("month", day.replace(day=1), -1))

    def _after(self, day: date) -> date:
        """Find the next day of the schedule after one of its days."""
        if self.every == "monthly":
            return self._in_month(moved("month", day.replace(day=1), 1))
        return day + timedelta(days=7 if self.every == "weekly" else 1)

    def _in_month(self, first: date) -> date:
        last = monthrange(first.year, first.month)[1]
        return first.replace(day=min(self.day or 1, last))


def _end_of_gap(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """Find the moment at which clocks are put forward, which lies after low and not after high."""
    after = high.astimezone(zone).utcoffset()
    while low.astimezone(zone).utcoffset() != after:
        low += _SECOND  # an hour or two of them, on one day of a year
    return low


def vocabulary(words: Words) -> dict[str, str]:
    """Gather the words of every language: how each is written -> what it means."""
    return {
        _normal(word): name
        for language in words.languages
        for name in _KNOWN
        for word in words.plain(language, f"digest.words.{name}").split(",")
    }


def says_stop(text: str, words: Words) -> bool:
    """Tell whether the whole text is the word that stops."""
    return vocabulary(words).get(_normal(text)) == STOP


def read_schedule(text: str, words: Words, *, example: str) -> tuple[Schedule, str]:
    """Read a schedule up to its time of day, and give the rest, which names the report.

    A Refusal says what is wrong with it.
    """
    reading, at = _Reading(vocabulary(words), example), 0
    while (word := _WORD.search(text, at)) is not None:
        shown = time_at(text, word.start())
        if shown is not None and shown.bare:
            shown = shown if reading.expects_time and not _is_time(text, shown.end) else None
        if shown is not None:
            if shown.at is None:
                raise Refusal("digest.wrong_time", word=word[0], example=example)
            return reading.schedule(shown.at), text[shown.end :].strip()
        at = word.start() + reading.take(word[0])
    raise Refusal("digest.no_time", example=example)


def _is_time(text: str, at: int) -> bool:
    """Tell whether the next word is certainly a time, so that a number before it is none."""
    word = _WORD.search(text, at)
    found = None if word is None else time_at(text, word.start())
    return found is not None and not found.bare


@dataclass
class _Reading:
    """What has been understood of a schedule so far."""

    known: Mapping[str, str]
    example: str
    every: Every | None = None
    weekday: int | None = None
    number: int | None = None
    last: str = ""

    def take(self, word: str) -> int:
        """Read a word, or the beginning of several that are written together; tell how much."""
        said = plain(word).replace("ё", "е")
        end = next((end for end in range(len(said), 0, -1) if self._is_word(said, end)), len(said))
        self._take(trimmed(said[:end]), shown=word)
        self.last = said[:end]
        return end

    @property
    def expects_time(self) -> bool:
        """Tell whether a bare number can be nothing but the hour."""
        if self.last in _AT or self.every == "daily" or self.weekday is not None:
            return True
        return self.every == "monthly" and self.number is not None

    def _is_word(self, said: str, end: int) -> bool:
        """Tell whether a word is known up to an end at which another may begin."""
        head, rest = trimmed(said[:end]), said[end:]
        apart = not rest or not (head[-1:].isascii() and head[-1:].isalpha() and rest[:1].isalpha())
        return apart and (head in self.known or bool(_DATED.fullmatch(head)))

    def schedule(self, at: time) -> Schedule:
        """Put together what was said; a weekday alone is weekly."""
        every = self.every or ("weekly" if self.weekday is not None else None)
        if every is None:
            raise Refusal("digest.how_often", example=self.example)
        days = {"daily": None, "weekly": self.weekday, "monthly": self.number}
        day = days.pop(every)
        if any(other is not None for other in days.values()):
            raise Refusal("digest.two_days", example=self.example)
        if day is None and every != "daily":
            raise Refusal("digest.which_day", example=self.example)
        return Schedule(every, day, at)

    def _take(self, word: str, *, shown: str) -> None:
        name, number = self.known.get(word), _NUMBER.fullmatch(word)
        if name in EVERY and self.every in {None, name}:
            self.every = name
        elif name in WEEKDAYS and self.weekday is None:
            self.weekday = WEEKDAYS.index(name)
        elif number is not None and 1 <= int(number[1]) <= 31 and self.number is None:
            self.number = int(number[1])
        elif name != "fillers":
            raise self._unknown(word, shown)

    def _unknown(self, word: str, shown: str) -> Refusal:
        close = get_close_matches(word, self.known, n=1, cutoff=0.7)
        if not close or word in self.known:
            return Refusal("digest.unknown_word", word=shown, example=self.example)
        return Refusal("digest.nearest_word", word=shown, nearest=close[0], example=self.example)


def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold().replace("ё", "е")
