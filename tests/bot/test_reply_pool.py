"""Replies: those of one person in their order, and an end to those that never end."""

import asyncio

from bot.wire.reply_pool import Reply, ReplyPool


async def test_replies_of_one_person_keep_their_order() -> None:
    pool, said = ReplyPool(), []

    def saying(who: int, what: int) -> Reply:
        async def say() -> None:
            for _ in range(5 - what):
                await asyncio.sleep(0)
            said.append((who, what))
            if what == 1:
                raise RuntimeError

        return Reply(say, key=who)

    pool.put([saying(who, what) for what in range(4) for who in (1, 2, 3)])
    await pool.drain(5)
    for who in (1, 2, 3):
        assert [what for whose, what in said if whose == who] == [0, 1, 2, 3]
    assert pool.pending == 0


async def test_draining_gives_up_on_what_never_ends() -> None:
    pool = ReplyPool()

    async def never() -> None:
        await asyncio.Event().wait()

    pool.put([Reply(never, key=1), Reply(never, key=1), Reply(never)])
    await asyncio.sleep(0)
    await pool.drain(0.01)
    assert pool.pending == 0
