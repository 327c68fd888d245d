"""Something that strangers may cause as often as they like, and of which the log says little."""

import asyncio
import logging

_log = logging.getLogger(__name__)

CALM_S = 60.0  # this long it must not happen to be over


class Nuisance:
    """Says once that something begins, and once that it is over."""

    def __init__(self, begins: str, over: str, *, calm_s: float = CALM_S) -> None:
        self._begins = begins
        self._over = over
        self._calm_s = calm_s
        self._times = 0
        self._last = 0.0

    def happens(self, why: str = "") -> None:
        """Note that it has happened; the first time it is said."""
        loop = asyncio.get_running_loop()
        self._last = loop.time()
        self._times += 1
        if self._times == 1:
            _log.warning("%s%s", self._begins, f": {why}" if why else "")
            loop.call_later(self._calm_s, self._look)

    def _look(self) -> None:
        loop = asyncio.get_running_loop()
        over_at = self._last + self._calm_s
        if over_at > loop.time():
            loop.call_at(over_at, self._look)
            return
        _log.warning("%s; times it happened: %d", self._over, self._times)
        self._times = 0
