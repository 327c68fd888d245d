"""Ten simulated years of fifty people: what happens to them, and what is asked of them."""

import heapq
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from random import Random
from typing import Any

from tests.cadence.bots import Bot, Decided
from tests.cadence.log import Ended, Entry, Rulebook, What
from tests.cadence.lots import (
    BECAME,
    BEGINS,
    DAY,
    ENDS,
    FATES,
    HOUR,
    MINUTE,
    PAUSES,
    PUNCTUAL,
    REOPENED,
    TICK,
    TOUCHPOINTS,
    Plan,
    odd_moments,
)


class World:
    """One history. The clock that the bot reads jumps; time itself does not."""

    def __init__(self, bot: Bot, rulebooks: Sequence[Rulebook], plan: Plan, chance: Random) -> None:
        self.log: list[Entry] = []
        self._bot, self._rulebooks, self._plan, self._chance = bot, rulebooks, plan, chance
        self._queue: list[tuple[datetime, int, Callable[[], Coroutine[Any, Any, None]]]] = []
        self._order = count()
        self._interactions = count(1)
        self._time = BEGINS
        self._shift = timedelta()
        self._rules = rulebooks[0]
        self._down_until = BEGINS
        self._due: dict[int, datetime] = {}
        self._next_look = ENDS
        self._person_of: dict[int, int] = {}  # by invitation
        self._of_message: dict[int, int] = {}

    @property
    def now(self) -> datetime:
        """What the clock shows."""
        return self._time + self._shift

    async def play(self) -> list[Entry]:
        """Let everything happen in its order."""
        await self._obey(self._rulebooks[0])
        self._foresee()
        while self._queue:
            self._time, _, happen = heapq.heappop(self._queue)
            await happen()
        self._write("over")
        return self.log

    def _foresee(self) -> None:
        """Draw the lots for everything that does not depend on the bot."""
        for rules in self._rulebooks[1:]:
            self._at(self._any_time(), partial(self._obey, rules))
        for _ in range(self._plan.jumps):
            by = self._chance.choice((HOUR, -HOUR, 7 * MINUTE, 2 * DAY, -DAY))
            self._at(self._any_time(), partial(self._jump, by))
        for _ in range(self._plan.stops):
            length = self._chance.choice((MINUTE, 5 * HOUR, 3 * DAY))
            self._at(self._any_time(), partial(self._go_down, length))
        odd = odd_moments(self._rulebooks[0])
        for person in range(1, self._plan.people + 1):
            at = self._any_time()
            for _ in range(self._plan.interactions):
                if self._chance.random() < 0.1:
                    at = self._chance.choice(odd) + self._chance.uniform(-30, 30) * HOUR
                else:
                    at += self._chance.expovariate(1) * self._chance.choice(PAUSES)
                at = at if BEGINS < at < ENDS else self._any_time()
                self._at(at, partial(self._end, person))

    def _any_time(self) -> datetime:
        return BEGINS + self._chance.random() * (ENDS - BEGINS)

    def _at(self, moment: datetime, happen: Callable[[], Coroutine[Any, Any, None]]) -> None:
        heapq.heappush(self._queue, (moment, next(self._order), happen))

    def _write(self, what: What, **details: Any) -> None:
        self.log.append(Entry(what, self.now, **details))

    # -- the operator and the machine ----------------------------------------------------------

    async def _obey(self, rules: Rulebook) -> None:
        await self._bot.obey(rules, self.now)
        self._rules = rules
        self._write("rules", rules=rules)

    async def _jump(self, by: timedelta) -> None:
        self._shift += by
        await self._look()

    async def _go_down(self, length: timedelta) -> None:
        self._down_until = max(self._down_until, self._time + length)
        self._at(self._down_until, self._come_up)

    async def _come_up(self) -> None:
        await self._bot.restart(self.now)
        await self._look()

    def _put_aside(self, happen: Callable[[], Coroutine[Any, Any, None]]) -> bool:
        """Let what needs the bot happen when it is up again."""
        if self._time >= self._down_until:
            return False
        self._at(self._down_until, happen)
        return True

    # -- from an interaction to an ask -----------------------------------------------------------

    async def _end(self, person: int, *, just_now: bool = False) -> None:
        chance, interaction = self._chance, next(self._interactions)
        ago = chance.choice((0 * HOUR, chance.random() * HOUR, chance.random() * 3 * DAY))
        ended = Ended(
            person,
            interaction,
            chance.choice(TOUCHPOINTS),
            closed_at=self.now if just_now else self.now - ago,
            messages=chance.choice((None, 0, 1, 2, 9)),
            lasted=chance.choice((None, MINUTE, 5 * MINUTE, HOUR)),
            tags=chance.choice((frozenset(), frozenset({"vip"}), frozenset({"no-survey"}))),
        )

        async def arrive() -> None:
            if self._put_aside(arrive):
                return
            self._write("ended", person=person, interaction=interaction, ended=ended)
            decided = await self._bot.end(ended, self.now)
            if chance.random() < REOPENED:
                goes_on = self._time + chance.random() * 3 * HOUR
                self._at(goes_on, partial(self._reopen, person, interaction))
            for each in decided:
                self._note_decision("decided", person, each, interaction)
                if each.gate is None and each.at is not None:
                    self._expect(each.message, each.invitation, person, each.at)
                elif each.until is not None and chance.random() < PUNCTUAL:
                    self._come_back(person, each.survey, each.until)

        await arrive()

    def _come_back(self, person: int, survey: str, until: datetime) -> None:
        """Let an interaction end so that its ask falls due as a wait ends, or just before."""
        early = self._chance.choice((0, 0, 1)) * TICK
        moment = until - self._rules.surveys[survey].delay - self._shift - early
        if self._time < moment < ENDS:
            self._at(moment, lambda: self._end(person, just_now=True))

    def _note_decision(self, what: What, person: int, each: Decided, interaction: int = 0) -> None:
        self._write(
            what,
            person=person,
            interaction=interaction,
            survey=each.survey,
            invitation=each.invitation,
            message=each.message,
            gate=each.gate,
            until=each.until,
            at=each.at,
        )

    def _expect(self, message: int, invitation: int, person: int, due: datetime) -> None:
        self._person_of[invitation], self._of_message[message] = person, invitation
        self._due[message] = due
        self._look_at(due)

    def _look_at(self, due: datetime) -> None:
        moment = max(self._time, due - self._shift)
        if moment < self._next_look or self._next_look <= self._time:
            self._next_look = moment
            self._at(moment, self._look)

    async def _look(self) -> None:
        """The bot looks what is due."""
        if self._put_aside(self._look):
            return
        self._next_look = ENDS + 10_000 * DAY
        going = []
        for each in await self._bot.claim(self.now):
            self._note_decision("claimed", self._person_of[each.invitation], each)
            if each.gate is not None or each.at is None:
                self._due.pop(each.message)
            elif each.at > self.now:
                self._due[each.message] = each.at
            else:
                going.append(each)
        for each in going:
            await self._send(self._person_of[each.invitation], each)
        if self._due:
            self._look_at(min(self._due.values()))

    async def _send(self, person: int, each: Decided) -> None:
        self._due.pop(each.message)
        became = self._draw(BECAME)
        again_at = (
            self.now + self._chance.choice((MINUTE, 5 * HOUR)) if became == "retried" else None
        )
        await self._bot.note(each.message, became, self.now, again_at)
        what: What = "failed" if became == "blocked" else became  # type: ignore[assignment]
        self._write(what, person=person, message=each.message, at=again_at)
        if again_at is not None:
            self._expect(each.message, each.invitation, person, again_at)
        elif became == "blocked":
            self._write("blocked", person=person)
            back = self._time + self._chance.random() * 200 * DAY
            self._at(back, lambda: self._unblock(person))
        elif became in {"sent", "unknown"}:
            self._await_fate(person, each)
            self._at(self._time + self._rules.surveys[each.survey].expires, self._expire)
        self._at(self._time + 15 * DAY, self._expire)

    # -- from an ask to its end --------------------------------------------------------------------

    def _await_fate(self, person: int, asked: Decided) -> None:
        fate, invitation = self._draw(FATES), asked.invitation
        when = self._time + self._chance.random() * self._chance.choice((HOUR, 12 * DAY))
        if fate == "answered":
            self._at(when, lambda: self._answer(person, invitation))
        elif fate == "late":  # about the end of the question, or of the day after it
            about = self._chance.choice((0, 12, 24)) * HOUR + self._chance.uniform(-3, 3) * HOUR
            ends = self._rules.surveys[asked.survey].expires + about
            self._at(self._time + ends, lambda: self._answer(person, invitation))
        elif fate == "later":
            self._at(when, lambda: self._later(person, invitation))
        elif fate == "stopped":
            self._at(when, lambda: self._stop(person))

    async def _answer(self, person: int, invitation: int) -> None:
        await self._press(person, invitation)
        took = await self._bot.answer(invitation, self.now)
        self._write("answered" if took else "refused", person=person, invitation=invitation)

    async def _press(self, person: int, invitation: int) -> None:
        """Whatever is pressed proves that the message did arrive."""
        for message in await self._bot.press(invitation, self.now):
            self._write("sent", person=person, message=message)

    async def _later(self, person: int, invitation: int) -> None:
        await self._press(person, invitation)
        put_off = await self._bot.later(invitation, self.now)
        if put_off is not None:
            message, at = put_off
            self._write("put off", person=person, invitation=invitation, message=message, at=at)
            self._expect(message, invitation, person, at)

    async def _stop(self, person: int) -> None:
        withdrawn = await self._bot.stop(person, self.now)
        self._write("stopped", person=person)
        self._take_back(person, withdrawn)
        if self._chance.random() < 0.8:
            back = self._time + self._chance.random() * self._chance.choice((DAY, 300 * DAY))
            self._at(back, lambda: self._resume(person))

    async def _reopen(self, person: int, interaction: int) -> None:
        if self._time >= self._down_until:
            self._take_back(person, await self._bot.reopen(interaction, self.now))

    def _take_back(self, person: int, withdrawn: Sequence[int]) -> None:
        for invitation in withdrawn:
            self._write("withdrawn", person=person, invitation=invitation)
        gone = set(withdrawn)
        self._due = {m: at for m, at in self._due.items() if self._of_message[m] not in gone}

    async def _resume(self, person: int) -> None:
        await self._bot.resume(person, self.now)
        self._write("resumed", person=person)

    async def _unblock(self, person: int) -> None:
        await self._bot.unblock(person, self.now)
        self._write("back", person=person)

    async def _expire(self) -> None:
        if self._put_aside(self._expire):
            return
        for invitation in await self._bot.expire(self.now):
            self._write("expired", person=self._person_of[invitation], invitation=invitation)

    def _draw(self, lots: Sequence[tuple[str, int]]) -> str:
        names, weights = zip(*lots, strict=True)
        return str(self._chance.choices(names, weights)[0])
