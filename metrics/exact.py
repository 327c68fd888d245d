"""Exact intervals and tests of counts: binomial and Poisson, without any approximation."""

import math

from metrics.bounded_mean import bounded_mean
from metrics.incomplete import beta_below, gamma_quantile
from metrics.intervals import CONFIDENCE, Interval
from metrics.searching import first_where

_SAME = 1 + 1e-7  # two probabilities that differ by less differ by floating point only, as in R


def poisson_interval(events: int, *, confidence: float = CONFIDENCE) -> Interval:
    """Give the interval of the expected number of events (Garwood 1936, by gamma quantiles).

    ValueError for fewer than no events.
    """
    if events < 0:
        raise ValueError(f"there cannot be {events} events")
    tail = (1 - confidence) / 2
    return Interval(
        low=gamma_quantile(events, tail) if events else 0.0,
        high=gamma_quantile(events + 1, 1 - tail),
    )


def clopper_pearson(hits: float, people: float, *, confidence: float = CONFIDENCE) -> Interval:
    """Give the strict interval of a share: at least the confidence, whatever the true share.

    ValueError unless the hits are some of the people.
    """
    if people <= 0 or not 0 <= hits <= people:
        raise ValueError(f"{hits} of {people} people is not a share")
    return bounded_mean({0: people - hits, 1: hits}, 0, 1, confidence=confidence)


def binomial_at_most(hits: int, people: int, share: float) -> float:
    """P(X <= hits) of so many people, each with this share."""
    if hits < 0 or hits >= people:
        return 0.0 if hits < 0 else 1.0
    return beta_below(1 - share, people - hits, hits + 1)


def binomial_at_least(hits: int, people: int, share: float) -> float:
    """P(X >= hits), exact also where it is tiny."""
    if hits <= 0 or hits > people:
        return 1.0 if hits <= 0 else 0.0
    return beta_below(share, hits, people - hits + 1)


def binomial_p(hits: int, people: int, share: float) -> float:
    """Give the two-sided p: the chance of everything that is no likelier than what happened."""
    if hits > people * share:
        return binomial_p(people - hits, people, 1 - share)
    if hits == people * share:
        return 1.0
    bound = _likelihood(hits, people, share) + math.log(_SAME)
    beyond = range(math.ceil(people * share), people + 1)  # likelihoods fall from there on
    other = first_where(beyond, lambda more: _likelihood(more, people, share) <= bound)
    both = binomial_at_most(hits, people, share) + binomial_at_least(other, people, share)
    return min(1.0, both)


def _likelihood(hits: int, people: int, share: float) -> float:
    """Give the logarithm of P(X = hits)."""
    ways = math.lgamma(people + 1) - math.lgamma(hits + 1) - math.lgamma(people - hits + 1)
    return ways + hits * math.log(share) + (people - hits) * math.log1p(-share)
