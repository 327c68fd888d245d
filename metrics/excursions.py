"""When a watched series left what is usual, when that began, and whether it has come back."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from metrics.control import (
    FEWEST_SUBGROUPS,
    LAMBDA,
    SIGNAL_FLOOR,
    WIDTH,
    Baseline,
    Direction,
    Enough,
    Subgroup,
    Watched,
    baseline,
    direction,
    enough_answers,
    ewma,
)

FEWEST_WEEKS = 10  # where 200 answers come sooner: fewer weeks do not show how weeks vary
_CAUTION = 3.0  # sigma_z is taken for larger by so much / moving ranges; found by simulation


@dataclass(frozen=True)
class Excursion:
    """Outside since the subgroup `at`; `began` is where the way there seems to have begun."""

    direction: Direction
    at: int
    began: int


def learnt(groups: Sequence[Subgroup], *, enough: Enough = enough_answers) -> int | None:
    """Tell how many of the first subgroups, all whole, are what is usual; None of too few.

    20 of them; until there are so many, those that are enough (10 weeks at least) have to do. If
    the ones after these leave what was usual in them, they stay it.
    """
    for size in range(FEWEST_WEEKS, min(len(groups), FEWEST_SUBGROUPS) + 1):
        usual = baseline(groups[:size], enough=enough)
        if usual is None:
            continue
        following = follow(usual, groups[size:FEWEST_SUBGROUPS])
        stayed = not any(each.direction for each in following)
        if len(groups) >= FEWEST_SUBGROUPS and stayed and enough(groups[:FEWEST_SUBGROUPS]):
            return FEWEST_SUBGROUPS
        return size
    return None


def follow(usual: Baseline, groups: Sequence[Subgroup]) -> list[Watched]:
    """Give the EWMA with limits that allow for the baseline being an estimate, too.

    An error of the baseline moves every z by sqrt(answers / answers of the baseline) of its
    standard errors, always to one side: that spread is added to the EWMA's own (Jones, Champ,
    Rigdon 2001 show what comes of leaving it out). Laney's sigma of z is an estimate as well: it is
    taken for a little larger, the more so the fewer subgroups it comes from.
    """
    caution = 1 + _CAUTION / max(1, usual.subgroups - 1)
    usual = replace(usual, sigma_z=usual.sigma_z * caution)
    watched = ewma(usual, groups)
    doubts = _doubts(usual, groups)
    widened = WIDTH * max(1.0, usual.sigma_z)
    found = []
    for group, each, doubt in zip(groups, watched, doubts, strict=True):
        limit = math.hypot(each.limit, widened * doubt)
        heard = group.people >= SIGNAL_FLOOR
        out = direction(each.ewma, limit) if heard else None
        found.append(replace(each, limit=limit, direction=out))
    return found


def _doubts(usual: Baseline, groups: Sequence[Subgroup]) -> list[float]:
    """Weigh the baseline's standard error as the EWMA weighs the subgroups that it stands in."""
    doubts, level, waiting = [], 0.0, 0
    for group in groups:
        waiting += group.people
        if waiting >= SIGNAL_FLOOR:
            level = LAMBDA * math.sqrt(waiting / usual.people) + (1 - LAMBDA) * level
            waiting = 0
        doubts.append(level)
    return doubts


def open_excursion(
    usual: Baseline, groups: Sequence[Subgroup], watched: Sequence[Watched], *, whole: int
) -> Excursion | None:
    """Find the excursion that lasts; only one of the first `whole` subgroups can end it."""
    found: Excursion | None = None
    for place, each in enumerate(watched):
        side = direction(each.ewma, each.limit)
        if each.direction is not None and (found is None or found.direction != each.direction):
            began = step_change(usual, groups[: place + 1])
            found = Excursion(each.direction, place, began)
        elif found is not None and side != found.direction and place < whole:
            found = None
    return found


def step_change(usual: Baseline, groups: Sequence[Subgroup]) -> int:
    """Estimate the subgroup with which a step began: the likeliest (Samuel and others 1998).

    That is where (sum of answers x distance)^2 / answers, from there to the end, is largest.
    """
    best, place, people, moved = -1.0, len(groups) - 1, 0, 0.0
    for at in range(len(groups) - 1, -1, -1):
        people += groups[at].people
        moved += groups[at].people * (groups[at].value - usual.value)
        weight = moved * moved / people if people else 0.0
        if weight > best:
            best, place = weight, at
    return place


def crossed(watched: Sequence[Watched], place: int) -> int:
    """Go back to where the EWMA last crossed the middle."""
    upwards = watched[place].ewma > 0
    while place > 0 and watched[place - 1].ewma != 0 and (watched[place - 1].ewma > 0) == upwards:
        place -= 1
    return place
