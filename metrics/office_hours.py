"""Seconds of office time between two moments, in a zone whose clocks may change."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_ONE_DAY = timedelta(days=1)
_NO_TIME = timedelta(0)
WORKING_WEEK = frozenset(range(5))


@dataclass(frozen=True)
class OfficeHours:
    """When somebody is there, by the local clock; Monday is 0.

    Hours that close at or before they open last until the next day and belong to the day they
    begin on; from a time to the same time is all day long.
    """

    opens: time
    closes: time
    zone: ZoneInfo
    weekdays: frozenset[int] = WORKING_WEEK

    def on(self, day: date) -> tuple[datetime, datetime] | None:
        """Give the moments in UTC at which the hours of a day begin and end; None on a day off.

        A time that comes twice that day means the first; one that is skipped is counted from the
        clock as it was before.
        """
        if day.weekday() not in self.weekdays:
            return None
        last = day if self.closes > self.opens else day + _ONE_DAY
        return self._moment(day, self.opens), self._moment(last, self.closes)

    def _moment(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, tzinfo=self.zone).astimezone(UTC)


def office_seconds(hours: OfficeHours, since: datetime, until: datetime) -> float:
    """Count the seconds of office time from one aware moment to another; 0 if it is not later.

    ValueError for a moment without a zone.
    """
    if since.tzinfo is None or until.tzinfo is None:
        raise ValueError("a moment without a zone is no moment")
    since, until = since.astimezone(UTC), until.astimezone(UTC)
    parts = (min(last, until) - max(first, since) for first, last in _open(hours, since, until))
    return sum((max(part, _NO_TIME) for part in parts), _NO_TIME).total_seconds()


def _open(
    hours: OfficeHours, since: datetime, until: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """Give the hours of every local day that may matter, from the day before on."""
    day = since.astimezone(hours.zone).date() - _ONE_DAY
    last = until.astimezone(hours.zone).date()
    while day <= last:
        open_hours = hours.on(day)
        if open_hours is not None:
            yield open_hours
        day += _ONE_DAY
