"""A message is claimed when its call is about to be made, and not a moment before."""

import asyncio
import os
from pathlib import Path

import pytest

from storage import customers
from storage.deliveries import LEASE
from storage.transaction import Transaction
from tests.bot.burst import FIRST, LATENCY_S, Burst, burst_of

PEOPLE = int(os.environ.get("AFTERWORD_BURST", "1000"))  # who is asked while replies are lost


async def claimed(burst: Burst) -> set[int]:
    """The chats of the messages that are claimed at this moment."""

    async def unit(tx: Transaction) -> set[int]:
        rows = await tx.rows("SELECT chat_id FROM deliveries WHERE state = 'claimed'")
        return {row["chat_id"] for row in rows}

    return await burst.services.database.read(unit)


async def test_whatever_is_claimed_is_under_way_and_nothing_else(tmp_path: Path) -> None:
    """So a kill at any moment leaves as many in doubt as calls were under way."""
    async with burst_of(tmp_path, 60) as burst:
        seen: list[tuple[set[int], set[int]]] = []

        async def look() -> None:
            seen.append((await claimed(burst), set(burst.wire.under_way)))

        burst.each_moment = look
        await burst.play(lambda: len(burst.wire.arrived) == 60)
        assert all(stored <= called for stored, called in seen)
        assert max(len(stored) for stored, _ in seen) <= 29 * LATENCY_S + 1


async def test_bulk_leaves_at_29_a_second_evenly(tmp_path: Path) -> None:
    async with burst_of(tmp_path, 290) as burst:
        await burst.play(lambda: len(burst.wire.arrived) == 290)
        assert 9.9 < burst.wire.at[-1] < 10.3
        steps = [after - at for at, after in zip(burst.wire.at, burst.wire.at[1:], strict=False)]
        assert min(steps) > 0.03


async def test_a_refusal_for_haste_is_waited_for_unclaimed(tmp_path: Path) -> None:
    async with burst_of(tmp_path, 3) as burst:
        burst.wire.too_many[FIRST] = 6
        await burst.play(lambda: burst.time() > 3)
        assert await burst.states() == {"sent": 2, "planned": 1}
        await burst.play(lambda: len(burst.wire.arrived) == 3)
        assert burst.wire.at[-1] - burst.wire.at[0] >= 6
        assert len(burst.wire.at) == 4


async def test_who_says_stop_while_the_turn_is_waited_for_is_not_asked(tmp_path: Path) -> None:
    """And the places of those who are not asked are had by the others at once."""
    async with burst_of(tmp_path, 300) as burst:
        await burst.play(lambda: len(burst.wire.arrived) >= 1)
        rest = {FIRST + number for number in range(300)} - set(burst.wire.at_chats)
        stopping = sorted(rest)[:-3]

        async def unit(tx: Transaction) -> None:
            for who in stopping:
                customer = await customers.find_by_telegram(tx, who)
                assert customer is not None
                await customers.mark_opted_out(tx, customer.id, at=burst.time.clock())

        await burst.services.database.write(unit)
        began = burst.time()
        await burst.play(lambda: set(burst.wire.arrived) | set(stopping) >= rest)
        assert not set(stopping) & set(burst.wire.arrived)
        assert burst.time() - began < 1


async def test_a_lease_that_ran_out_before_its_call_began_is_planned_again(
    tmp_path: Path,
) -> None:
    """The machine slept between the commit and the call: the gates are asked once more."""
    async with burst_of(tmp_path, 1) as burst:
        slept: list[float] = []

        def sleep_through() -> None:
            task = asyncio.current_task()
            if task is not None and task.get_name().startswith("send-") and not slept:
                slept.append(burst.time())
                burst.time.now += LEASE.total_seconds()

        burst.watched.after_write = sleep_through
        await burst.play(lambda: bool(slept))
        await burst.play(lambda: bool(burst.wire.arrived))
        assert burst.wire.at[0] > slept[0] + LEASE.total_seconds()
        assert burst.wire.arrived == {FIRST: 1}
        assert await burst.states() == {"sent": 1}


@pytest.mark.slow
async def test_with_lost_replies_nobody_is_asked_twice(tmp_path: Path) -> None:
    """One reply in twenty is lost, some before the message came and some after."""
    async with burst_of(tmp_path, PEOPLE) as burst:
        burst.wire.lost = 0.05
        await burst.play(lambda: len(burst.wire.at) == PEOPLE and not burst.wire.under_way)
        assert max(burst.wire.arrived.values()) == 1
        missed = {FIRST + number for number in range(PEOPLE)} - set(+burst.wire.arrived)
        assert missed <= burst.wire.ambiguous
        states = await burst.states()
        assert states == {
            "unknown": len(burst.wire.ambiguous),
            "sent": PEOPLE - len(burst.wire.ambiguous),
        }
        assert 0.04 < states["unknown"] / PEOPLE < 0.06
        assert burst.time() < PEOPLE / 29 + 5


async def test_when_the_bot_stops_nothing_more_is_claimed(tmp_path: Path) -> None:
    async with burst_of(tmp_path, 60) as burst:
        await burst.play(lambda: len(burst.wire.arrived) == 5)
        begun = len(burst.wire.at)
        burst.services.outbox.hurry()
        at = burst.time()
        await burst.play(lambda: burst.time() > at + 2)
        assert len(burst.wire.at) == begun
        assert await burst.states() == {"sent": begun, "planned": 60 - begun}


async def test_two_questions_for_one_person_see_each_other(tmp_path: Path) -> None:
    """Both have passed the gates and are due; the second is looked at after the first's claim."""
    async with burst_of(tmp_path, 20) as burst:
        await burst.plan(20, again=True)
        await burst.play(lambda: not burst.services.sending and burst.time() > 3)
        assert set(burst.wire.arrived.values()) == {1}
        assert await burst.states() == {"sent": 20, "withdrawn": 20}
