"""Lets the bot's pacer hurry while the demonstration plays a week in seconds."""

from __future__ import annotations

import asyncio
import time

HURRY = 200.0
FORGET_S = 120.0


class Haste:
    """A monotonic clock, and a sleep by it, that run fast until told to calm down.

    The pacer keeps its limits by this clock, so a week's messages pass in seconds. Afterwards it
    keeps real ones.
    """

    def __init__(self) -> None:
        """Start in a hurry."""
        self._rate = HURRY
        self._began = time.monotonic()
        self._before = 0.0

    def monotonic(self) -> float:
        """Read the clock."""
        return self._before + (time.monotonic() - self._began) * self._rate

    async def sleep(self, seconds: float) -> None:
        """Sleep for seconds of this clock."""
        await asyncio.sleep(seconds / self._rate)

    def calm_down(self) -> None:
        """Run at the real pace from now on, with the week's rush forgotten."""
        self._before = self.monotonic() + FORGET_S
        self._began = time.monotonic()
        self._rate = 1.0
