"""How fast a bot may send, and how long it may take to answer a tap."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from dataclasses import dataclass

from playground.errors import flood


@dataclass(frozen=True, slots=True)
class Limits:
    """Telegram's limits; 0 switches one off. Arrivals that jitter by `slack_s` are forgiven."""

    chat_interval_s: float = 1.0
    overall: int = 30
    overall_window_s: float = 1.0
    group: int = 20
    group_window_s: float = 60.0
    slack_s: float = 0.05
    answer_within_s: float = 60.0
    webhook_retry_s: float = 2.0


class Window:
    """The most recent moments, at most `size` of them."""

    __slots__ = ("moments",)

    def __init__(self) -> None:
        self.moments: deque[float] = deque()

    def wait(self, size: int, span: float, now: float) -> float:
        """Return the seconds until one more fits; 0 when it fits now."""
        while self.moments and self.moments[0] + span <= now:
            self.moments.popleft()
        if not size or len(self.moments) < size:
            return 0.0
        return self.moments[0] + span - now


class Pace:
    """Counts what was sent and refuses what is too much."""

    def __init__(self) -> None:
        self._overall = Window()
        self._groups: defaultdict[int, Window] = defaultdict(Window)
        self._last: dict[int, float] = {}

    def message(self, limits: Limits, chat_id: int, *, group: bool, now: float) -> None:
        """Let one new message through, or raise a refusal with retry_after."""
        waits = (
            self._chat_wait(limits, chat_id, now),
            self._overall.wait(limits.overall, limits.overall_window_s - limits.slack_s, now),
            self._group_wait(limits, chat_id, group=group, now=now),
        )
        _refuse(max(waits))
        self._last[chat_id] = now
        self._overall.moments.append(now)
        if group:
            self._groups[chat_id].moments.append(now)

    def edit(self, limits: Limits, chat_id: int, *, group: bool, now: float) -> None:
        """Let one edit through, or raise; edits are counted in groups only."""
        _refuse(self._group_wait(limits, chat_id, group=group, now=now))
        if group:
            self._groups[chat_id].moments.append(now)

    def _chat_wait(self, limits: Limits, chat_id: int, now: float) -> float:
        last = self._last.get(chat_id)
        if last is None or not limits.chat_interval_s:
            return 0.0
        return last + limits.chat_interval_s - limits.slack_s - now

    def _group_wait(self, limits: Limits, chat_id: int, *, group: bool, now: float) -> float:
        if not group:
            return 0.0
        return self._groups[chat_id].wait(limits.group, limits.group_window_s - limits.slack_s, now)


def _refuse(wait: float) -> None:
    if wait > 0:
        raise flood(max(1, math.ceil(wait)))
