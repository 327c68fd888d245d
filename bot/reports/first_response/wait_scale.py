"""Where a length of time lies on paper: each step four times as long as the one before it."""

import math

from bot.pictures.frame import WIDTH
from bot.reports.first_response.results import EDGES

_ROOM = 1.4  # the last column, without a reply, stands apart by so much less than one


def step() -> float:
    """Give the width of a column in units of the paper."""
    return WIDTH / (len(EDGES) + 1 + _ROOM)


def place_of(seconds: float) -> float:
    """Tell where a length of time lies: evenly in the logarithm between two borders."""
    ends = (EDGES[0] / 4, *EDGES, EDGES[-1] * 4)
    inside = min(max(seconds, ends[0]), ends[-1])
    at = next(at for at in range(len(ends) - 1) if inside <= ends[at + 1])
    share = math.log(inside / ends[at]) / math.log(ends[at + 1] / ends[at])
    return round(step() * (at + share), 2)
