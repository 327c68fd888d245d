"""How sure a verdict has to be that is looked at again and again: a bound over three months."""

from statistics import NormalDist

from metrics.distributions import two_sided_p
from metrics.searching import root

HORIZON = 90  # days of looking for which a verdict is promised
MISTAKEN = 0.05  # the share of horizons without any change in which a word of one may fall
_NORMAL = NormalDist()
_FARTHEST = 40.0  # standard errors: no chance is smaller than what floats can say there


def chance(errors: float, days: int) -> float:
    """Give the chance that two adjoining windows of so many days ever lie so far apart.

    `errors` are standard errors of their difference, looked at all the time for 90 days without any
    change: p(c) = 3 (H / w) c phi(c) + 2 (1 - Phi(c)), the boundary of a moving sum (Leadbetter,
    Lindgren and Rootzen 1983, chapter 12, for a process whose correlation falls by 3 / w a day).
    """
    crossings = 3 * (HORIZON / days) * errors * _NORMAL.pdf(errors)
    return min(1.0, crossings + two_sided_p(errors))


def needed(days: int, *, mistaken: float = MISTAKEN) -> float:
    """Give the standard errors from which a difference may be called clear: 3.76 for a week."""
    return root(lambda errors: chance(errors, days) - mistaken, 1.0, _FARTHEST)


def sureness(days: int, *, mistaken: float = MISTAKEN) -> float:
    """Give the confidence of an interval that reaches just as far: 0.99983 for a week."""
    return 1 - two_sided_p(needed(days, mistaken=mistaken))
