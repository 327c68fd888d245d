"""The queue of updates for the bot: confirmed by offset, expired by age."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice

from playground.parameters import Json

TAP_LIFETIME_S = 150.0
MESSAGE_LIFETIME_S = 86_400.0
ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(frozen=True, slots=True)
class Update:
    """One update; updates with the same `lane` reach a webhook one after the other."""

    id: int
    kind: str
    payload: Json
    lane: str

    @property
    def body(self) -> Json:
        """The update as in the Bot API."""
        return {"update_id": self.id, self.kind: self.payload}


class Updates:
    """Unconfirmed updates, oldest first."""

    def __init__(self, *, first_id: int = 1) -> None:
        self.allowed: frozenset[str] = frozenset()
        self.listeners: list[Callable[[Update], None]] = []
        self._next_id = first_id
        self._queue: OrderedDict[int, Update] = OrderedDict()
        self._expiry: dict[float, deque[tuple[float, int]]] = {
            TAP_LIFETIME_S: deque(),
            MESSAGE_LIFETIME_S: deque(),
        }

    def __len__(self) -> int:
        return len(self._queue)

    def __contains__(self, update_id: int) -> bool:
        return update_id in self._queue

    def add(self, kind: str, payload: Json, *, lane: str, now: float) -> None:
        """Queue an update, unless the bot asked not to get its kind."""
        wanted = kind in self.allowed if self.allowed else kind not in ON_REQUEST
        if not wanted:
            return
        update = Update(self._next_id, kind, payload, lane)
        self._next_id += 1
        self._queue[update.id] = update
        lifetime = TAP_LIFETIME_S if kind == "callback_query" else MESSAGE_LIFETIME_S
        self._expiry[lifetime].append((now + lifetime, update.id))
        for listener in tuple(self.listeners):
            listener(update)

    def confirm(self, offset: int) -> None:
        """Forget updates below `offset`; a negative one keeps that many of the newest."""
        if offset < 0:
            while len(self._queue) > -offset:
                self._queue.popitem(last=False)
            return
        while self._queue and next(iter(self._queue)) < offset:
            self._queue.popitem(last=False)

    def acknowledge(self, update_id: int) -> None:
        """Forget one update, which a webhook has taken."""
        self._queue.pop(update_id, None)

    def expire(self, now: float) -> None:
        """Forget what is too old: taps after 150 s, anything else after a day."""
        for waiting in self._expiry.values():
            while waiting and waiting[0][0] <= now:
                self._queue.pop(waiting.popleft()[1], None)

    def first(self, limit: int) -> list[Update]:
        """Return the oldest updates."""
        return list(islice(self._queue.values(), limit))

    def all(self) -> Iterable[Update]:
        """Return every update, oldest first."""
        return tuple(self._queue.values())

    def clear(self) -> None:
        """Forget everything."""
        self._queue.clear()
