"""The way in through a webhook: one update of a person at a time, and none that was not kept."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from bot.wire.receiving import Doorway
from bot.wire.reply_pool import Errand, ReplyPool
from storage.errors import UnwritableError

Raw = dict[str, Any]


async def test_a_webhook_takes_one_update_of_a_person_at_a_time() -> None:
    running: set[int] = set()
    order: list[tuple[int, int]] = []

    async def process(batch: list[Raw]) -> Sequence[Errand]:
        who = batch[0]["who"]
        assert who not in running
        running.add(who)
        for _ in range(batch[0]["update_id"] % 3):
            await asyncio.sleep(0)
        running.discard(who)
        order.append((who, batch[0]["update_id"]))
        return []

    door = Doorway(process, pool=ReplyPool(), key=lambda update: update["who"])
    await asyncio.gather(*(door.accept({"update_id": n, "who": n % 4}) for n in range(40)))
    for who in range(4):
        assert [n for whose, n in order if whose == who] == list(range(who, 40, 4))
    assert door._locks == {}


async def test_a_webhook_says_when_an_update_was_not_kept() -> None:
    failures = [UnwritableError("full")]

    async def process(_: list[Raw]) -> Sequence[Errand]:
        if failures:
            raise failures.pop()
        return []

    door = Doorway(process, pool=ReplyPool(), key=lambda _: None)
    with pytest.raises(UnwritableError):
        await door.accept({"update_id": 1})
    await door.accept({"update_id": 1})
