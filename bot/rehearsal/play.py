"""The interactions played against one configuration: the bot's own gates, and time that passes."""

import heapq
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import count

from bot.asking.gathering import REMEMBERED, stored_occasion
from bot.gates.decide import Skip, decide
from bot.gates.facts import PastAsk
from bot.rehearsal.book import Book
from bot.rehearsal.guesses import ANSWERED_AFTER, Luck
from bot.rehearsal.parts import Counts, PlayedAsk, PlayedMatter, PlayedQuestion
from bot.rehearsal.stock import Supply
from bot.settings.config import Config
from storage.ask_states import may
from storage.replay import Before, Recorded

SENT_AFTER = timedelta(
    seconds=1
)  # nothing leaves early, so that one at 09:00 delays the next day's
NO_SURVEY = "no survey"  # no survey is about the touchpoint


class Play:
    """The people and surveys of one configuration while recorded interactions pass by."""

    def __init__(
        self, config: Config, luck: Luck, *, witness: Callable[[PlayedAsk], None] | None = None
    ) -> None:
        self.config = config
        self.interactions = 0
        self.books: defaultdict[int, Book] = defaultdict(Book)
        self.questions = _questions(config)
        self.days: Counter[date] = Counter()
        self._luck = luck
        self._witness = witness
        self._zone = config.business.zone
        horizon = max(each.rules.horizon for each in self.questions.values())
        self.remembered = max(2 * horizon, REMEMBERED)  # as far back as the gates know past asks
        self._about: dict[str, list[PlayedQuestion]] = {}
        self._coming: list[tuple[datetime, int, Callable[[datetime], None]]] = []
        self._turn = count()

    def remember(self, asks: Sequence[Before], *, now: datetime) -> None:
        """Enter what was asked before; what became of it later happens in its time."""
        for each in asks:
            book = self.books[each.customer_id]
            past, ends = PastAsk(each.survey, each.counted_at, anonymous=each.anonymous), each.ends
            while ends and ends[0][0] <= now:
                _, answered_at = ends.pop(0)
                past = replace(past, answered_at=answered_at, expired=answered_at is None)
            book.add(past)
            if ends:
                self._later(ends[0][0], partial(self._end, book, past, each, ends))

    def take(self, ended: Recorded) -> None:
        """Let time pass to an interaction, and decide about it as the bot does."""
        now = ended.received_at
        self._pass_to(now)
        self.interactions += 1
        book = self.books[ended.customer_id]
        book.met = True
        book.forget(now - self.remembered)
        matter = PlayedMatter(ended, stored_occasion(ended.told), book)
        questions = self._questions_about(ended.touchpoint)
        if not questions:
            book.gate = book.gate or NO_SURVEY
        chosen: str | None = None
        for question in questions:
            question.counts.matched += 1
            facts = matter.facts(question, now=now, chosen=chosen)
            outcome = decide(facts, question.rules, now=now)
            if isinstance(outcome, Skip):
                matter.skip(question, outcome.gate, now)
                continue
            chosen = question.name
            self._plan(matter, question, outcome.at)

    def finish(self) -> None:
        """Let everything happen that is still to come."""
        self._pass_to(None)

    def _questions_about(self, touchpoint: str) -> list[PlayedQuestion]:
        known = self._about.get(touchpoint)
        if known is None:
            known = [each for each in self.questions.values() if each.is_about(touchpoint)]
            self._about[touchpoint] = known
        return known

    def _plan(self, matter: PlayedMatter, question: PlayedQuestion, at: datetime) -> None:
        ended = matter.ended
        if not ended.reachable:
            matter.book.linked = True
            question.counts.linked += 1
            return
        ask = PlayedAsk(
            question,
            matter,
            question.past(at),
            at + question.survey.expires,
        )
        matter.book.add(ask.past)
        self._later(at + SENT_AFTER, partial(self._send, ask))
        if ended.reopened_at is not None:
            self._later(ended.reopened_at, ask.take_back)

    def _send(self, ask: PlayedAsk, now: datetime) -> None:
        """Look a last time, as the bot does when it claims a message, and ask."""
        if not may(ask.state, "claim"):
            return
        question, matter, book = ask.question, ask.matter, ask.matter.book
        book.remove(ask.past)
        outcome = decide(matter.facts(question, now=now), question.rules, now=now)
        if isinstance(outcome, Skip):
            ask.move("skip")
            matter.skip(question, outcome.gate, now)
            return
        ask.past = question.past(outcome.at)
        book.add(ask.past)
        if outcome.at > now:
            self._later(outcome.at + SENT_AFTER, partial(self._send, ask))
            return
        ask.move("claim")
        ask.move("deliver")
        question.counts.asked += 1
        question.supply.asked(now)
        self._count(book, now)
        self._wait_for_answer(ask, now)
        self._plan_reminder(ask, now)
        if self._witness is not None:
            self._witness(ask)

    def _wait_for_answer(self, ask: PlayedAsk, now: datetime) -> None:
        score = self._luck.score(ask.question.name, ask.matter.ended.id)
        if score is None:
            self._later(ask.expires_at, ask.expire)
            return
        at = now + min(ANSWERED_AFTER, ask.question.survey.expires / 2)
        self._later(at, partial(ask.answer, score))

    def _plan_reminder(self, ask: PlayedAsk, now: datetime) -> None:
        wanted = ask.question.survey.reminder
        if wanted is not None and now + wanted.after < ask.expires_at:
            ask.reminder = PastAsk(
                ask.question.name, now + wanted.after, anonymous=ask.past.anonymous
            )
            ask.matter.book.add(ask.reminder)
            self._later(ask.reminder.at + SENT_AFTER, partial(self._remind, ask))

    def _remind(self, ask: PlayedAsk, now: datetime) -> None:
        """Look again, and recall a question that is still open unless a gate is against it."""
        if ask.state != "sent" or ask.reminder is None:
            return
        question, book = ask.question, ask.matter.book
        book.remove(ask.reminder)
        facts = ask.matter.facts(question, now=now, reminder=True)
        outcome = decide(facts, question.rules, now=now)
        if isinstance(outcome, Skip):
            ask.reminder = None
            return
        ask.reminder = question.past(outcome.at)
        book.add(ask.reminder)
        if outcome.at > now:
            self._later(outcome.at + SENT_AFTER, partial(self._remind, ask))
            return
        ask.reminded = True
        question.counts.reminded += 1
        self._count(book, now)

    def _count(self, book: Book, now: datetime) -> None:
        book.asked += 1
        self.days[now.astimezone(self._zone).date()] += 1

    def _end(
        self,
        book: Book,
        past: PastAsk,
        what: Before,
        ends: Sequence[tuple[datetime, datetime | None]],
        now: datetime,
    ) -> None:
        """Let an ask from before run out or be answered at its time; it may still be afterwards."""
        (_, answered_at), *more = ends
        past = book.swap(past, answered_at=answered_at)
        if more:
            self._later(more[0][0], partial(self._end, book, past, what, more))
        question = self.questions.get(what.survey)
        scored = answered_at is not None and not what.unsaid
        if scored and what.kind == "ask" and question is not None:
            question.supply.answered(now, asked_at=what.counted_at, score=what.score)

    def _later(self, at: datetime, happening: Callable[[datetime], None]) -> None:
        heapq.heappush(self._coming, (at, next(self._turn), happening))

    def _pass_to(self, now: datetime | None) -> None:
        coming = self._coming
        while coming and (now is None or coming[0][0] <= now):
            at, _, happening = heapq.heappop(coming)
            happening(at)


def _questions(config: Config) -> dict[str, PlayedQuestion]:
    questions = {}
    for name, survey in config.surveys.items():
        rules = config.rules_of(survey)
        questions[name] = PlayedQuestion(name, survey, rules, Supply(rules), Counts())
    return questions
