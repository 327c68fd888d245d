"""The pacer keeps every limit, holds as told, and lets everybody have a turn."""

import asyncio
import heapq
import itertools
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.wire.pacing import Pacer


class TurnedClock:
    """Time that moves on to the next sleeper when nobody has anything left to do."""

    def __init__(self) -> None:
        self.now = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._count = itertools.count()

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.now + seconds, next(self._count), future))
        await future

    async def finish(self, work: Sequence[Coroutine[Any, Any, object]]) -> None:
        task = asyncio.gather(*work)
        while not task.done():
            for _ in range(12):
                await asyncio.sleep(0)
            if self._sleepers and not task.done():
                until, _, future = heapq.heappop(self._sleepers)
                self.now = max(self.now, until)
                if not future.done():
                    future.set_result(None)
        await task


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def pacer(clock: TurnedClock) -> Pacer:
    return Pacer(clock, clock.sleep)


def most_within(times: Sequence[float], seconds: float) -> int:
    ordered = sorted(times)
    return max((sum(0 <= t - first < seconds for t in ordered) for first in ordered), default=0)


async def test_thirty_leave_at_once_and_no_more(pacer: Pacer, clock: TurnedClock) -> None:
    times: list[float] = []

    async def send(chat: int) -> None:
        await pacer.begin(chat)
        times.append(clock())

    await clock.finish([send(chat) for chat in range(1, 62)])
    assert times.count(0.0) == 30
    assert most_within(times, 1.0) == 30
    assert max(times) < 2.2


async def test_asks_in_bulk_leave_room_for_others(pacer: Pacer, clock: TurnedClock) -> None:
    bulk: list[float] = []
    others: list[float] = []

    async def send(chat: int, times: list[float], *, in_bulk: bool) -> None:
        await pacer.begin(chat, bulk=in_bulk)
        times.append(clock())

    asks = [send(chat, bulk, in_bulk=True) for chat in range(1, 101)]
    alerts = [send(chat, others, in_bulk=False) for chat in range(1001, 1006)]
    await clock.finish([*asks, *alerts])
    assert most_within([*bulk, *others], 1.0) <= 30
    assert others == [0.0] * 5


async def test_asks_in_bulk_are_spaced_evenly(pacer: Pacer, clock: TurnedClock) -> None:
    """So that few are on their way at any moment, whatever happens then."""
    times: list[float] = []

    async def send(chat: int) -> None:
        await pacer.begin(chat, bulk=True)
        times.append(clock())

    await clock.finish([send(chat) for chat in range(1, 292)])
    steps = [after - before for before, after in pairwise(sorted(times))]
    assert min(steps) > 0.03
    assert max(times) < 10.1, "29 a second"


async def test_asks_in_bulk_take_what_replies_leave(pacer: Pacer, clock: TurnedClock) -> None:
    await clock.finish([pacer.reply(chat) for chat in range(1, 30)])
    await clock.finish([pacer.begin(99, bulk=True)])
    assert 1.0 <= clock() < 1.1


async def test_a_turn_that_comes_to_no_call_is_given_back(pacer: Pacer, clock: TurnedClock) -> None:
    """Whoever waits next has it at once, in bulk, in a chat, in a group, and overall."""
    went: list[int] = []

    async def claim(chat: int, *, bulk: bool, refused: bool) -> None:
        turn = await pacer.begin(chat, bulk=bulk)
        assert turn is not None
        if refused:
            pacer.give_back(turn)
        else:
            went.append(chat)

    await clock.finish([claim(chat, bulk=True, refused=chat < 200) for chat in range(1, 203)])
    assert (went, clock() < 0.1) == ([200, 201, 202], True)
    for refused in (True, False):
        await clock.finish([claim(-7, bulk=False, refused=refused) for _ in range(1)])
    assert clock() < 0.1
    await clock.finish([claim(chat, bulk=False, refused=True) for chat in range(300, 400)])
    assert clock() < 0.1


async def test_one_a_second_in_a_chat(pacer: Pacer, clock: TurnedClock) -> None:
    times: list[float] = []

    async def send() -> None:
        await pacer.begin(7)
        times.append(clock())

    await clock.finish([send() for _ in range(4)])
    assert most_within(times, 1.0) == 1


async def test_twenty_a_minute_in_a_group_with_edits(pacer: Pacer, clock: TurnedClock) -> None:
    times: list[float] = []

    async def edit() -> None:
        await pacer.begin(-100, new=False)
        times.append(clock())

    await clock.finish([edit() for _ in range(45)])
    assert times.count(0.0) == 20
    assert most_within(times, 60.0) == 20


async def test_replies_do_not_wait_for_limits(pacer: Pacer, clock: TurnedClock) -> None:
    await clock.finish([pacer.begin(chat) for chat in range(1, 31)])
    await clock.finish([pacer.reply(chat % 5 + 1) for chat in range(200)])
    assert clock() == 0.0


async def test_a_refusal_holds_its_chat_to_the_letter(pacer: Pacer, clock: TurnedClock) -> None:
    pacer.hold(7, 30)
    await clock.finish([pacer.begin(8), pacer.reply(9)])
    assert clock() == 0.0
    assert pacer.held_s(7) == 30
    await clock.finish([pacer.reply(7)])
    assert clock() == 30.0


async def test_a_turn_is_had_at_the_very_end_of_a_refusal(pacer: Pacer, clock: TurnedClock) -> None:
    pacer.hold(7, 0)
    assert await pacer.begin(7) is not None
    pacer.settle(7)
    pacer.hold(7, 30)
    clock.now = 30.0
    assert await pacer.begin(7, new=False) is not None


