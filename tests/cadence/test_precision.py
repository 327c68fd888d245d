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
DAYS, A_DAY = 17, 30
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


@pytest.mark.parametrize("seed", range(2))
async def test_the_lot_is_what_was_promised(tmp_path: Path, seed: int) -> None:
    """Everybody is decided about as the log says, and asked at about the same rate every day."""
    chance, ids = Random(seed), count()
    people = 60
    bot = WholeWay(tmp_path, people)
    await bot.obey(rulebook(), BEGINS)
    draws = Draws("care", 20, 7 * DAY, BERLIN)
    coming: list[tuple[datetime, int, int | None, Asked | None]] = []
    for day in range(DAYS):
        for _ in range(A_DAY):
            at = BEGINS + day * DAY + chance.uniform(0, 14) * HOUR
            heapq.heappush(coming, (at, next(ids), None, None))
    met: Counter[str | None] = Counter()
    while coming:
        now, number, invitation, ask = heapq.heappop(coming)
        if invitation is not None and ask is not None:
            ask.good = chance.random() < 0.8
            assert await bot.answer(invitation, now, score=5 if ask.good else 2)
            ask.answered_on = draws.day(now)
            continue
        person = chance.randint(1, people)
        gate, until = draws.verdict(person, now)
        [told] = await bot.end(Ended(person, number, "support", closed_at=now), now)
        assert (told.gate, told.until) == (gate, until), f"seed {seed}, {number} at {now}"
        met[gate] += 1
        if gate is not None:
            draws.undrawn.append(draws.day(now))
            continue
        [claimed] = await bot.claim(now)
        assert claimed.gate is None
        await bot.note(claimed.message, "sent", now, None)
        asked = Asked(draws.day(now))
        draws.asks.append(asked)
        if chance.random() < 0.4:
            lag = chance.choice((HOUR, 30 * HOUR)) * chance.random() + timedelta(microseconds=1)
            heapq.heappush(coming, (now + lag, number, claimed.invitation, asked))
    await bot.close()
    assert min(met.values()) >= DAYS * A_DAY // 10
