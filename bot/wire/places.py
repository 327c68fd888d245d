"""What may leave in one chat and when: spans of time with so many places, and who tries first."""

import asyncio
from collections import deque
from contextlib import suppress
from dataclasses import dataclass

_MARGIN = 1.05  # calls made a second apart may arrive closer together than that
_SECOND = 1.0 * _MARGIN
_MINUTE = 60.0 * _MARGIN


class Window:
    """At most so many events in any span of so many seconds."""

    def __init__(self, limit: int, seconds: float) -> None:
        self._times: deque[float] = deque(maxlen=limit)
        self._limit = limit
        self._seconds = seconds

    def opens_at(self) -> float:
        """Tell the earliest moment of the next event."""
        if len(self._times) < self._limit:
            return float("-inf")
        return self._times[0] + self._seconds

    def count(self, now: float) -> None:
        """Count an event."""
        self._times.append(now)

    def give_back(self, counted: float) -> None:
        """Forget an event that did not happen after all."""
        with suppress(ValueError):
            self._times.remove(counted)

    def empty_at(self) -> float:
        """Tell from when on no event is remembered."""
        return self._times[-1] + self._seconds if self._times else float("-inf")


@dataclass(frozen=True)
class Turn:
    """A place that was taken: the call may leave now."""

    chat_id: int
    at: float
    bulk: bool
    new: bool


class Trial:
    """The first call about a chat after a refusal: the others wait until it is over."""

    def __init__(self) -> None:
        self.begun = False
        self.over = asyncio.Event()


class ChatPace:
    """The places of one chat, and until when it is held."""

    def __init__(self, *, a_second: int, a_minute: int | None) -> None:
        self.turn = asyncio.Lock()
        self.users = 0
        self.held_until = float("-inf")
        self.trial: Trial | None = None
        self.messages = Window(a_second, _SECOND)
        self.group = Window(a_minute, _MINUTE) if a_minute is not None else None

    def opens_at(self, *, new: bool) -> float:
        """Tell the earliest moment of the next call; `new` if it makes a message."""
        return max(
            self.held_until,
            self.messages.opens_at() if new else float("-inf"),
            self.group.opens_at() if self.group else float("-inf"),
        )

    def count(self, now: float, *, new: bool) -> None:
        """Count a call."""
        if self.trial is not None:
            self.trial.begun = True
        if new:
            self.messages.count(now)
        if self.group:
            self.group.count(now)

    def give_back(self, turn: Turn) -> None:
        """Forget a call that was not made after all."""
        if turn.new:
            self.messages.give_back(turn.at)
        if self.group:
            self.group.give_back(turn.at)

    def is_tried(self) -> bool:
        """Tell whether somebody is finding out if the chat takes calls again."""
        return self.trial is not None and self.trial.begun

    async def heard(self) -> None:
        """Wait until that is known."""
        while self.trial is not None and self.trial.begun:
            await self.trial.over.wait()

    def end_trial(self, following: Trial | None = None) -> None:
        """Let those who waited for the first call go on."""
        if self.trial is not None:
            self.trial.over.set()
        self.trial = following

    def idle(self, now: float) -> bool:
        """Tell whether nothing is remembered of this chat that matters still."""
        ends = [self.held_until, self.messages.empty_at()]
        if self.group:
            ends.append(self.group.empty_at())
        return self.users == 0 and not self.is_tried() and max(ends) <= now