async def test_who_waited_for_a_try_that_was_refused_gets_no_turn(
    pacer: Pacer, clock: TurnedClock
) -> None:
    pacer.hold(7, 30)
    clock.now = 30.0
    assert await pacer.begin(7, new=False) is not None
    waiting = asyncio.create_task(pacer.begin(7, new=False))
    for _ in range(5):
        await asyncio.sleep(0)
    pacer.hold(7, 10)
    pacer.settle(7)
    assert await waiting is None


async def test_a_shorter_refusal_does_not_end_a_longer_one(
    pacer: Pacer, clock: TurnedClock
) -> None:
    pacer.hold(7, 30)
    pacer.hold(7, 1)
    await clock.finish([pacer.begin(7)])
    assert clock() == 30.0


async def test_a_refusal_without_a_chat_holds_everything(pacer: Pacer, clock: TurnedClock) -> None:
    pacer.hold(None, 5)
    await clock.finish([pacer.reply(1)])
    assert clock() == 5.0


async def test_three_private_chats_refused_at_once_hold_everything(
    pacer: Pacer, clock: TurnedClock
) -> None:
    for chat in (1, 2, 3):
        pacer.hold(chat, 4)
    await clock.finish([pacer.begin(99)])
    assert clock() == 4.0


async def test_refused_groups_do_not_hold_others(pacer: Pacer, clock: TurnedClock) -> None:
    for chat in (-1, -2, -3, -4):
        pacer.hold(chat, 40)
    await clock.finish([pacer.begin(99)])
    assert clock() == 0.0


async def test_idle_chats_are_forgotten(pacer: Pacer, clock: TurnedClock) -> None:
    for chat in range(1, 5_000):
        await clock.finish([pacer.reply(chat)])
        clock.now += 0.01
    assert len(pacer._chats) < 1_500


async def test_a_waiter_that_is_cancelled_holds_nobody_up(pacer: Pacer, clock: TurnedClock) -> None:
    await pacer.begin(7)
    waiting = asyncio.create_task(pacer.begin(7))
    for _ in range(5):
        await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    await clock.finish([pacer.begin(7)])
    assert 1.0 <= clock() < 1.2


async def test_after_a_refusal_one_call_tries_and_the_others_wait_to_hear_how_it_fared(
    pacer: Pacer, clock: TurnedClock
) -> None:
    pacer.hold(7, 30)
    tried: list[float] = []

    async def call(turn: Callable[[], Awaitable[object]]) -> None:
        await taken(turn)
        tried.append(clock())
        await clock.sleep(1)  # there and back
        if len(tried) == 1:
            pacer.hold(7, 10)
        pacer.settle(7)

    edits = [call(lambda: pacer.begin(7, new=False)) for _ in range(2)]
    await clock.finish([*(call(lambda: pacer.reply(7)) for _ in range(3)), *edits])
    assert tried == [30.0, 41.0, 42.0, 42.0, 42.0]


async def test_a_try_that_is_not_made_after_all_is_left_to_the_next(
    pacer: Pacer, clock: TurnedClock
) -> None:
    pacer.hold(7, 30)
    tried: list[float] = []

    async def call() -> None:
        while (turn := await pacer.begin(7, new=False)) is None:
            pass
        tried.append(clock())
        if len(tried) == 1:
            pacer.give_back(turn)
            return
        await clock.sleep(1)
        pacer.settle(7)

    await clock.finish([call() for _ in range(4)])
    assert tried == [30.0, 30.0, 31.0, 31.0]


async def taken(turn: Callable[[], Awaitable[object]]) -> None:
    """Wait for a turn, as often as it takes."""
    while not await turn():
        pass


calls = st.lists(
    st.tuples(
        st.sampled_from(["begin", "bulk", "edit", "reply", "hold"]),
        st.sampled_from([1, 2, 3, -1, -2, *range(10, 60)]),
        st.floats(0, 3),
    ),
    max_size=120,
)


@settings(max_examples=200, deadline=None)
@given(calls)
def test_no_window_is_ever_exceeded_and_nobody_starves(
    plan: list[tuple[str, int, float]],
) -> None:
    asyncio.run(play(plan))


async def play(plan: list[tuple[str, int, float]]) -> None:
    clock = TurnedClock()
    pacer = Pacer(clock, clock.sleep)
    done: list[tuple[str, int, float]] = []

    async def act(what: str, chat: int, at: float) -> None:
        await clock.sleep(at)
        if what == "hold":
            pacer.hold(chat, at)
        elif what == "reply":
            await taken(lambda: pacer.reply(chat))
        else:
            await taken(lambda: pacer.begin(chat, bulk=what == "bulk", new=what != "edit"))
        pacer.settle(chat)
        done.append((what, chat, clock()))

    await clock.finish([act(*step) for step in plan])
    assert len(done) == len(plan)
    begun = [step for step in done if step[0] in {"begin", "bulk", "edit"}]
    assert most_within([at for _, _, at in begun], 1.0) <= 30
    assert most_within([at for what, _, at in begun if what == "bulk"], 1.0) <= 29
    for chat in {chat for _, chat, _ in begun}:
        new = [at for what, of, at in begun if of == chat and what != "edit"]
        assert most_within(new, 1.0) <= 1
        if chat < 0:
            assert most_within([at for _, of, at in begun if of == chat], 60.0) <= 20
