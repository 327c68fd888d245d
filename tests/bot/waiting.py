"""Waiting for what can be seen, where a bot that still has work must not be waited for."""

import asyncio
from collections.abc import Awaitable, Callable

from bot.clock import system_clock
from bot.wire.reply_pool import Act
from tests.bot.stage import BOB, Stage


async def until(true: Callable[[], bool], *, within: float = 15.0) -> None:
    """Wait until something can be seen."""
    async with asyncio.timeout(within):
        while not true():
            await asyncio.sleep(0.01)


async def failing(stage: Stage) -> None:
    """Wait until the bot says that it cannot work."""
    async with asyncio.timeout(15):
        while (await stage.health())["status"] != "failing":
            await asyncio.sleep(0.01)


async def ends(stage: Stage, *, customer: int = BOB) -> None:
    """Let an interaction end, without waiting for what follows."""
    body = {
        "id": f"T-{customer}",
        "touchpoint": "support",
        "customer": {"telegram_id": customer},
        "closed_at": stage.clock().isoformat(),
    }
    assert (await stage.post("/v1/interactions", body))[0] == 202


def now_s() -> float:
    """The moment of an act, as the playground counts: seconds since 1970."""
    return system_clock().timestamp()


def ready(send: Act) -> Callable[[], Awaitable[Act]]:
    """Make something that is sent as soon as its turn has come."""

    async def make() -> Act:
        return send

    return make
