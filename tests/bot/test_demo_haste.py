"""The pacer's clock hurries during the demonstration's week and never goes back."""

from __future__ import annotations

import asyncio
import time

import pytest

from bot.commands.demo.haste import FORGET_S, Haste


async def test_a_long_wait_is_short_in_a_hurry_and_the_clock_never_goes_back() -> None:
    haste, began = Haste(), time.monotonic()
    before = haste.monotonic()
    await haste.sleep(1.0)
    assert time.monotonic() - began < 0.5
    hurried = haste.monotonic()
    assert hurried - before >= 1.0
    haste.calm_down()
    assert haste.monotonic() >= hurried + FORGET_S
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.02):
            await haste.sleep(1.0)
