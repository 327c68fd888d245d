"""Whom a wanted precision asks, the whole way through the storage, judged from the log alone."""

import heapq
from collections import Counter
from datetime import UTC, datetime, time, timedelta
from itertools import count
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest

from tests.cadence.by_storage import WholeWay
from tests.cadence.drawing import Asked, Draws
from tests.cadence.log import Ended, Rulebook, SurveyRules

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BERLIN = ZoneInfo("Europe/Berlin")
BEGINS = datetime(2026, 10, 9, 6, 0, tzinfo=UTC)  # a Friday; the clocks change after two weeks
DAYS, A_DAY, PEOPLE = 17, 30, 60
NONE = timedelta()


def rulebook() -> Rulebook:
    survey = SurveyRules(
        touchpoints=(), delay=NONE, expires=14 * DAY, after_answer=NONE, after_silence=NONE,
        sample=1.0, sample_period=30 * DAY, precision=(20, 7 * DAY),
    )  # fmt: skip
    return Rulebook(
        zone=BERLIN, floor=NONE, gap=NONE, cap_asks=99, cap_per=DAY, factor=1.0, limit=NONE,
        drop_after=DAY, later_after=DAY, quiet=(time(0), time(0)), surveys={"care": survey},
    )  # fmt: skip


class Town:
    """People who come at any time, and what the bot says to them."""

    def __init__(self, bot: WholeWay, seed: int) -> None:
        self.met: Counter[str | None] = Counter()
        self._bot, self._chance, self._ids = bot, Random(seed), count()
        self._draws = Draws("care", 20, 7 * DAY, BERLIN)
        self._coming: list[tuple[datetime, int, tuple[int, Asked] | None]] = []

    async def play(self) -> None:
        """Let everybody come, and answer as they will."""
        for day in range(DAYS):
            for _ in range(A_DAY):
                at = BEGINS + day * DAY + self._chance.uniform(0, 14) * HOUR
                heapq.heappush(self._coming, (at, next(self._ids), None))
        while self._coming:
            now, number, answered = heapq.heappop(self._coming)
            if answered is not None:
                await self._answer(*answered, now)
            else:
                person = self._chance.randint(1, PEOPLE)
                if await self._is_asked(person, number, now):
                    await self._ask(person, number, now)

    async def _is_asked(self, person: int, number: int, now: datetime) -> bool:
        gate, until = self._draws.verdict(person, now)
        [told] = await self._bot.end(Ended(person, number, "support", closed_at=now), now)
        assert (told.gate, told.until) == (gate, until), f"{number} at {now}"
        self.met[gate] += 1
        if gate is not None:
            self._draws.undrawn.append(self._draws.day(now))
        return gate is None

    async def _ask(self, person: int, number: int, now: datetime) -> None:
        [claimed] = await self._bot.claim(now)
        assert claimed.gate is None
        await self._bot.note(claimed.message, "sent", now, None)
        asked = Asked(self._draws.day(now), person)
        self._draws.asks.append(asked)
        if self._chance.random() < 0.4:
            lag = self._chance.choice((HOUR, 30 * HOUR)) * self._chance.random()
            answer = (claimed.invitation, asked)
            heapq.heappush(self._coming, (now + lag, number, answer))

    async def _answer(self, invitation: int, asked: Asked, now: datetime) -> None:
        asked.good = self._chance.random() < 0.8
        assert await self._bot.answer(invitation, now, score=5 if asked.good else 2)
        asked.answered_on = self._draws.day(now)


@pytest.mark.parametrize("seed", range(2))
async def test_the_lot_is_what_was_promised(tmp_path: Path, seed: int) -> None:
    """Each decision is what the log says, over the end of a period and a change of the clocks."""
    bot = WholeWay(tmp_path, PEOPLE)
    await bot.obey(rulebook(), BEGINS)
    town = Town(bot, seed)
    await town.play()
    await bot.close()
    assert set(town.met) == {None, "precision"}
    assert min(town.met.values()) >= DAYS * A_DAY // 10
