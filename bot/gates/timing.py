"""When a question could go out: after the delay, on a working day, outside quiet hours."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.gates.facts import Facts, QuietHours, Rules, WorkingDays

_DAY = timedelta(days=1)
LOOK_AGAIN = timedelta(hours=1)  # whether a talk with staff has ended
_MOST_DAYS_OFF = 400  # in a row; with more, the rule is given up rather than the question


@dataclass(frozen=True)
class Timing:
    """The moment, and to when the gates that postpone moved it."""

    at: datetime
    moved: Mapping[str, datetime] = field(default_factory=dict)


def earliest(facts: Facts, rules: Rules, *, now: datetime) -> Timing:
    """Find the first moment that suits everybody; now if the person is here."""
    if facts.present:
        return Timing(now)
    at = now
    if facts.closed_at is not None and not facts.again and not facts.reminder:
        at = max(now, facts.closed_at + rules.delay)
    moved: dict[str, datetime] = {}
    if facts.talking:  # when it will end, nobody knows: this is asked again then
        at = moved["live_talk"] = max(at, now + LOOK_AGAIN)
    own = replace(rules.quiet_hours, zone=facts.zone) if facts.zone else rules.quiet_hours
    return _settled(at, rules, quiet=own, moved=moved)


def _settled(
    at: datetime, rules: Rules, *, quiet: QuietHours, moved: dict[str, datetime]
) -> Timing:
    """Move until both agree: quiet hours may end on a day off, a working day begins at night.

    Nights are the person's own where their zone is known; working days are the business's.
    """
    while True:
        works = after_days_off(at, rules.working_days, rules.quiet_hours.zone)
        awake = after_quiet_hours(works, quiet)
        if awake == at:
            return Timing(at, moved)
        if works > at:
            moved["workday"] = works
        if awake > works:
            moved["quiet_hours"] = awake
        at = awake


def after_days_off(at: datetime, working: WorkingDays, zone: ZoneInfo) -> datetime:
    """Move a moment on a day off to the beginning of the next working day."""
    if working.all:
        return at
    today = at.astimezone(zone).date()
    day = today
    for _ in range(_MOST_DAYS_OFF):
        if working.include(day):
            return at if day == today else midnight(day, zone)
        day += _DAY
    return at


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Give the moment at which a day begins; the first, where the clocks change just then."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def after_quiet_hours(at: datetime, quiet: QuietHours) -> datetime:
    """Move a moment in quiet hours to their end; on a day whose clocks change, to the later one."""
    if quiet.start == quiet.end:
        return at
    local = at.astimezone(quiet.zone)
    clock = local.time()
    wraps = quiet.start > quiet.end
    inside = (
        clock >= quiet.start or clock < quiet.end if wraps else quiet.start <= clock < quiet.end
    )
    if not inside:
        return at
    day = local.date() + timedelta(days=1 if wraps and clock >= quiet.start else 0)
    ends = datetime.combine(day, quiet.end, quiet.zone)
    return max(ends.astimezone(UTC), ends.replace(fold=1).astimezone(UTC))
