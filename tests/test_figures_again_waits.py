"""First replies, returning customers and contacts: a second reckoning in three languages."""

from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from tests.bot.counter import Counter, open_counter
from tests.figures_again import shown, sure
from tests.figures_again_replies import numbers, replies, row_of, sized
from tests.figures_again_waits import (
    came_again,
    for_orders,
    kept_apart,
    length,
    quantile,
    ranked,
    slower,
    times_as_many,
)

DAY = timedelta(days=1)


@pytest.fixture
async def counter(tmp_path: Path) -> AsyncIterator[Counter]:
    async with open_counter(tmp_path) as opened:
        yield opened


# -- /frt ------------------------------------------------------------------------------------------

HOW_LONG = {"chat": (3.0, 0.9), "phone": (3.2, 1.1), "email": (7.0, 1.0)}  # of logarithms


async def test_first_replies(counter: Counter) -> None:
    chance, waits = Random(11), defaultdict[tuple[str, int], list[float]](list)
    for week, times in ((0, 1.0), (1, 0.5), (2, 0.45)):
        for channel, (middle, spread) in HOW_LONG.items():
            minutes = [
                round(4 * times * chance.lognormvariate(middle, spread)) / 4 for _ in range(45)
            ]
            ended = counter.ended
            await ended(*minutes, None, days_ago=7 * week + 1, channel=channel, agent="anna")
            await ended(3, days_ago=7 * week + 2, channel=channel, timed=False)
            waits[channel, week] = [60 * each for each in minutes]
    together = [[w for c in HOW_LONG for w in waits[c, week]] for week in range(3)]
    for week, span in enumerate(("2026-11-16..2026-11-22", "2026-11-09..2026-11-15")):
        slow = _slowest({channel: waits[channel, week] for channel in HOW_LONG})
        for lines in await replies(counter.town, f"/frt {span}"):
            _waits_agree(together[week], together[week + 1], lines)
            if slow is not None:
                said = [length(each) for each in (quantile(slow, 0.5), *(ranked(slow) or ()))]
                assert said in [numbers(line) for line in lines], (said, lines)
        for lines in await replies(counter.town, f"/frt {span} by channel"):
            for channel in HOW_LONG:
                own = waits[channel, week]
                right = ["47", *(length(quantile(own, part)) for part in (0.5, 0.9))]
                assert row_of(lines, channel) == right, lines


def _waits_agree(now: Sequence[float], before: Sequence[float], lines: Sequence[str]) -> None:
    ends, change = ranked(now), slower(before, now, 7)
    assert ends is not None
    assert change is not None
    size = [length(each) for each in sized(*change)]
    clear = [] if change[0] <= 0 <= change[1] else size
    first = numbers(lines[0])
    assert first == [length(each) for each in (quantile(now, 0.5), *ends)] + clear, lines
    assert numbers(lines[1]) == ["90", length(quantile(now, 0.9))], lines
    counts = [len(now) + 6, len(now), 3, 3]
    assert sorted(numbers(lines[2])) == sorted(map(str, counts)), lines
    right = [length(quantile(before, 0.5)), *size]
    assert right in [numbers(line)[-3:] for line in lines], (right, lines)


def _slowest(groups: dict[str, list[float]]) -> list[float] | None:
    ends = {key: ranked(each, sure(7)) for key, each in groups.items()}
    known = {key: each for key, each in ends.items() if each is not None}
    slow = max(known, key=lambda key: quantile(groups[key], 0.5))
    others = [high for key, (_, high) in known.items() if key != slow]
    return groups[slow] if known[slow][0] > max(others) else None


# -- /retention and /contacts ----------------------------------------------------------------------


async def test_customers_who_came_again(counter: Counter) -> None:
    chance = Random(13)
    windows: list[set[int]] = []
    for window, share in enumerate((0.2, 0.5, 0.55, 0.6)):  # the newest first
        there = {who for who in range(300) if chance.random() < share}
        by_day: dict[int, list[int]] = defaultdict(list)
        for who in there:
            by_day[28 * window + chance.randrange(28)].append(who)
        for ago, some in by_day.items():
            await counter.visited(*some, days_ago=ago)
        windows.append(there)
    for at, span in enumerate(("2026-10-26..2026-11-22", "2026-09-28..2026-10-25")):
        now, before, earlier = windows[at : at + 3]
        shares = came_again(before, now)
        change = kept_apart(
            (len(earlier & before), len(earlier)), (len(before & now), len(before)), 28
        )
        size = [shown(each, 0) for each in sized(*change)]
        for lines in await replies(counter.town, f"/retention {span}"):
            first = numbers(lines[0])
            clear = [] if change[0] <= 0 <= change[1] else size
            assert first[:3] == [shown(each, 0) for each in shares], lines
            assert first[3:] == clear, lines
            counts = [len(before), len(before & now), len(before - now)]
            assert set(map(str, counts)) <= set(numbers(lines[1])), lines
            assert sorted(numbers(lines[2])) == sorted(map(str, (len(now - before), len(now))))
            right = [shown(came_again(earlier, before)[0], 0), *size]
            assert right in [numbers(line)[-3:] for line in lines], (right, lines)


async def test_contacts_for_orders(counter: Counter) -> None:
    chance = Random(14)
    counter.reports(contacts=["support"])
    weeks: list[list[int]] = []  # contacts, of different people a day, orders
    orders: dict[int, int] = {}
    for week, daily in enumerate((14, 8, 7)):
        contacts = net = 0
        for ago in range(7 * week, 7 * week + 7):
            orders[ago] = chance.randrange(300, 900)
            who = [chance.randrange(30) for _ in range(chance.randrange(daily - 4, daily + 5))]
            for one in who:
                await counter.visited(one, days_ago=ago)
            contacts, net = contacts + len(who), net + len(set(who))
        weeks.append([contacts, net, sum(orders[a] for a in range(7 * week, 7 * week + 7))])
    await counter.ordered(orders)
    for at, span in enumerate(("2026-11-16..2026-11-22", "2026-11-09..2026-11-15")):
        (gross, net, sold), (then, _, before) = weeks[at], weeks[at + 1]
        ends = times_as_many((then, before), (gross, sold), 7)
        times = [shown(each, 2 if each < 10 else 0) for each in ends]
        clear = [] if ends[0] <= 1 <= ends[1] else times
        for lines in await replies(counter.town, f"/contacts {span}"):
            rates = [shown(each, 0) for each in for_orders(gross, sold)]
            assert numbers(lines[0]) == ["10000", *rates, *clear], lines
            assert numbers(lines[1]) == [shown(each, 0) for each in for_orders(net, sold)], lines
            assert sorted(numbers(lines[2])) == sorted(map(str, (gross, net, sold))), lines
            right = [shown(for_orders(then, before)[0], 0), *times]
            assert right in [numbers(line)[-3:] for line in lines], (right, lines)
