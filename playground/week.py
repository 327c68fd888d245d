"""Plays a week of simulated customers through a running bot, over HTTP alone.

The bot is asked to do nothing special: customers press Start at the playground, interactions are
posted to its HTTP API, its clock is moved through the week, and customers press the buttons that
they find in its messages, or write, edit and send what people do. About 400 interactions give some
250 questions and 500 further messages and edits, so the playground's limits (30 messages a second,
20 a minute per group) are lifted for as long as the week lasts; the bot's own pacer is its owner's
to set.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from playground.acts import Act, Block, Edit, Say, Tap
from playground.buttons import score_keys
from playground.cast import SEED, Customer, cast
from playground.hearing import Place, Written
from playground.manners import Reading, next_act, read
from playground.reach import Places, Reach, WeekError, reaching, together
from playground.schedule import Ending, Step, steps

Progress = Callable[[int, int, str], None]
OPEN_LIMITS = {"chat_interval_s": 0, "overall": 0, "group": 0}
# Afterwards the group stays open: the playground still counts the week's last busy minute.
USUAL_LIMITS = {"chat_interval_s": 1.0, "overall": 30}
ROUNDS = 8
EARLIER = timedelta(minutes=20)  # than the first step, people press Start
POLL_S = 0.02
SETTLE_S = 60.0


@dataclass(slots=True)
class Report:
    """What happened, in counts, and what customers meant by what they wrote."""

    customers: int = 0
    interactions: int = 0
    decisions: Counter[str] = field(default_factory=Counter)
    acts: Counter[str] = field(default_factory=Counter)
    written: dict[Place, Written] = field(default_factory=dict, compare=False)


async def play_week(
    places: Places,
    *,
    first_day: date,
    zone: ZoneInfo,
    customers: int = 240,
    progress: Progress | None = None,
) -> Report:
    """Play the seven days from `first_day`; the same week each time."""
    people = cast(seed=SEED, customers=customers)
    plan = steps(people, seed=SEED, first_day=first_day, zone=zone)
    total = len(people) + sum(len(step.endings) for step in plan)
    async with reaching(places) as reach:
        week = _Week(reach, total=total, progress=progress or _silent)
        await week.reach.play("/play/limits", OPEN_LIMITS)
        try:
            await week.join(people, plan[0])
            for step in plan:
                await week.step(step)
        finally:
            await week.reach.play("/play/limits", USUAL_LIMITS)
    return week.report


def _silent(done: int, total: int, label: str) -> None:
    """Show nothing."""


class _Week:
    """One week under way."""

    def __init__(self, reach: Reach, *, total: int, progress: Progress) -> None:
        self.reach = reach
        self.report = Report()
        self._total = total
        self._progress = progress
        self._people: dict[int, Customer] = {}
        self._asked_about: dict[int, Ending] = {}
        self._readings: dict[tuple[int, int], Reading] = {}
        self._nth: Counter[int] = Counter()
        self._gone: set[int] = set()

    async def join(self, people: Sequence[Customer], first: Step) -> None:
        """Let everyone find the bot, and most of them press Start."""
        await self._move_clock(first.at - EARLIER)
        self._people = {person.id: person for person in people}
        await together(self._join(person) for person in people)
        await self._settle()

    async def _join(self, person: Customer) -> None:
        user = {
            "id": person.id,
            "first_name": person.name,
            "username": person.username,
            "language_code": person.language,
        }
        await self.reach.play("/play/users", user)
        if person.joins:
            await self.reach.play("/play/say", {"user": person.id, "text": "/start"})
        self.report.customers += 1
        self._tell("customers say hello")

    async def step(self, step: Step) -> None:
        """Move the clock, let people answer what they got meanwhile, end some interactions."""
        await self._move_clock(step.at)
        self._tell(step.label)
        await self._settle()
        await self._answer(fresh=True)
        for _ in range(ROUNDS):
            if not await self._answer(fresh=False):
                break
        await together(self._end(ending, step) for ending in step.endings)
        if step.orders:
            await self.reach.tell_orders(step.orders)
        await self._settle()

    async def _move_clock(self, to: datetime) -> None:
        moment = {"to": to.isoformat()}
        await self.reach.bot("/demo/clock", moment)
        await self.reach.play("/play/clock", moment)

    async def _end(self, ending: Ending, step: Step) -> None:
        reply = await self.reach.bot("/v1/interactions", ending.body(now=step.at))
        for decision in reply["decisions"]:
            self.report.decisions[decision.get("gate") or decision["decision"]] += 1
            if decision["decision"] == "ask":
                self._asked_about[ending.customer.id] = ending
        self.report.interactions += 1
        self._tell(step.label)

    async def _answer(self, *, fresh: bool) -> bool:
        """Let everyone with an open question do one thing; say whether anyone did."""
        state = await self.reach.play("/play/state")
        acts: list[tuple[Place, Act]] = []
        for chat, messages in state["messages"].items():
            person = self._people.get(int(chat))
            if person is not None and person.id not in self._gone:
                acts += self._acts(person, messages, fresh=fresh)
        await together(self._do(question, act) for question, act in acts)
        if acts:
            await self._settle()
        return bool(acts)

    def _acts(
        self, person: Customer, messages: list[Any], *, fresh: bool
    ) -> Iterable[tuple[Place, Act]]:
        for message in messages:
            reading = self._readings.get((person.id, message["message_id"]))
            if reading is None:
                reading = self._begin(person, message)
            if reading is None or reading.done:
                continue
            if reading.delay > 0:
                reading.delay -= 1 if fresh else 0
                continue
            act = next_act(message, reading)
            if act is not None:
                yield (person.id, message["message_id"]), act

    def _begin(self, person: Customer, message: dict[str, Any]) -> Reading | None:
        if not score_keys(message):
            return None
        about = self._asked_about.get(person.id)
        reading = read(
            person,
            nth=self._nth[person.id],
            agent=about.agent if about else "",
            touchpoint=about.touchpoint if about else "",
        )
        self._nth[person.id] += 1
        self._readings[person.id, message["message_id"]] = reading
        return reading

    async def _do(self, question: Place, act: Act) -> None:
        self.report.acts[type(act).__name__.lower()] += 1
        person = question[0]
        match act:
            case Tap(message, data):
                tap = {"user": person, "chat": person, "message": message, "data": data}
                await self.reach.play("/play/tap", tap)
            case Say():
                await self._say(question, act)
            case Edit(text):
                message = self._readings[question].wrote
                edit = {"user": person, "message": message, "text": text}
                await self.reach.play("/play/edit", edit)
                self.report.written[person, message].kind = "edit"
            case Block():
                self._gone.add(person)
                await self.reach.play("/play/block", {"user": person})

    async def _say(self, question: Place, say: Say) -> None:
        (person, asked), reading = question, self._readings[question]
        words = {"user": person, "text": say.text, "attachment": say.attachment}
        reading.wrote = (await self.reach.play("/play/say", words))["message_id"]
        self.report.written[person, reading.wrote] = Written(say.kind, asked, reading)

    async def _settle(self) -> None:
        """Wait until the bot has taken every update and has nothing due."""
        deadline = asyncio.get_running_loop().time() + SETTLE_S
        while True:
            pending = (await self.reach.play("/play/pending"))["updates"]
            due = {} if pending else (await self.reach.bot("/health"))["due"]
            if not pending and not due["total"]:
                return
            if asyncio.get_running_loop().time() > deadline:
                raise WeekError(f"work never ended: {pending} updates, due {due}")
            await asyncio.sleep(POLL_S)

    def _tell(self, label: str) -> None:
        self._progress(self.report.customers + self.report.interactions, self._total, label)
