"""Nothing is confirmed before it is kept, and no trouble ends the receiving."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter

from bot.wire.receiving import Process, Receiver, TokenRefusedError
from bot.wire.reply_pool import Errand, ReplyPool
from storage.errors import UnwritableError
from tests.bot.waiting import ready

Raw = dict[str, Any]
HANG = "hang"
FIRST_PAUSE_S = 0.5


class Script:
    """Answers polls with what is written, then has nothing more to say."""

    timeout_s = -14.95  # with the receiver's 15 s, a poll is given up after 0.05 s

    def __init__(self, *answers: list[Raw] | Exception | str) -> None:
        self.answers = list(answers)
        self.offsets: list[int | None] = []
        self.reconnected = 0
        self.over = asyncio.Event()

    async def get(self, offset: int | None) -> list[Raw]:
        self.offsets.append(offset)
        if not self.answers:
            self.over.set()
        answer = self.answers.pop(0) if self.answers else HANG
        if isinstance(answer, Exception):
            raise answer
        while isinstance(answer, str):
            await asyncio.Event().wait()
        return answer

    async def reconnect(self) -> None:
        self.reconnected += 1


class Kept:
    """Keeps what it is given, or fails as often as told."""

    def __init__(self, *, failures: Sequence[Exception] = ()) -> None:
        self.batches: list[list[int]] = []
        self.failures = list(failures)

    async def __call__(self, batch: list[Raw]) -> Sequence[Errand]:
        if self.failures:
            raise self.failures.pop(0)
        self.batches.append([update["update_id"] for update in batch])
        return []


class Clock:
    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        if seconds >= FIRST_PAUSE_S:  # shorter ones only keep polls apart
            self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


def receiving(script: Script, process: Process, clock: Clock) -> Receiver:
    return Receiver(script, process, pool=ReplyPool(), monotonic=clock, sleep=clock.sleep)


async def play(receiver: Receiver, script: Script) -> None:
    running = asyncio.create_task(receiver.run())
    over = asyncio.create_task(script.over.wait())
    await asyncio.wait([running, over], return_when=asyncio.FIRST_COMPLETED)
    over.cancel()
    receiver.stop()
    await running


def updates(*numbers: int) -> list[Raw]:
    return [{"update_id": number} for number in numbers]


async def test_a_batch_is_confirmed_by_the_next_poll(clock: Clock) -> None:
    script, kept = Script(updates(5, 6), [], updates(7)), Kept()
    await play(receiving(script, kept, clock), script)
    assert kept.batches == [[5, 6], [7]]
    assert script.offsets == [None, 7, 7, 8]


async def test_no_poll_starts_before_the_batch_is_kept(clock: Clock) -> None:
    script = Script(updates(5), updates(6))
    polls_when_kept: list[int] = []

    async def process(_: list[Raw]) -> Sequence[Errand]:
        for _turn in range(5):
            await asyncio.sleep(0)
        polls_when_kept.append(len(script.offsets))
        return []

    await play(receiving(script, process, clock), script)
    assert polls_when_kept == [1, 2]


@pytest.mark.parametrize("error", [UnwritableError("disk is full"), ValueError("a bug")])
async def test_what_cannot_be_kept_is_not_confirmed_and_tried_again(
    clock: Clock, error: Exception
) -> None:
    script, kept = Script(updates(5)), Kept(failures=[error] * 3)
    receiver = receiving(script, kept, clock)
    await play(receiver, script)
    assert kept.batches == [[5]]
    assert script.offsets == [None, 6]
    assert clock.slept == [0.5, 1.0, 2.0]
    assert receiver.trouble is None


async def test_stopping_while_nothing_can_be_kept_confirms_nothing(clock: Clock) -> None:
    script = Script(updates(5), updates(6))

    async def process(_: list[Raw]) -> Sequence[Errand]:
        receiver.stop()
        raise UnwritableError("the disk is full")

    receiver = receiving(script, process, clock)
    await receiver.run()
    assert script.offsets == [None]
    assert receiver.trouble == "updates wait: the disk is full"


async def test_pauses_grow_to_half_a_minute(clock: Clock) -> None:
    script = Script(*[NetworkError("gone")] * 9, [], NetworkError("gone"))
    await play(receiving(script, Kept(), clock), script)
    assert clock.slept == [0.5, 1, 2, 4, 8, 16, 30, 30, 30, 0.5]


async def test_a_wait_that_telegram_asks_for_is_kept(clock: Clock) -> None:
    script = Script(RetryAfter(7), Conflict("terminated by other getUpdates request"))
    await play(receiving(script, Kept(), clock), script)
    assert clock.slept == [7.0, 1.0]


async def test_a_refused_token_ends_the_receiving_in_plain_words(clock: Clock) -> None:
    script = Script(InvalidToken("Unauthorized"))
    with pytest.raises(TokenRefusedError, match="BotFather"):
        await receiving(script, Kept(), clock).run()


async def test_a_page_of_a_proxy_ends_nothing(clock: Clock) -> None:
    page = "Not Found (404). Parsing the server response b'<html>' failed"
    script, kept = Script(InvalidToken(page), updates(5)), Kept()
    await play(receiving(script, kept, clock), script)
    assert kept.batches == [[5]]
    assert clock.slept == [0.5]


async def test_a_conflict_is_passed_on_at_once(clock: Clock) -> None:
    script, heard = Script(Conflict("a webhook is active"), []), list[float]()
    receiver = Receiver(
        script,
        Kept(),
        pool=ReplyPool(),
        monotonic=clock,
        sleep=clock.sleep,
        on_conflict=lambda: heard.append(clock.now),
    )
    await play(receiver, script)
    assert heard == [0.0]


async def test_a_poll_that_is_never_answered_is_given_up(clock: Clock) -> None:
    script, kept = Script(HANG, updates(5)), Kept()
    await play(receiving(script, kept, clock), script)
    assert script.reconnected == 1
    assert kept.batches == [[5]]


async def test_the_age_of_the_last_good_poll_is_told(clock: Clock) -> None:
    script = Script([], NetworkError("gone"), NetworkError("gone"))
    receiver = receiving(script, Kept(), clock)
    clock.now = 100.0
    assert receiver.last_good_poll_age_s == 100.0
    await play(receiver, script)
    assert 1.5 <= receiver.last_good_poll_age_s < 2
    assert receiver.trouble == "Telegram could not be polled: gone"


async def test_after_a_quiet_day_the_numbers_may_start_again(clock: Clock) -> None:
    kept = Kept()

    class Later(Script):
        async def get(self, offset: int | None) -> list[Raw]:
            clock.now += 50_000
            return await super().get(offset)

    script = Later(updates(900), [], [], updates(3))
    await play(receiving(script, kept, clock), script)
    assert kept.batches == [[900], [3]]
    assert script.offsets[:4] == [None, 901, 901, None]


async def test_stopping_waits_for_the_replies(clock: Clock) -> None:
    script, done = Script(updates(5)), []

    async def slow() -> None:
        for _ in range(20):
            await asyncio.sleep(0)
        done.append("said")

    async def process(_: list[Raw]) -> Sequence[Errand]:
        receiver.stop()
        return [Errand(ready(slow))]

    receiver = receiving(script, process, clock)
    await receiver.run()
    assert done == ["said"]


async def test_a_full_pool_pauses_polling(clock: Clock) -> None:
    script, free = Script(updates(1), updates(2), updates(3)), asyncio.Event()
    pool = ReplyPool(limit=4, batch=2)

    async def wait() -> None:
        await free.wait()

    async def process(_: list[Raw]) -> Sequence[Errand]:
        return [Errand(ready(wait)), Errand(ready(wait))]

    receiver = Receiver(script, process, pool=pool, monotonic=clock, sleep=clock.sleep)
    playing = asyncio.create_task(play(receiver, script))
    for _ in range(50):
        await asyncio.sleep(0)
    assert len(script.offsets) == 2
    assert pool.pending == 4
    free.set()
    await playing
    assert len(script.offsets) == 4
    assert pool.pending == 0
