"""A wall, the time that has passed and Telegram's time, each of which can be turned by itself."""

import time
from datetime import datetime, timedelta
from email.utils import format_datetime

from aiohttp import web

from bot.clock import Timekeeper
from tests.bot.stage import START

YEAR = timedelta(days=365)


class Clocks:
    """Three clocks that go on together until one of them is turned."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._passed = timedelta()
        self.boot = "one"
        self.wall_ahead = timedelta()
        self.telegram_ahead = timedelta()
        self.odd_replies = 0  # so many of the next replies tell a time a year ahead
        self.dateless = False
        self.cached = False  # replies say that a cache has kept them for an hour

    def elapsed(self) -> float:
        """Seconds since the machine started."""
        return 1_000 + time.monotonic() - self._started + self._passed.total_seconds()

    def truth(self) -> datetime:
        """What time it really is."""
        return START + timedelta(seconds=self.elapsed() - 1_000)

    def wall(self) -> datetime:
        """What the machine's clock shows."""
        return self.truth() + self.wall_ahead

    def pass_time(self, by: timedelta) -> None:
        """Let time go by, or the machine sleep: the wall and the elapsed clock both know."""
        self._passed += by

    def keeper(self) -> Timekeeper:
        """Give what the bot reads."""
        return Timekeeper(self.wall, self.elapsed, self.boot)

    def attach(self, app: web.Application) -> None:
        """Let the playground's replies tell Telegram's time."""

        async def date(_request: web.Request, response: web.StreamResponse) -> None:
            ahead = self.telegram_ahead
            if self.odd_replies:
                self.odd_replies, ahead = self.odd_replies - 1, YEAR
            told = self.truth() + ahead
            text = "" if self.dateless else format_datetime(told, usegmt=True)
            response.headers["Date"] = text
            if self.cached:
                response.headers["Age"] = "3600"

        app.on_response_prepare.append(date)
