"""How late the loop is: whatever keeps it busy keeps everybody waiting."""

import asyncio
import time
from collections.abc import Awaitable, Callable

LOOK_S = 1.0


async def watch_lag(
    note: Callable[[float], None],
    *,
    monotonic: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
) -> None:
    """Note once a second, for ever, how much later than wanted the loop went on."""
    while True:
        before = monotonic()
        await sleep(LOOK_S)
        note(max(0.0, monotonic() - before - LOOK_S))
