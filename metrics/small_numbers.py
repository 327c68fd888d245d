"""What may be shown of few answers: one rule for a whole, a day, a channel and an agent alike."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

Name = Literal["none", "counts", "words", "figures"]

ANONYMOUS_FLOOR = 5  # an anonymous group smaller than this is not shown at all
ANONYMOUS_COMMENTS_FLOOR = 10  # nor are the comments of one smaller than this


@dataclass(frozen=True)
class Level:
    """What a number of answers allows to be said.

    `interval` is None, in words ("anywhere from ... to ...") or in figures; a `change` is shown
    with its interval and verdict, and only where both sides allow it; a `ranking` is any word
    that sets one group above another.
    """

    name: Name
    first: int
    score: bool
    interval: Literal["words", "figures"] | None
    change: bool
    ranking: bool


LEVELS = (
    Level("none", 0, score=False, interval=None, change=False, ranking=False),
    Level("counts", 1, score=False, interval=None, change=False, ranking=False),
    Level("words", 5, score=True, interval="words", change=False, ranking=False),
    Level("figures", 30, score=True, interval="figures", change=True, ranking=True),
)
SCORED = next(each.first for each in LEVELS if each.score)  # below it there are counts only
COMPARED = next(each.first for each in LEVELS if each.change)  # below it nothing is compared


def level(people: int) -> Level:
    """Find what so many answers allow."""
    return next(each for each in reversed(LEVELS) if each.first <= max(0, people))


def held_back(groups: Iterable[int]) -> list[Level]:
    """List the levels that hold something back of groups of so many, the fewest answers first.

    A group of nobody has nothing to be held back.
    """
    found = {level(people) for people in groups if people > 0}
    return [each for each in LEVELS if each in found and not each.change]


def change_is_shown(before: int, after: int) -> bool:
    """Tell whether both sides have enough answers to be compared."""
    return level(min(before, after)).change


def is_hidden(people: int, *, anonymous: bool) -> bool:
    """Tell whether a group is too small to be shown without giving somebody away."""
    return anonymous and people < ANONYMOUS_FLOOR


def visible_groups(groups: Mapping[str, int], *, floor: int = ANONYMOUS_FLOOR) -> set[str]:
    """Choose the groups of one whole that may be shown, from the number of people in each.

    None that is smaller than the floor; and where those hidden are together fewer than that, the
    smallest of the others is hidden with them: the whole less the shown would give them away.
    """
    shown = {key for key, people in groups.items() if people >= floor}
    by_size = sorted(shown, key=lambda key: (groups[key], key))
    hidden = sum(people for key, people in groups.items() if key not in shown)
    while 0 < hidden < floor and by_size:
        smallest = by_size.pop(0)
        shown.discard(smallest)
        hidden += groups[smallest]
    return shown
