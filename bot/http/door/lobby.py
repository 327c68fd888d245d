"""Who is connected, by peer, and whose connection ends when there are too many of them."""

import asyncio
from collections import OrderedDict, defaultdict
from dataclasses import dataclass, field
from functools import partial
from math import inf
from typing import Protocol

from bot.http.door.nuisance import Nuisance

_GRACE_S = 0.5  # to send a request, however many others are at the door


class Guest(Protocol):
    """A connection, as the lobby knows it."""

    def evict(self) -> None:
        """End it at once."""


@dataclass
class _Crowd:
    """Connections that are counted together; since when those wait that do, the oldest first."""

    most: int | None
    count: int = 0
    waiting: OrderedDict[Guest, float] = field(default_factory=OrderedDict)

    def too_many(self, newest: Guest | None, *, since: float = inf) -> Guest | None:
        """Give the one that has to go, never the newest; None if all may stay.

        It has waited since that moment at least.
        """
        if self.most is None or self.count <= self.most:
            return None
        others = (each for each in self.waiting if each is not newest)
        oldest = next(others, None)
        return oldest if oldest is not None and self.waiting[oldest] <= since else None


class Lobby:
    """Counts connections; over a cap the one that has waited longest is ended.

    A connection waits while it has sent no whole request, or rests between two. One whose request
    is being answered is never ended, and none is refused because of others: where nobody waits,
    or of a peer's none has waited for the grace, there are too many for a moment.
    """

    def __init__(self, *, most: int, most_of_peer: int, grace_s: float = _GRACE_S) -> None:
        self._grace_s = grace_s
        self._all = _Crowd(most)
        self._of_peer: defaultdict[str | None, _Crowd] = defaultdict(partial(_Crowd, most_of_peer))
        self._of_peer[None] = _Crowd(None)  # a proxy's, before it says for whom
        self._peers: dict[Guest, str | None] = {}
        self._crowded = Nuisance(
            "more connections than allowed: the oldest that have sent no request are closed",
            "there are no more connections than allowed now",
        )
        self.closed = False

    def __len__(self) -> int:
        return len(self._peers)

    def enter(self, guest: Guest, peer: str | None) -> None:
        """Take a new connection in, of a peer or, if that is not known yet, of None."""
        self._peers[guest] = peer
        for crowd in (self._all, self._of_peer[peer]):
            crowd.count += 1
            crowd.waiting[guest] = _now_s()
        self._thin_out(guest)

    def is_full(self, coming: int) -> bool:
        """Tell whether somebody has to leave for the next one, when so many are coming already."""
        return len(self) + coming >= (self._all.most or 0)

    def hold_s(self) -> float:
        """Tell for how many seconds nobody should come in, so that the last ones can speak."""
        since = next(iter(self._all.waiting.values()), 0.0)
        return max(since + self._grace_s - _now_s(), 0.0)

    def leave(self, guest: Guest) -> None:
        """Forget a connection that has ended; again is harmless."""
        if guest not in self._peers:
            return
        self._all.count -= 1
        self._all.waiting.pop(guest, None)
        self._leave_peer(guest, self._peers.pop(guest))

    def move(self, guest: Guest, peer: str | None) -> None:
        """Count a connection that waits to another peer from now on."""
        before = self._peers.get(guest)
        if guest not in self._peers or before == peer:
            return
        self._leave_peer(guest, before)
        self._peers[guest] = peer
        self._of_peer[peer].count += 1
        self._of_peer[peer].waiting[guest] = _now_s()
        self._thin_out(guest)

    def answer(self, guest: Guest) -> None:
        """Spare a connection: it has sent a whole request."""
        if guest in self._peers:
            for crowd in (self._all, self._of_peer[self._peers[guest]]):
                crowd.waiting.pop(guest, None)

    def wait(self, guest: Guest) -> None:
        """Spare a connection no longer: its request is answered, or it does not take the answer."""
        if guest in self._peers:
            for crowd in (self._all, self._of_peer[self._peers[guest]]):
                crowd.waiting.setdefault(guest, _now_s())

    def make_room(self) -> None:
        """End the connection that has waited longest, if any waits."""
        self._evict(next(iter(self._all.waiting), None))

    def _thin_out(self, newest: Guest) -> None:
        peer = self._peers[newest]
        self._thin_out_peer(peer, newest)
        self._evict(self._all.too_many(newest))
        crowd = self._of_peer.get(peer)
        if crowd is not None and crowd.most is not None and crowd.count > crowd.most:
            asyncio.get_running_loop().call_later(self._grace_s, self._thin_out_peer, peer)

    def _thin_out_peer(self, peer: str | None, newest: Guest | None = None) -> None:
        since = _now_s() - self._grace_s
        while (crowd := self._of_peer.get(peer)) and (one := crowd.too_many(newest, since=since)):
            self._evict(one)

    def _evict(self, guest: Guest | None) -> None:
        if guest is not None:
            self.leave(guest)
            guest.evict()
            self._crowded.happens()

    def _leave_peer(self, guest: Guest, peer: str | None) -> None:
        crowd = self._of_peer[peer]
        crowd.count -= 1
        crowd.waiting.pop(guest, None)
        if not crowd.count and peer is not None:
            del self._of_peer[peer]


def _now_s() -> float:
    return asyncio.get_running_loop().time()
