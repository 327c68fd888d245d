"""Every rule once more, written from what is promised and fed by the log alone.

It shares nothing with the code that decides: it imports the log and the promises. What it finds is
a list of sentences, none when every ask kept every rule and every ask not made had a reason.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from tests.cadence.log import Ended, Entry, Rulebook
from tests.cadence.promises import (
    LATE,
    Case,
    Invitation,
    Message,
    Person,
    age,
    counts,
    earliest,
    first_no,
    is_counted,
)

FORGOTTEN = timedelta(days=5 * 365)
LEFT_LYING = timedelta(days=20)


def judge(log: Sequence[Entry]) -> list[str]:
    """Read a log from its beginning up to the first fault, or to its end."""
    checker = Checker()
    for place, entry in enumerate(log):
        checker.take(place, entry)
        if checker.faults:
            break
    return checker.faults


class Checker:
    """The state of every person as far as the log has been read."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.decisions: dict[str, int] = {}
        self.late_answers = 0
        self._rules: Rulebook | None = None
        self._people: dict[int, Person] = {}
        self._messages: dict[int, Message] = {}
        self._invitations: dict[int, Invitation] = {}
        self._ended: dict[int, Ended] = {}
        self._answers: dict[str, list[datetime]] = {}
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
            "refused": self._on_refused,
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
            for message in person.messages:
                message.invitation.stopped |= person.stopped and message.invitation.expired
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
        assert entry.ended is not None
        self._ended[entry.interaction] = entry.ended
        person.chosen = None
        person.awaited = [
            name
            for name, each in self._book().surveys.items()
            if not each.touchpoints or entry.ended.touchpoint in each.touchpoints
        ]

    def _on_decided(self, entry: Entry, person: Person) -> None:
        if person.awaited[:1] != [entry.survey]:
            self._fault(entry, f"decided out of turn, awaited were {person.awaited}")
        person.awaited = person.awaited[1:]
        invitation = Invitation(entry.survey, self._ended[entry.interaction])
        self._invitations[entry.invitation] = invitation
        self._compare(entry, person, invitation, None)
        if entry.gate is None and entry.at is not None:
            person.chosen = entry.survey
            invitation.ends = entry.at + self._book().surveys[entry.survey].expires
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
            message.cleared = message.counts_from = entry.now
        else:
            message.counts_from = entry.at

    def _compare(
        self, entry: Entry, person: Person, invitation: Invitation, message: Message | None
    ) -> None:
        """Find what the rules say, and compare it with what was decided."""
        case = self._case(entry, person, invitation, message)
        run_out = invitation.ends is not None and invitation.ends <= entry.now
        gate, until = ("expired", None) if run_out else first_no(case)
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
        ready = (
            entry.now
            if invitation.put_off
            else max(entry.now, invitation.ended.closed_at + own.delay)
        )
        asks = [
            each
            for each in person.messages
            if is_counted(each)
            and (each.invitation is not invitation or (each is not message and each.first))
            and counts(each) >= entry.now - FORGOTTEN
        ]
        return Case(
            person=person,
            survey=invitation.survey,
            rules=rules,
            own=own,
            at=earliest(ready, rules),
            ended=invitation.ended,
            answers=self._answers.get(invitation.survey, ()),
            again=invitation.put_off,
            chosen=person.chosen if message is None else None,
            asks=sorted(asks, key=age, reverse=True),
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
        assert entry.at is not None
        invitation.ends = entry.at + self._book().surveys[invitation.survey].expires
        message = Message(entry.message, invitation, entry.at, first=False)
        self._messages[entry.message] = message
        person.messages.append(message)

    def _on_answered(self, entry: Entry, _person: Person) -> None:
        invitation = self._invitations[entry.invitation]
        if not self._may_answer(entry, invitation):
            self._fault(entry, "it was answered although it was over")
        self.late_answers += invitation.expired
        invitation.answered_at, invitation.expired = entry.now, False
        self._answers.setdefault(invitation.survey, []).append(entry.now)

    def _on_refused(self, entry: Entry, person: Person) -> None:
        invitation = self._invitations[entry.invitation]
        last = [each for each in person.messages if each.invitation is invitation][-1]
        came = last.cleared is not None and last.counts_from is not None
        if came and self._may_answer(entry, invitation):
            self._fault(entry, "an answer was refused although it came in time")

    def _may_answer(self, entry: Entry, invitation: Invitation) -> bool:
        """Also for a day after the end, unless the person has said stop since."""
        over = invitation.gone or invitation.stopped or invitation.answered_at is not None
        return not over and invitation.ends is not None and entry.now < invitation.ends + LATE

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
