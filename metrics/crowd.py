"""The answers of groups beside one another, in strata that are alike, each for what it tells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from metrics.catalogue import METRICS
from metrics.empirical_bayes import Observed
from metrics.mix import Cell, strata
from metrics.repeats import Repeats, design_effect, worths
from metrics.tally import Tally, merged, people
from metrics.without_replacement import Draw

Mixes = Mapping[str, Mapping[Cell, Tally]]


@dataclass(frozen=True)
class Group:
    """One group: its answers, what its mix of strata leads to expect, and the draw of each."""

    key: str
    people: int
    seen: Observed
    expected: float
    draws: Sequence[Draw]

    @property
    def off(self) -> float:
        """How far it is from what is expected of it."""
        return self.seen.value - self.expected


@dataclass(frozen=True)
class Crowd:
    """All groups, and all answers by what they count for, as many as they tell together."""

    groups: Sequence[Group]
    around: Mapping[int, float]
    whole: float


def crowd(
    metric: str,
    points: int,
    tallies: Mapping[str, Tally],
    *,
    mixes: Mixes,
    repeats: Mapping[str, Repeats | float],
) -> Crowd:
    """Sort the answers of groups that were asked the same; each has some.

    A group whose cells are not told is one of its own kind, with the others of whom they are not.
    `repeats` are design effects, or the pairs they follow from; of a group without there is none.
    """
    worth = worths(metric, points)
    cells = strata({key: mixes.get(key) or {(): tallies[key]} for key in tallies})
    counted = {
        key: {cell: _by_worth(worth, said) for cell, said in mix.items()}
        for key, mix in cells.items()
    }
    totals = {key: merged(*mix.values()) for key, mix in counted.items()}
    designs = {key: _design(totals[key], repeats.get(key, 1.0)) for key in tallies}
    answers = sum(people(counts) for counts in totals.values())
    told = sum(people(counts) / designs[key] for key, counts in totals.items())
    wholes = {
        cell: _scaled(
            merged(*(mix[cell] for mix in counted.values() if cell in mix)), told / answers
        )
        for cell in {cell for mix in counted.values() for cell in mix}
    }
    unit = unit_of(metric)
    groups = [
        _group(key, totals[key], counted[key], wholes, design=designs[key], unit=unit)
        for key in tallies
    ]
    around = _scaled(merged(*totals.values()), told / answers)
    return Crowd(groups, around, unit * _mean(around))


def unit_of(metric: str) -> float:
    """Tell what a metric is where every answer counts for 1: 100 points of a net score."""
    return 100.0 if METRICS[metric].kind == "net" else 1.0


def _group(
    key: str,
    total: Tally,
    mix: Mapping[Cell, Tally],
    wholes: Mapping[Cell, Mapping[int, float]],
    *,
    design: float,
    unit: float,
) -> Group:
    draws = [Draw(wholes[cell], people(counts) / design) for cell, counts in mix.items()]
    middle, answers = _mean(total), people(total)
    squares = sum(count * (worth - middle) ** 2 for worth, count in total.items())
    seen = Observed(unit * middle, answers / design, unit**2 * squares / answers)
    expected = sum(draw.drawn * draw.mean for draw in draws) * design / answers
    return Group(key, answers, seen, unit * expected, draws)


def _mean(counts: Mapping[int, float]) -> float:
    total = sum(counts.values())
    return sum(worth * count for worth, count in counts.items()) / total


def _by_worth(worth: Mapping[int, int], tally: Tally) -> Tally:
    return merged(*({worth[score]: count} for score, count in tally.items()))


def _scaled(counts: Tally, part: float) -> Mapping[int, float]:
    return {worth: count * part for worth, count in counts.items()}


def _design(counts: Tally, repeats: Repeats | float) -> float:
    if isinstance(repeats, Repeats):
        return design_effect(counts, repeats)
    return max(1.0, repeats)
