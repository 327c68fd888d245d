"""Every rule once more, written from what is promised and fed by the log alone.

It shares nothing with the code that decides: it imports only the log. What it finds is a list of
sentences, none when every ask kept every rule and every ask that was not made had a reason.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from tests.cadence.log import Entry, Rulebook, SurveyRules

FORGOTTEN = timedelta(days=5 * 365)
DAY = timedelta(days=1)
LEFT_LYING = timedelta(days=20)


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
    interaction: int
    closed_at: datetime
    put_off: bool = False
    answered_at: datetime | None = None
    expired: bool = False
    gone: bool = False


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
    closed_at: datetime
    again: bool
    chosen: str | None
    asks: Sequence[Message]  # newest first

    @property
    def times(self) -> list[datetime]:
        return [_counts(each) for each in self.asks]


Verdict = tuple[bool, datetime | None]  # may go, else until when
YES: Verdict = (True, None)
NEVER: Verdict = (False, None)


def judge(log: Sequence[Entry]) -> list[str]:
    """Read a log from its beginning to its end and tell what is wrong with it."""
    checker = Checker()
    for place, entry in enumerate(log):
        checker.take(place, entry)
    return checker.faults


class Checker:
    """The state of every person as far as the log has been read."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.decisions: dict[str, int] = {}
        self._rules: Rulebook | None = None
        self._people: dict[int, Person] = {}
        self._messages: dict[int, Message] = {}
        self._invitations: dict[int, Invitation] = {}
        self._closed: dict[int, datetime] = {}
        self._place = 0
        self._take: dict[str, Callable[[Entry, Person], None]] = {
            "rules": self._on_rules,
            "ended": self._on_ended,
            "decided": self._on_decided,
            "claimed": self._on_claimed,
            "sent": self._on_out,
            "unknown": self._on_out,
            "failed": self._on_failed,
            "retried": self._on_retried,
            "put off": self._on_put_off,
            "answered": self._on_answered,
            "expired": self._on_expired,
            "withdrawn": self._on_withdrawn,
            "over": self._on_over,
        }

    def take(self, place: int, entry: Entry) -> None:
        """Read one entry."""
        self._place = place
        person = self._people.setdefault(entry.person, Person(entry.person))
        if entry.what in {"stopped", "resumed"}:
            person.stopped = entry.what == "stopped"
        elif entry.what in {"blocked", "back"}:
            person.blocked = entry.what == "blocked"
        else:
            self._take[entry.what](entry, person)

    def _fault(self, entry: Entry, words: str) -> None:
        self.faults.append(f"entry {self._place}: {words}; {entry}")

    def _book(self) -> Rulebook:
        assert self._rules is not None
        return self._rules

    # -- decisions -----------------------------------------------------------------------------

    def _on_rules(self, entry: Entry, _person: Person) -> None:
        self._rules = entry.rules

    def _on_ended(self, entry: Entry, person: Person) -> None:
        if person.awaited:
            self._fault(entry, f"nothing was decided before about {person.awaited}")
        assert entry.closed_at is not None
        self._closed[entry.interaction] = entry.closed_at
        person.chosen = None
        person.awaited = [
            name
            for name, each in self._book().surveys.items()
            if not each.touchpoints or entry.touchpoint in each.touchpoints
        ]

    def _on_decided(self, entry: Entry, person: Person) -> None:
        if person.awaited[:1] != [entry.survey]:
            self._fault(entry, f"decided out of turn, awaited were {person.awaited}")
        person.awaited = person.awaited[1:]
        invitation = Invitation(entry.survey, entry.interaction, self._closed[entry.interaction])
        self._invitations[entry.invitation] = invitation
        self._compare(entry, person, invitation, None)
        if entry.gate is None:
            person.chosen = entry.survey
            message = Message(entry.message, invitation, entry.at, first=True)
            self._messages[entry.message] = message
            person.messages.append(message)
        else:
            invitation.gone = True

    def _on_claimed(self, entry: Entry, person: Person) -> None:
        message = self._messages[entry.message]
        self._compare(entry, person, message.invitation, message)
        message.cleared = None
        if entry.gate is not None:
            message.counts_from = None
            message.invitation.gone = True
        elif entry.at == entry.now:
            message.cleared = entry.now
        else:
            message.counts_from = entry.at

    def _compare(
        self, entry: Entry, person: Person, invitation: Invitation, message: Message | None
    ) -> None:
        """Find what the rules say, and compare it with what was decided."""
        case = self._case(entry, person, invitation, message)
        gate, until = first_no(case)
        self.decisions[gate or "ask"] = self.decisions.get(gate or "ask", 0) + 1
        told = (entry.gate, entry.until if entry.gate else None)
        if told != (gate, until):
            self._fault(entry, f"the rules say {gate or 'ask'} until {until}, at {case.at}")
        elif gate is None and entry.at != case.at:
            self._fault(entry, f"the question may go at {case.at}")

    def _case(
        self, entry: Entry, person: Person, invitation: Invitation, message: Message | None
    ) -> Case:
        rules = self._book()
        own = rules.surveys[invitation.survey]
        ready = entry.now if invitation.put_off else max(entry.now, invitation.closed_at + own.delay)
        asks = [
            each
            for each in person.messages
            if _is_counted(each)
            and (each.invitation is not invitation or (each is not message and each.first))
            and _counts(each) >= entry.now - FORGOTTEN
        ]
        return Case(
            person=person,
            survey=invitation.survey,
            rules=rules,
            own=own,
            at=out_of_quiet(ready, rules),
            closed_at=invitation.closed_at,
            again=invitation.put_off,
            chosen=person.chosen if message is None else None,
            asks=sorted(asks, key=_counts, reverse=True),
        )

    # -- what became of it -----------------------------------------------------------------------

    def _on_out(self, entry: Entry, _person: Person) -> None:
        message = self._messages[entry.message]
        if message.cleared is None:
            self._fault(entry, "it was sent although no claim let it go")
        message.counts_from = entry.now

    def _on_failed(self, entry: Entry, _person: Person) -> None:
        message = self._messages[entry.message]
        message.counts_from = None

    def _on_retried(self, entry: Entry, _person: Person) -> None:
        message = self._messages[entry.message]
        message.counts_from, message.cleared = entry.at, None

    def _on_put_off(self, entry: Entry, person: Person) -> None:
        invitation = self._invitations[entry.invitation]
        if invitation.put_off:
            self._fault(entry, "it was put off a second time")
        invitation.put_off = True
        message = Message(entry.message, invitation, entry.at, first=False)
        self._messages[entry.message] = message
        person.messages.append(message)

    def _on_answered(self, entry: Entry, _person: Person) -> None:
        self._invitations[entry.invitation].answered_at = entry.now

    def _on_expired(self, entry: Entry, _person: Person) -> None:
        self._invitations[entry.invitation].expired = True

    def _on_withdrawn(self, entry: Entry, person: Person) -> None:
        self._invitations[entry.invitation].gone = True
        for message in person.messages:
            if message.invitation is self._invitations[entry.invitation] and not message.cleared:
                message.counts_from = None

    def _on_over(self, entry: Entry, _person: Person) -> None:
        """At the end nothing may have been forgotten."""
        for person in self._people.values():
            if person.awaited:
                self._fault(entry, f"nothing was decided about {person.awaited} of {person.id}")
            for message in person.messages:
                due = message.counts_from
                if due and not message.cleared and due < entry.now - LEFT_LYING:
                    self._fault(entry, f"message {message.id} was left lying since {due}")


