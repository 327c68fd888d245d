"""The life of an ask as a table: the states it can be in, and each move from one to another."""

from collections.abc import Mapping
from typing import Literal

State = Literal[
    "invited", "planned", "claimed", "sent", "answered", "expired", "withdrawn",
    "unreachable", "unknown", "failed", "skipped",
]  # fmt: skip
Move = Literal[
    "plan", "offer", "claim", "release", "deliver", "lose", "block", "fail",
    "answer", "pass_by", "put_off", "skip", "withdraw", "resume", "expire",
]  # fmt: skip
Start = Literal["invited", "planned", "skipped"]  # what a decision begins with

MOVES: Mapping[Move, tuple[State, tuple[State, ...]]] = {  # what it leads to, and from where
    "plan": ("planned", ("invited",)),
    "offer": ("invited", ("unreachable",)),  # by its link once more: the person is there after all
    "claim": ("claimed", ("planned",)),
    "release": ("planned", ("claimed",)),
    "deliver": ("sent", ("claimed", "unknown")),
    "lose": ("unknown", ("claimed",)),
    "block": ("unreachable", ("claimed",)),
    "fail": ("failed", ("planned", "claimed")),
    "answer": ("answered", ("claimed", "sent", "unknown", "expired")),  # expired: for a day more
    "pass_by": ("answered", ("claimed", "sent", "unknown", "expired")),  # no score: its gate tells
    "put_off": ("planned", ("claimed", "sent", "unknown")),
    "skip": ("skipped", ("invited", "planned")),
    "withdraw": ("withdrawn", ("planned", "claimed", "sent", "unknown")),
    "resume": ("sent", ("withdrawn",)),
    "expire": ("expired", ("invited", "sent", "unknown")),
}
OPEN: tuple[State, ...] = ("invited", "planned", "claimed", "sent", "unknown")  # not over yet


class IllegalMoveError(ValueError):
    """An ask cannot become this from what it is: whoever asked for it is wrong about the ask."""


def may(state: State, move: Move) -> bool:
    """Tell whether an ask in a state can make a move."""
    return state in MOVES[move][1]


def moved(state: State, move: Move) -> State:
    """Give the state that a move leads to; IllegalMoveError if it cannot be made."""
    if not may(state, move):
        raise IllegalMoveError(f"an ask that is {state} cannot {move.replace('_', ' ')}")
    return MOVES[move][0]
