"""Replies: those of one person in their order, and an end to those that never end."""

import asyncio

from bot.wire.reply_pool import Act, Errand, ReplyPool
from tests.bot.waiting import ready


async def test_replies_of_one_person_keep_their_order() -> None:
    pool, said = ReplyPool(), []

    def saying(who: int, what: int) -> Errand:
        async def say() -> None:
            for _ in range(5 - what):
                await asyncio.sleep(0)
            said.append((who, what))
            if what == 1:
                raise RuntimeError

        return Errand(ready(say), key=who)

    pool.put([saying(who, what) for what in range(4) for who in (1, 2, 3)])
    await pool.drain(5)
    for who in (1, 2, 3):
        assert [what for whose, what in said if whose == who] == [0, 1, 2, 3]
    assert pool.pending == 0


async def test_draining_gives_up_on_what_never_ends() -> None:
    pool = ReplyPool()

    async def never() -> None:
        await asyncio.Event().wait()

    pool.put([Errand(ready(never), key=1), Errand(ready(never), key=1), Errand(ready(never))])
    await asyncio.sleep(0)
    await pool.drain(0.01)
    assert pool.pending == 0


async def test_what_takes_too_long_to_make_gives_up_its_place_and_is_sent_when_it_is_ready() -> (
    None
):
    pool, said, found = ReplyPool(place_s=0.01), [], asyncio.Event()

    def saying(what: str) -> Act:
        async def say() -> None:
            said.append(what)

        return say

    async def read_slowly() -> Act:
        await found.wait()
        return saying("a slow report")

    pool.put([Errand(read_slowly, key=1, slow=True), Errand(ready(saying("behind")), key=1)])
    while said != ["behind"]:
        await asyncio.sleep(0)
    found.set()
    await pool.drain(5)
    assert said == ["behind", "a slow report"]
    assert pool.pending == 0


async def test_what_is_made_in_time_keeps_its_place_and_what_is_at_once_needs_none() -> None:
    pool, said, found, answered = ReplyPool(), [], asyncio.Event(), asyncio.Event()

    async def first() -> None:
        said.append(1)

    async def second() -> None:
        said.append(2)

    async def read() -> Act:
        await found.wait()
        return first

    async def answer() -> None:
        answered.set()

    pool.put([Errand(read, key=1, slow=True), Errand(ready(second), key=1, at_once=answer)])
    await answered.wait()
    assert said == []
    found.set()
    await pool.drain(5)
    assert said == [1, 2]


async def test_a_press_that_cannot_be_answered_keeps_nothing_from_being_sent() -> None:
    pool, said = ReplyPool(), []

    async def fault() -> None:
        raise RuntimeError

    async def say() -> None:
        said.append("sent")

    pool.put([Errand(ready(say), key=1, at_once=fault)])
    await pool.drain(5)
    assert (said, pool.pending) == (["sent"], 0)