def _counts(message: Message) -> datetime:
    assert message.counts_from is not None
    return message.counts_from


def _is_counted(message: Message) -> bool:
    """A question that was put off did reach the person, whatever became of the next message."""
    if message.counts_from is None:
        return False
    return not message.invitation.gone or (message.invitation.put_off and message.first)


# -- the rules, each from its sentence in the documentation ------------------------------------------


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


def _order(case: Case) -> Verdict:
    return NEVER if case.chosen else YES


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
        else _counts(each) + case.own.after_silence
        for each in case.asks
        if each.invitation.survey == case.survey
    ]
    return _wait(case, max(ends)) if ends else YES


def _gap(case: Case) -> Verdict:
    others = [_counts(each) for each in case.asks if each.invitation.survey != case.survey]
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


def _lot(case: Case, what: str) -> float:
    drawn = blake2b(f"{case.person.id}\0{case.survey}\0{what}".encode(), digest_size=8)
    return int(drawn.hexdigest(), 16) / 2**64


def _expired(case: Case) -> Verdict:
    late = case.at - case.closed_at > case.rules.drop_after
    return NEVER if late and not case.again else YES


RULES: dict[str, Callable[[Case], Verdict]] = {
    "opted_out": _opted_out,
    "unreachable": _unreachable,
    "order": _order,
    "floor": _floor,
    "cap": _cap,
    "clock": _clock,
    "gap": _gap,
    "patience": _patience,
    "sample": _sample,
    "expired": _expired,
}


def out_of_quiet(moment: datetime, rules: Rulebook) -> datetime:
    """Give when quiet hours are over: what the clock on the wall shows, the later of two."""
    start, end = rules.quiet
    local = moment.astimezone(rules.zone)
    here = local.time()
    over_night = start > end
    if start == end or not (
        (here >= start or here < end) if over_night else (start <= here < end)
    ):
        return moment
    day = local.date() + (DAY if over_night and here >= start else timedelta())
    wall = datetime.combine(day, end, UTC)
    around = (wall - DAY, wall + DAY)
    shifts = [each.astimezone(rules.zone).utcoffset() or timedelta() for each in around]
    candidates = [wall - shift for shift in shifts]
    shown = [
        each
        for each in candidates
        if each.astimezone(rules.zone).replace(tzinfo=UTC) == wall
    ]
    return max(shown or candidates)
