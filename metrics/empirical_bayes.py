"""How much of the difference between groups is more than chance, and each group drawn in by it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

from metrics.control import Subgroup
from metrics.incomplete import beta_below
from metrics.shares import Share

_NORMAL = NormalDist()
_NOISE = 1e-9  # a variance that is smaller beside another one is rounding, not difference


@dataclass(frozen=True)
class Shrunk:
    """The likeliest true value of a group, and the chance that it is above the whole."""

    value: float
    above: float


@dataclass(frozen=True)
class BetaPrior:
    """How true shares lie around the whole: a beta distribution worth so many answers."""

    whole: float
    weight: float

    @property
    def spread(self) -> float:
        """The standard deviation between groups."""
        return math.sqrt(self.whole * (1 - self.whole) / (self.weight + 1))

    def shrunk(self, share: Share) -> Shrunk:
        """Draw a share in to the whole, the more the fewer people it has."""
        hits = self.whole * self.weight + share.count
        misses = (1 - self.whole) * self.weight + share.people - share.count
        return Shrunk(hits / (hits + misses), beta_below(1 - self.whole, misses, hits))


def beta_prior(shares: Sequence[Share]) -> BetaPrior | None:
    """Learn from groups, by the method of moments; None: no difference that the data can show.

    The squares of the distances from the whole, weighted by people, are set to their expectation
    in the beta-binomial model (Kleinman 1973; Casella 1985). A prior is worth one answer at least.
    """
    people = sum(share.people for share in shares)
    whole = sum(share.count for share in shares) / people if people else 0.0
    free, chance = _freedom([share.people for share in shares]), whole * (1 - whole)
    if free <= 0 or chance == 0:
        return None
    squares = sum(share.people * (share.value - whole) ** 2 for share in shares)
    alike = (squares / chance - (len(shares) - 1)) / (free - (len(shares) - 1) or math.inf)
    if alike <= 0:
        return None
    return BetaPrior(whole, max(1.0, (1 - alike) / alike))


@dataclass(frozen=True)
class NormalPrior:
    """How true means lie around the whole, and how answers lie around the mean of their group."""

    whole: float
    between: float
    within: float

    @property
    def spread(self) -> float:
        """The standard deviation between groups."""
        return math.sqrt(self.between)

    def shrunk(self, group: Subgroup) -> Shrunk:
        """Draw a mean in to the whole, the more the fewer people it has."""
        noise = self.within / group.people
        kept = self.between / (self.between + noise)
        distance = kept * (group.value - self.whole)
        above = _NORMAL.cdf(distance / math.sqrt(kept * noise))
        return Shrunk(self.whole + distance, above)


def normal_prior(groups: Sequence[Subgroup], *, even: float) -> NormalPrior | None:
    """Learn from groups of scores or net votes; None: no difference that the data can show.

    Variances between and within as in the analysis of variance (Searle, Casella and McCulloch
    1992, chapter 3), after one added answer that is spread evenly over the scale: `even` is the
    variance of that answer, and keeps the noise above nothing where all groups agree inside.
    """
    free, people = _freedom([group.people for group in groups]), sum(g.people for g in groups)
    if free <= 0:
        return None
    whole = sum(group.value * group.people for group in groups) / people
    inside = sum(group.variance * group.people for group in groups) + even
    within = inside / (people - len(groups) + 1)
    squares = sum(group.people * (group.value - whole) ** 2 for group in groups)
    between = (squares - (len(groups) - 1) * within) / free
    return NormalPrior(whole, between, within) if between > _NOISE * within else None


def _freedom(people: Sequence[int]) -> float:
    """Give how strongly a variance between groups shows in the weighted squares; 0 of one group."""
    whole = sum(people)
    return whole - sum(each * each for each in people) / whole if len(people) > 1 else 0.0
