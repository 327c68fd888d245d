"""Who goes when there are too many: the one that has waited longest, never one that is answered."""

import asyncio
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.http.door.descriptors import RESERVE, most_connections
from bot.http.door.lobby import Lobby
from bot.http.door.nuisance import Nuisance

MOST, MOST_OF_PEER = 6, 3
PEERS = ("a", "b", "c", None)


class Connection:
    def __init__(self, peer: str | None) -> None:
        self.peer = peer
        self.evicted = False

    def evict(self) -> None:
        self.evicted = True


@dataclass
class Book:
    """The same by looking through a list, the one that has waited longest first."""

    inside: list[Connection] = field(default_factory=list)
    answered: set[Connection] = field(default_factory=set)
    gone: list[Connection] = field(default_factory=list)

    def thin_out(self, newest: Connection, *, everybody: bool) -> None:
        same = [each for each in self.inside if each.peer == newest.peer]
        if newest.peer is not None and len(same) > MOST_OF_PEER:
            self._end(same, newest)
        if everybody and len(self.inside) > MOST:
            self._end(self.inside, newest)

    def _end(self, among: list[Connection], newest: Connection) -> None:
        for each in among:
            if each not in self.answered and each is not newest:
                self.inside.remove(each)
                self.gone.append(each)
                return


acts = st.tuples(
    st.sampled_from(["enter", "enter", "enter", "answer", "wait", "leave"]),
    st.integers(0, 30),
    st.sampled_from(PEERS),
)


@given(st.lists(acts, max_size=60))
async def test_the_lobby_ends_those_that_a_list_says(
    played: list[tuple[str, int, str | None]],
) -> None:
    lobby, book = Lobby(most=MOST, most_of_peer=MOST_OF_PEER, grace_s=0), Book()
    every: list[Connection] = []
    for act, number, peer in played:
        if act == "enter":
            every.append(Connection(peer))
            book.inside.append(every[-1])
            book.thin_out(every[-1], everybody=True)
            lobby.enter(every[-1], peer)
        elif every:
            one = every[number % len(every)]
            if act == "answer":
                lobby.answer(one)
                book.answered.add(one)
            elif act == "wait" and one in book.answered and one in book.inside:
                lobby.wait(one)
                book.answered.discard(one)
                book.inside.remove(one)
                book.inside.append(one)
            elif act == "leave":
                lobby.leave(one)
                if one in book.inside:
                    book.inside.remove(one)
        assert len(lobby) == len(book.inside)
        assert [each for each in every if each.evicted] == [
            each for each in every if each in book.gone
        ]


async def test_whom_a_proxy_speaks_for_counts_from_then_on() -> None:
    lobby = Lobby(most=99, most_of_peer=2, grace_s=0)
    every = [Connection(None) for _ in range(4)]
    for each in every:
        lobby.enter(each, None)
    assert not any(each.evicted for each in every)
    for each in every[:3]:
        lobby.move(each, "a")
    assert [each.evicted for each in every] == [True, False, False, False]
    lobby.move(every[1], None)
    lobby.move(every[3], "a")
    assert [each.evicted for each in every] == [True, False, False, False]


async def test_the_new_ones_of_a_peer_have_their_grace() -> None:
    lobby = Lobby(most=99, most_of_peer=2, grace_s=0.01)
    every = [Connection("a") for _ in range(5)]
    for each in every:
        lobby.enter(each, "a")
    assert not any(each.evicted for each in every)
    async with asyncio.timeout(10):
        while sum(each.evicted for each in every) < 3:
            await asyncio.sleep(0.005)
    assert [each.evicted for each in every] == [True, True, True, False, False]


async def test_with_everybody_new_the_door_is_held() -> None:
    lobby = Lobby(most=2, most_of_peer=9, grace_s=1000)
    assert not lobby.is_full(0)
    for _ in range(2):
        lobby.enter(Connection("a"), "a")
    assert lobby.is_full(0)
    assert 990 < lobby.hold_s() <= 1000


async def test_what_happens_often_is_said_when_it_begins_and_when_it_is_over(
    caplog: pytest.LogCaptureFixture,
) -> None:
    nuisance = Nuisance("it begins", "it is over", calm_s=0.02)
    for _ in range(1000):
        nuisance.happens("why")
    async with asyncio.timeout(10):
        while len(caplog.messages) < 2:
            await asyncio.sleep(0.005)
    nuisance.happens()
    assert caplog.messages == [
        "it begins: why",
        "it is over; times it happened: 1000",
        "it begins",
    ]


def test_some_descriptors_are_kept_for_others() -> None:
    assert most_connections(1000, 65_536) == 1000
    assert most_connections(1000, 1024) == 1024 - RESERVE
    assert most_connections(1000, 256) == 64
    assert most_connections(1000, 2) == 1
