"""How much of the difference between groups is more than chance, and each group drawn in by it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

FEWEST_GROUPS = 4  # James and Stein's estimate is better than each group's own from there on
_NOISE = 1e-9  # a variance that is smaller beside another one is rounding, not difference


@dataclass(frozen=True)
class Observed:
    """The mean of a group, what its answers are worth as a number, and the variance of one."""

    value: float
    people: float
    variance: float = 0.0


@dataclass(frozen=True)
class Prior:
    """How true values of so many groups lie around the whole, which is as sure as so many answers.

    `part` is how much of what the weight says a group is drawn in.
    """

    whole: float
    spread: float  # the standard deviation between groups
    weight: float
    groups: int
    part: float = 1.0

    def kept(self, people: float) -> float:
        """Give the part of its distance from the whole that a group of so many keeps.

        Of fewer than 4 groups nothing is learned: all of it.
        """
        if self.groups < FEWEST_GROUPS:
            return 1.0
        return 1 - self.part * self.weight / (people + self.weight)


def beta_prior(groups: Sequence[Observed]) -> Prior | None:
    """Learn from shares, by the method of moments; None: no difference that the data can show.

    The squares of the distances from the whole, weighted by people, are set to their expectation
    in the beta-binomial model (Kleinman 1973; Casella 1985). A prior is worth one answer at least.
    """
    people = sum(group.people for group in groups)
    whole = sum(group.value * group.people for group in groups) / people if people else 0.0
    free, chance = _freedom([group.people for group in groups]), whole * (1 - whole)
    if free <= 0 or chance <= 0:
        return None
    squares = sum(group.people * (group.value - whole) ** 2 for group in groups)
    alike = (squares / chance - (len(groups) - 1)) / (free - (len(groups) - 1) or math.inf)
    if alike <= 0:
        return None
    weight = max(1.0, (1 - alike) / alike)
    return Prior(whole, math.sqrt(chance / (weight + 1)), weight, len(groups))


def normal_prior(groups: Sequence[Observed], *, within: float) -> Prior | None:
    """Learn from means; None: no difference that the data can show.

    `within` is the variance of an answer around the mean of its group. The variance between groups
    is that of the analysis of variance (Searle, Casella and McCulloch 1992, chapter 3). What is
    learned of few groups draws them in by (k - 1) / (k - 3) too strongly on average: with that
    undone it is James and Stein's estimate (1961) where all are equally large, else Morris' (1983).
    """
    free, people = _freedom([group.people for group in groups]), sum(g.people for g in groups)
    if free <= 0:
        return None
    whole = sum(group.value * group.people for group in groups) / people
    squares = sum(group.people * (group.value - whole) ** 2 for group in groups)
    between = (squares - (len(groups) - 1) * within) / free
    if between <= _NOISE * within:
        return None
    few = max(0, len(groups) - 3) / (len(groups) - 1)
    return Prior(whole, math.sqrt(between), within / between, len(groups), few)


def within_groups(groups: Sequence[Observed], *, even: float) -> float:
    """Pool the variance inside groups, after one added answer that is spread over the scale.

    `even` is the variance of that answer: it keeps the noise above nothing where all groups agree
    inside.
    """
    inside = sum(group.variance * group.people for group in groups) + even
    return inside / (sum(group.people for group in groups) - len(groups) + 1)


def _freedom(people: Sequence[float]) -> float:
    """Give how strongly a variance between groups shows in the weighted squares; 0 of one group."""
    whole = sum(people)
    return whole - sum(each * each for each in people) / whole if len(people) > 1 else 0.0
