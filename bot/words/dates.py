"""How days and moments read."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.words.voice import Voice
from metrics.periods import Period


def last_day(period: Period) -> date:
    """Give the last day of a period, which ends before `until`."""
    return period.until - timedelta(days=1)


def month(voice: Voice, number: int) -> str:
    """Name a month in short, as it reads beside a day."""
    return voice.month(number)


def month_of_year(voice: Voice, first: date) -> str:
    """Name a whole month: "Nov 2026"."""
    return voice.plain(
        "staff.dates.month", month=voice.month(first.month, alone=True), year=first.year
    )


def span(voice: Voice, period: Period) -> str:
    """Name the days of a period: "16-22 Nov 2026"."""
    first, last = period.since, last_day(period)
    values = {
        "first": first.day,
        "first_month": month(voice, first.month),
        "first_year": first.year,
        "last": last.day,
        "month": month(voice, last.month),
        "year": last.year,
    }
    return voice.plain(f"staff.dates.{_shape(first, last)}", **values)


def _shape(first: date, last: date) -> str:
    if first == last:
        return "day"
    if first.year != last.year:
        return "years"
    return "months" if first.month != last.month else "days"


def dated(voice: Voice, period: Period) -> str:
    """Name the days and their zone, as every reply does."""
    return voice.say("staff.dates.zone", days=span(voice, period), zone=period.zone.key)


def before(voice: Voice, period: Period, earlier: Period) -> str:
    """Name the period that another one is compared with."""
    same_length = earlier.until - earlier.since == period.until - period.since
    if not same_length or earlier.until != period.since:
        return span(voice, earlier)
    days = (period.until - period.since).days
    if days == 1:
        return voice.say("staff.dates.day_before")
    return voice.count("staff.dates.previous", days)


def moment(voice: Voice, at: datetime, zone: ZoneInfo) -> str:
    """Name a moment to the minute, in a zone."""
    local = at.astimezone(zone)
    return voice.plain(
        "staff.dates.moment",
        day=local.day,
        month=month(voice, local.month),
        time=f"{local.hour:02d}:{local.minute:02d}",
    )


def moment_of_year(voice: Voice, at: datetime, zone: ZoneInfo) -> str:
    """Name a moment to the minute, with its year."""
    local = at.astimezone(zone)
    return voice.plain(
        "staff.dates.moment_of_year",
        day=local.day,
        month=month(voice, local.month),
        year=local.year,
        time=f"{local.hour:02d}:{local.minute:02d}",
    )


def full_day(voice: Voice, on: date) -> str:
    """Name a day with its year: "16 Nov 2026"."""
    return voice.plain("staff.dates.day", last=on.day, month=month(voice, on.month), year=on.year)


def day(voice: Voice, on: date) -> str:
    """Name a day of a table: "16 Nov"."""
    return voice.plain("staff.dates.short", day=on.day, month=month(voice, on.month))
