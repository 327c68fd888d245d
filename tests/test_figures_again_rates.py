"""How many answered, so far and at one age: a second reckoning in three languages."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from storage import answers, asks
from storage.transaction import Transaction
from tests.bot.town import NOW, ZONE, Town, open_town
from tests.figures_again import shown, sure
from tests.figures_again_more import exact
from tests.figures_again_replies import numbers, replies, row_of
from tests.figures_again_waits import AGES, Asking, Rate, apart, at_three_days

DAY = timedelta(days=1)


async def test_rates_of_answers_at_one_age(tmp_path: Path) -> None:
    found = _asked(Random(12))
    async with open_town(tmp_path) as town:
        await _play(town, found)
        await _weeks_agree(town, found)


async def _weeks_agree(town: Town, found: Sequence[Asking]) -> None:
    for weeks in (0, 1, 2):
        until = (NOW + DAY).replace(hour=0) - weeks * 7 * DAY
        now, before = (
            [each for each in found if _lies(each, until - 7 * at * DAY)] for at in (0, 1)
        )
        last = until - DAY
        span = f"{(until - 7 * DAY).date()}..{last.date()}"
        for lines in await replies(town, f"/responses {span} survey=care"):
            _rates_agree(now, before, lines)
        for lines in await replies(town, f"/responses {span} survey=care by channel"):
            for channel in ("chat", "phone"):
                own = [each for each in now if each.channel == channel]
                rate = at_three_days(own, NOW, ZONE)
                assert rate is not None
                counts = [str(len(own)), str(sum(_is_answered(each) for each in own))]
                assert row_of(lines, channel) == [*counts, shown(100 * (1 - rate.left), 0)], lines


def _asked(chance: Random) -> list[Asking]:
    """Asks of four weeks; fewer answer in the last but one."""
    found = []
    for day in range(28):
        share = 0.25 if 14 <= day < 21 else 0.55
        for _ in range(20):
            at = (NOW - (27 - day) * DAY).replace(hour=5) + chance.uniform(0, 12) * timedelta(
                hours=1
            )
            until = chance.choices(AGES[1:], [55, 12, 15, 11, 7])[0]
            after = until * chance.random() if chance.random() < share else None
            back = None
            if after is None and chance.random() < 0.1:
                back = AGES[-1] * chance.random()
            found.append(Asking(at, chance.choice(("chat", "phone")), after, back))
    return [each for each in found if each.at <= NOW]


def _lies(ask: Asking, until: datetime) -> bool:
    days = ask.at.astimezone(ZONE).date()
    return (until - 7 * DAY).date() <= days < until.date()


def _is_answered(ask: Asking) -> bool:
    return ask.answered is not None and ask.at + ask.answered <= NOW


def _is_withdrawn(ask: Asking) -> bool:
    return ask.withdrawn is not None and ask.at + ask.withdrawn <= NOW


async def _play(town: Town, found: Sequence[Asking]) -> None:
    async def unit(tx: Transaction) -> None:
        for ask in found:
            asked = await town._asked(tx, "care", ask.at, {"channel": ask.channel})
            if ask.answered is not None and _is_answered(ask):
                at = ask.at + ask.answered
                await answers.add(tx, asked, score=5, at=at, zone=ZONE)
                await asks.answer(tx, asked, at=at, zone=ZONE)
            elif ask.withdrawn is not None and _is_withdrawn(ask):
                at = ask.at + ask.withdrawn
                await asks.take_back(tx, asked, gate="live_talk", at=at, zone=ZONE)

    await town.services.database.write(unit)


def _rates_agree(now: Sequence[Asking], before: Sequence[Asking], lines: Sequence[str]) -> None:
    sent, answered = len(now), sum(map(_is_answered, now))
    so_far = [shown(each, 0) for each in (100 * answered / sent, *exact(answered, sent))]
    assert sorted(numbers(lines[0])) == sorted([*so_far, str(sent)]), lines
    withdrawn = sum(map(_is_withdrawn, now))
    counted = [numbers(line) for line in lines]
    for right in ([str(sent)], [str(withdrawn)], [str(sent - answered - withdrawn)]):
        assert right in counted, (right, lines)
    assert [str(answered), so_far[0]] in counted, lines
    rate, earlier = (at_three_days(each, NOW, ZONE) for each in (now, before))
    assert rate is not None
    assert earlier is not None
    said = [_percent(1 - rate.left), *map(_percent, rate.range(0.95))]
    low, high = _rates_apart(earlier, rate)
    if low <= 0 <= high:
        said += ["7", _percent(1 - earlier.left)]
        assert said in [numbers(line) for line in lines], (said, lines)
    else:
        assert said in [numbers(line) for line in lines], (said, lines)
        warned = sorted([_percent(1 - rate.left), _percent(1 - earlier.left)])
        assert warned in [sorted(numbers(line)) for line in lines if "⚠" in line], (warned, lines)


def _percent(share: float) -> str:
    return shown(100 * share, 0)


def _rates_apart(before: Rate, after: Rate) -> tuple[float, float]:
    ends = [each.range(sure(7)) for each in (before, after)]
    return apart(1 - before.left, ends[0], 1 - after.left, ends[1])
