"""A bot that keeps its book in memory and lets the real gates decide."""

from collections.abc import Sequence
from datetime import datetime
from itertools import count

from bot.asking.gathering import REMEMBERED
from bot.gates.decide import Skip, decide
from bot.gates.facts import Facts, Occasion
from storage.invitations import LATE
from tests.cadence.book import STILL_OPEN, Invited, Known, Message, counts, past, rules_of
from tests.cadence.bots import Decided
from tests.cadence.log import Ended, Rulebook


class GatesAlone:
    """No storage: the book is made of the same rows, and read in the same way."""

    def __init__(self) -> None:
        self._ids = count(1)
        self._people: dict[int, Known] = {}
        self._planned: dict[int, Message] = {}
        self._messages: dict[int, Message] = {}
        self._open: dict[int, Invited] = {}
        self._answers: dict[str, list[datetime]] = {}
        self._invited: dict[int, Invited] = {}

    async def obey(self, rules: Rulebook, now: datetime) -> None:
        self._book = rules
        self._rules = {name: rules_of(rules, name) for name in rules.surveys}

    async def restart(self, now: datetime) -> None:
        """Nothing is forgotten: everything is in the book."""

    async def end(self, ended: Ended, now: datetime) -> list[Decided]:
        known = self._people.setdefault(ended.person, Known(ended.person))
        decisions, chosen = [], None
        for name, survey in self._book.surveys.items():
            if survey.touchpoints and ended.touchpoint not in survey.touchpoints:
                continue
            facts = self._facts(known, name, ended, now, chosen=chosen)
            outcome = decide(facts, self._rules[name], now=now)
            number = next(self._ids)
            if isinstance(outcome, Skip):
                decisions.append(Decided(name, number, 0, outcome.gate, outcome.until, None))
                continue
            chosen = name
            invited = Invited(number, ended.person, name, ended, outcome.at + survey.expires)
            self._invited[number] = invited
            message = self._plan(known, invited, "ask", outcome.at)
            decisions.append(Decided(name, number, message.id, None, None, outcome.at))
        return decisions

    def _plan(self, known: Known, invited: Invited, kind: str, at: datetime) -> Message:
        message = Message(next(self._ids), invited, kind, "planned", at)
        known.messages.append(message)
        self._planned[message.id] = self._messages[message.id] = message
        return message

    def _facts(
        self,
        known: Known,
        survey: str,
        ended: Ended,
        now: datetime,
        *,
        chosen: str | None = None,
        own: Invited | None = None,
    ) -> Facts:
        horizon = self._rules[survey].horizon
        since = now - max(2 * horizon, REMEMBERED)
        asks = [
            past(each, each.counted_at)
            for each in reversed(known.messages)
            if each.counted_at is not None
            and each.counted_at >= since
            and counts(each)
            and (each.invited is not own or (own.again and each.kind == "ask"))
        ]
        asks.sort(key=lambda each: each.at, reverse=True)
        return Facts(
            person=str(known.id),
            survey=survey,
            closed_at=ended.closed_at,
            opted_out=known.opted_out,
            unreachable=known.unreachable,
            chosen=chosen,
            asks=asks,
            again=own is not None and own.again,
            occasion=Occasion(ended.tags, ended.messages, ended.lasted),
            quota_reached_at=self._reached(survey),
        )

    def _reached(self, survey: str) -> datetime | None:
        quota = self._rules[survey].quota
        found = sorted(self._answers.get(survey, ()))
        return found[-quota.answers] if quota and len(found) >= quota.answers else None

    async def claim(self, now: datetime) -> list[Decided]:
        due = [each for each in self._planned.values() if (each.counted_at or now) <= now]
        return [self._look(each, now) for each in due]

    def _look(self, message: Message, now: datetime) -> Decided:
        own = message.invited
        known = self._people[own.person]
        facts = self._facts(known, own.survey, own.ended, now, own=own)
        outcome = decide(facts, self._rules[own.survey], now=now)
        if own.expires_at <= now:
            outcome = Skip("expired", None, ())
        if isinstance(outcome, Skip):
            self._settle(message, "withdrawn")
            own.state = "withdrawn"
            return Decided(
                own.survey, own.id, message.id, outcome.gate, outcome.until, None, own.person
            )
        message.counted_at = outcome.at
        if outcome.at <= now:
            message.state = own.state = "claimed"
            del self._planned[message.id]
        return Decided(own.survey, own.id, message.id, None, None, outcome.at, own.person)

    def _settle(self, message: Message, state: str) -> None:
        message.state, message.counted_at = state, None
        self._planned.pop(message.id, None)

    async def note(
        self, message: int, became: str, now: datetime, again_at: datetime | None
    ) -> None:
        it = self._messages[message]
        if became in {"sent", "unknown"}:
            it.state = it.invited.state = became
            self._open[it.invited.id] = it.invited
        elif became == "retried":
            it.state = it.invited.state = "planned"
            it.counted_at = again_at
            self._planned[it.id] = it
        else:
            self._settle(it, "failed")
            it.invited.state = "failed"
            self._people[it.invited.person].unreachable |= became == "blocked"

    async def press(self, invitation: int, now: datetime) -> list[int]:
        it = self._invited[invitation]
        if it.state not in {"unknown", "expired"}:
            return []
        it.state = "sent" if it.state == "unknown" else it.state
        mine = [each for each in self._people[it.person].messages if each.invited is it]
        proven = [each for each in mine if each.state == "unknown"]
        for each in proven:
            each.state, each.counted_at = "sent", now
        return [each.id for each in proven]

    async def answer(self, invitation: int, now: datetime) -> bool:
        it = self._invited[invitation]
        if it.state not in {"sent", "expired"} or it.stopped or now >= it.expires_at + LATE:
            return False
        it.state, it.answered_at = "answered", now
        self._answers.setdefault(it.survey, []).append(now)
        self._open.pop(invitation, None)
        return True

    async def later(self, invitation: int, now: datetime) -> tuple[int, datetime] | None:
        it = self._invited[invitation]
        if it.state != "sent" or now >= it.expires_at or it.again:
            return None
        at: datetime = now + self._book.later_after
        it.state, it.again = "planned", True
        it.expires_at = at + self._book.surveys[it.survey].expires
        self._open.pop(invitation, None)
        return self._plan(self._people[it.person], it, "again", at).id, at

    async def expire(self, now: datetime) -> list[int]:
        overdue = [each for each in self._open.values() if each.expires_at <= now]
        for each in overdue:
            each.state = "expired"
            del self._open[each.id]
        return [each.id for each in overdue]

    async def reopen(self, interaction: int, now: datetime) -> list[int]:
        found = [each for each in self._invited.values() if each.ended.interaction == interaction]
        return self._take_back(found)

    async def stop(self, person: int, now: datetime) -> list[int]:
        known = self._people[person]
        known.opted_out = True
        for message in known.messages:
            message.invited.stopped |= message.invited.state == "expired"
        return self._take_back([each.invited for each in known.messages])

    def _take_back(self, found: Sequence[Invited]) -> list[int]:
        withdrawn = [each for each in found if each.state in STILL_OPEN]
        for each in withdrawn:
            each.state = "withdrawn"
            self._open.pop(each.id, None)
            for message in self._people[each.person].messages:
                if message.invited is each and message.state == "planned":
                    self._settle(message, "withdrawn")
        return list(dict.fromkeys(each.id for each in withdrawn))

    async def resume(self, person: int, now: datetime) -> None:
        self._people[person].opted_out = False

    async def unblock(self, person: int, now: datetime) -> None:
        self._people[person].unreachable = False
