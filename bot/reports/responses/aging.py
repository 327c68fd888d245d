"""How many of some days' asks were answered by the age of three days, whatever is still open."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from bot.reports.points import Asks, Rates
from metrics.kaplan_meier import Followed, Within, answered_within
from metrics.periods import Period
from storage.ages import SPANS
from storage.tallies import AskTally

_DAY = timedelta(days=1)


def within(rows: Iterable[AskTally], *, period: Period, now: datetime) -> Within | None:
    """Follow the asks of a period as far as each day's have all been followed by now."""
    days: dict[datetime, list[AskTally]] = {}
    for row in rows:
        days.setdefault(_end_of_day(row, period), []).append(row)
    return answered_within([_followed(of_day, now - end) for end, of_day in days.items()])


def _end_of_day(row: AskTally, period: Period) -> datetime:
    return Period(row.day, row.day + _DAY, period.zone, "").end()


def _followed(rows: Sequence[AskTally], youngest: timedelta) -> Followed:
    return Followed(
        delivered=sum(row.delivered for row in rows),
        answered=_sums([row.answered_at_age for row in rows]),
        withdrawn=_sums([row.withdrawn_at_age for row in rows]),
        spans=sum(end <= youngest for end in SPANS.values()),
    )


def _sums(counts: Iterable[Sequence[int]]) -> list[int]:
    return [sum(column) for column in zip(*counts, strict=True)]


def rates(
    now: Asks | None, before: Asks | None, *, period: Period, earlier: Period
) -> Rates | None:
    """Put the rates of two periods together; they are compared after the read."""
    if now is None or before is None:
        return None
    return Rates(now.within, before.within, min(period.days, earlier.days), earlier)
