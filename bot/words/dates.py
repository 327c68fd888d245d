"""How days and moments read."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.words.voice import Voice
from metrics.periods import Period


def month_of_year(voice: Voice, first: date) -> str:
    """Name a whole month: "Nov 2026"."""
    return voice.plain(
        "staff.dates.month", month=voice.month(first.month, alone=True), year=first.year
    )


def span(voice: Voice, period: Period) -> str:
    """Name the days of a period: "16-22 Nov 2026"."""
    first, last = period.since, period.until - timedelta(days=1)
    values = {
        "first": first.day,
        "first_month": voice.month(first.month),
        "first_year": first.year,
        "last": last.day,
        "month": voice.month(last.month),
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
    days, back = period.days, (period.since - earlier.since).days
    if earlier.days == days == back:
        if days == 1:
            return voice.say("staff.dates.day_before")
        return voice.count("staff.dates.previous", days)
    if earlier.days == days and back % 7 == 0:
        key = "same_weekdays" if days > 1 else "same_weekday"
        return voice.say(f"staff.dates.{key}", span=span(voice, earlier))
    return span(voice, earlier)


def moment(voice: Voice, at: datetime, zone: ZoneInfo) -> str:
    """Name a moment to the minute, in a zone."""
    return _moment(voice, "staff.dates.moment", at.astimezone(zone))


def moment_of_year(voice: Voice, at: datetime, zone: ZoneInfo) -> str:
    """Name a moment to the minute, with its year."""
    return _moment(voice, "staff.dates.moment_of_year", at.astimezone(zone))


def _moment(voice: Voice, key: str, local: datetime) -> str:
    month, time = voice.month(local.month), f"{local:%H:%M}"
    return voice.plain(key, day=local.day, month=month, year=local.year, time=time)


def full_day(voice: Voice, on: date) -> str:
    """Name a day with its year: "16 Nov 2026"."""
    return voice.plain("staff.dates.day", last=on.day, month=voice.month(on.month), year=on.year)


def day(voice: Voice, on: date) -> str:
    """Name a day of a table: "16 Nov"."""
    return voice.plain("staff.dates.short", day=on.day, month=voice.month(on.month))
