"""The net score: promoters less detractors, in points from -100 to +100, and its interval."""

import math
from dataclasses import dataclass

from metrics.distributions import two_sided_t, two_sided_z
from metrics.intervals import CONFIDENCE, Interval
from metrics.searching import root

_NUDGE = 1e-12  # of the way: at the score itself the variance may be nothing


@dataclass(frozen=True)
class Net:
    """How many people are for, between and against."""

    promoters: float
    passives: float
    detractors: float

    @property
    def people(self) -> float:
        """Everybody who answered; people in between stay in the whole."""
        return self.promoters + self.passives + self.detractors


@dataclass(frozen=True)
class PseudoAnswers:
    """Answers added before a Wald interval is taken, to keep it honest for few people."""

    promoters: float
    passives: float
    detractors: float


NONE_ADDED = PseudoAnswers(0, 0, 0)  # the textbook interval
THREE = PseudoAnswers(0.75, 1.5, 0.75)  # (3, T): Rocks 2016, MeasuringU 2021
AGRESTI_MIN = PseudoAnswers(0.5, 1, 0.5)  # Agresti and Min 2005
BONETT_PRICE = PseudoAnswers(1, 0, 1)  # Bonett and Price 2012


def net_promoter(net: Net) -> float | None:
    """Give the score in points; None when nobody answered, for zero is a score."""
    if net.people == 0:
        return None
    return 100 * (net.promoters - net.detractors) / net.people


def standard_error(net: Net) -> float:
    """Give the standard error of the score, in points."""
    return 100 * math.sqrt(_variance(net.promoters, net.passives, net.detractors) / net.people)


def tango(net: Net, *, confidence: float = CONFIDENCE) -> Interval:
    """Give the score interval, in points (Tango 1998).

    A net score is a difference of paired shares in which promoters and detractors are the pairs
    that disagree. Every score is kept that a test with the variance under that score accepts.
    """
    z = two_sided_z(confidence)
    score = (net.promoters - net.detractors) / net.people
    return Interval(
        low=100 * (-1.0 if net.detractors == net.people else _limit(net, z, score, -1.0)),
        high=100 * (1.0 if net.promoters == net.people else _limit(net, z, score, 1.0)),
    )


def _limit(net: Net, z: float, score: float, end: float) -> float:
    """Find where on the way from the score, which is accepted, to the end no score is any more."""

    def beyond(tested: float) -> float:
        return abs(score - tested) - z * math.sqrt(_constrained(net, tested) / net.people)

    return root(beyond, score + _NUDGE * (end - score), end)


def _constrained(net: Net, score: float) -> float:
    """Estimate the variance of one answer, were this the true score."""
    people, up, down = net.people, net.promoters, net.detractors
    a = 2 * people
    b = (2 * people - up + down) * score - up - down
    c = -down * score * (1 - score)
    root = math.sqrt(max(0.0, b * b - 4 * a * c))
    against = (root - b) / (2 * a) if b <= 0 else -2 * c / (b + root)
    return max(0.0, 2 * against + score * (1 - score))


def adjusted(net: Net, *, added: PseudoAnswers = THREE) -> tuple[float, float]:
    """Give centre and standard error in points after adding answers."""
    up = net.promoters + added.promoters
    same = net.passives + added.passives
    down = net.detractors + added.detractors
    people = up + same + down
    return 100 * (up - down) / people, 100 * math.sqrt(_variance(up, same, down) / people)


def adjusted_wald(
    net: Net, *, added: PseudoAnswers = THREE, confidence: float = CONFIDENCE
) -> Interval:
    """Give the closed-form interval after adding answers: a cross-check of `tango`."""
    centre, error = adjusted(net, added=added)
    spread = two_sided_z(confidence) * error
    return Interval(centre - spread, centre + spread).clipped(-100.0, 100.0)


def plain_t(net: Net, *, confidence: float = CONFIDENCE) -> Interval:
    """Give the t interval of answers counted -1, 0 and +1, in points; empty when all agree."""
    freedom = round(net.people) - 1
    score = 100 * (net.promoters - net.detractors) / net.people
    variance = _variance(net.promoters, net.passives, net.detractors)
    spread = 100 * two_sided_t(confidence, freedom) * math.sqrt(variance / freedom)
    return Interval(score - spread, score + spread)


def _variance(up: float, same: float, down: float) -> float:
    people = up + same + down
    return max(0.0, (up + down) / people - ((up - down) / people) ** 2)
