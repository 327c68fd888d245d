"""Every rule on its own, as it is promised to people; nothing here knows how the bot decides."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from hashlib import blake2b

from tests.cadence.log import Ended, Rulebook, SurveyRules

DAY = timedelta(days=1)
LATE = DAY  # so long after its end a question may still be answered


@dataclass
class Message:
    """A question on its way, or sent."""

    id: int
    invitation: "Invitation"
    counts_from: datetime | None
    first: bool
    cleared: datetime | None = None  # a claim let it go at this moment


@dataclass
class Invitation:
    """One question about one interaction."""

    survey: str
    ended: Ended
    ends: datetime | None = None
    put_off: bool = False
    answered_at: datetime | None = None
    expired: bool = False
    gone: bool = False
    stopped: bool = False  # its person never wanted to be asked again, after it had expired


@dataclass
class Person:
    """What is known about somebody."""

    id: int
    stopped: bool = False
    blocked: bool = False
    messages: list[Message] = field(default_factory=list)
    awaited: list[str] = field(default_factory=list)  # surveys not yet decided about
    chosen: str | None = None


@dataclass(frozen=True)
class Case:
    """One decision as it can be judged: who, what, when, and the asks that count."""

    person: Person
    survey: str
    rules: Rulebook
    own: SurveyRules
    at: datetime
    ended: Ended
    answers: Sequence[datetime]  # of the survey, by anybody
    again: bool
    chosen: str | None
    asks: Sequence[Message]  # newest first

    @property
    def times(self) -> list[datetime]:
        return [counts(each) for each in self.asks]


Verdict = tuple[bool, datetime | None]  # may go, else until when
YES: Verdict = (True, None)
NEVER: Verdict = (False, None)


def counts(message: Message) -> datetime:
    assert message.counts_from is not None
    return message.counts_from


def age(message: Message) -> tuple[datetime, int]:
    """Order asks by their time; of two at one moment the one planned last is the newer."""
    return counts(message), message.id


def is_counted(message: Message) -> bool:
    """A question that was put off did reach the person, whatever became of the next message."""
    if message.counts_from is None:
        return False
    return not message.invitation.gone or (message.invitation.put_off and message.first)


def first_no(case: Case) -> tuple[str | None, datetime | None]:
    """Give the first rule in order that forbids the ask."""
    for name, rule in RULES.items():
        may, until = rule(case)
        if not may:
            return name, until
    return None, None


def _wait(case: Case, moment: datetime) -> Verdict:
    return YES if case.at >= moment else (False, moment)


def _opted_out(case: Case) -> Verdict:
    return NEVER if case.person.stopped else YES


def _unreachable(case: Case) -> Verdict:
    return NEVER if case.person.blocked else YES


def _staff(case: Case) -> Verdict:
    return NEVER if case.ended.tags & case.rules.no_survey else YES


def _order(case: Case) -> Verdict:
    return NEVER if case.chosen else YES


def _minimum(case: Case) -> Verdict:
    """What the other system does not tell is not held against the interaction."""
    messages, lasted = case.ended.messages, case.ended.lasted
    if messages is not None and messages < case.own.min_messages:
        return NEVER
    return NEVER if lasted is not None and lasted < case.own.min_duration else YES


def _floor(case: Case) -> Verdict:
    return _wait(case, max(case.times) + case.rules.floor) if case.asks else YES


def _cap(case: Case) -> Verdict:
    """Try every moment at which a past ask leaves the window."""
    per, most = case.rules.cap_per, case.rules.cap_asks
    for moment in [case.at, *sorted(each + per for each in case.times)]:
        if moment >= case.at and sum(each > moment - per for each in case.times) < most:
            return YES if moment == case.at else (False, moment)
    return NEVER


def _clock(case: Case) -> Verdict:
    if case.again:
        return YES
    ends = [
        each.invitation.answered_at + case.own.after_answer
        if each.invitation.answered_at
        else counts(each) + case.own.after_silence
        for each in case.asks
        if each.invitation.survey == case.survey
    ]
    return _wait(case, max(ends)) if ends else YES


def _gap(case: Case) -> Verdict:
    others = [counts(each) for each in case.asks if each.invitation.survey != case.survey]
    return _wait(case, max(others) + case.rules.gap) if others else YES


def _patience(case: Case) -> Verdict:
    ignored = 0
    for each in case.asks:
        if each.invitation.answered_at:
            break
        ignored += each.invitation.expired and not (each.invitation.put_off and each.first)
    if not ignored or case.again:
        return YES
    grown = case.rules.gap.total_seconds() * case.rules.factor**ignored
    return _wait(
        case, max(case.times) + timedelta(seconds=min(grown, case.rules.limit.total_seconds()))
    )


def _sample(case: Case) -> Verdict:
    """A lot is drawn for each person, survey and period; the periods begin at their own time."""
    if case.own.sample >= 1:
        return YES
    period = case.own.sample_period
    since = case.at - datetime(1970, 1, 1, tzinfo=UTC) + _lot(case, "offset") * period
    number = since // period
    if _lot(case, str(number)) < case.own.sample:
        return YES
    for ahead in range(1, min(1000, timedelta(days=3650) // period) + 1):
        if _lot(case, str(number + ahead)) < case.own.sample:
            return False, case.at + ahead * period - since % period
    return NEVER


def _quota(case: Case) -> Verdict:
    """Count the answers of the rolling window; the next ask may go when enough have left it."""
    if case.own.quota is None:
        return YES
    most, per = case.own.quota
    newest = sorted(case.answers, reverse=True)[:most]
    return _wait(case, newest[-1] + per) if len(newest) == most else YES


def _lot(case: Case, what: str) -> float:
    drawn = blake2b(f"{case.person.id}\0{case.survey}\0{what}".encode(), digest_size=8)
    return int(drawn.hexdigest(), 16) / 2**64


def _expired(case: Case) -> Verdict:
    late = case.at - case.ended.closed_at > case.rules.drop_after
    return NEVER if late and not case.again else YES


RULES: dict[str, Callable[[Case], Verdict]] = {
    "opted_out": _opted_out,
    "unreachable": _unreachable,
    "staff": _staff,
    "order": _order,
    "minimum": _minimum,
    "floor": _floor,
    "cap": _cap,
    "clock": _clock,
    "gap": _gap,
    "patience": _patience,
    "sample": _sample,
    "quota": _quota,
    "expired": _expired,
}


def earliest(moment: datetime, rules: Rulebook) -> datetime:
    """Give the first moment from then on that is on a working day and not in quiet hours."""
    while True:
        day = moment.astimezone(rules.zone).date()
        if day.weekday() not in rules.working_days or day in rules.holidays:
            moment = min(_on_the_wall(datetime.combine(day + DAY, time(), UTC), rules))
            continue
        awake = out_of_quiet(moment, rules)
        if awake == moment:
            return moment
        moment = awake


def out_of_quiet(moment: datetime, rules: Rulebook) -> datetime:
    """Give when quiet hours are over: what the clock on the wall shows, the later of two."""
    start, end = rules.quiet
    local = moment.astimezone(rules.zone)
    here = local.time()
    over_night = start > end
    if start == end or not ((here >= start or here < end) if over_night else (start <= here < end)):
        return moment
    day = local.date() + (DAY if over_night and here >= start else timedelta())
    wall = datetime.combine(day, end, UTC)
    return max(_on_the_wall(wall, rules))


def _on_the_wall(wall: datetime, rules: Rulebook) -> list[datetime]:
    """Give when clocks on the wall show a time: twice, once, or never as they jump over it."""
    around = (wall - DAY, wall + DAY)
    shifts = [each.astimezone(rules.zone).utcoffset() or timedelta() for each in around]
    candidates = [wall - shift for shift in shifts]
    shown = [each for each in candidates if each.astimezone(rules.zone).replace(tzinfo=UTC) == wall]
    return shown or candidates
