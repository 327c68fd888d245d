"""The figures of summaries worked out a second time, from single answers and by other tools.

Nothing here is imported from `metrics`: numpy, SciPy and docs/metrics.md are its sources.
"""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

import numpy as np
from scipy.optimize import brentq
from scipy.stats import beta, norm
from scipy.stats import t as student

WORTHS = {
    "csat": {1: 0, 2: 0, 3: 0, 4: 1, 5: 1},
    "nps": {**dict.fromkeys(range(7), -1), 7: 0, 8: 0, 9: 1, 10: 1},
    "stars": {score: score for score in range(1, 6)},
    "ces": {1: 0, 2: 0, 3: 0, 4: 1, 5: 1},
    "mood": {1: 0, 2: 0, 3: 0, 4: 1, 5: 1},
    "score": {score: score for score in range(1, 11)},
    "thumbs": {1: 0, 2: 1},
    "recovery": {1: 0, 2: 1},
}
BANDS = {  # in the order in which they are told
    "csat": ((4, 5), (3,), (1, 2)),
    "nps": ((9, 10), (7, 8), tuple(range(7))),
    "stars": ((4, 5), (3,), (1, 2)),
    "ces": ((4, 5), (3,), (1, 2)),
    "mood": ((4, 5), (3,), (1, 2)),
    "score": ((8, 9, 10), (5, 6, 7), (1, 2, 3, 4)),
    "thumbs": ((2,), (1,)),
    "recovery": ((2,), (1,)),
}
SHARES = ("csat", "ces", "mood", "thumbs", "recovery")
UNITS = {"nps": 100, "stars": 1, "score": 1, **dict.fromkeys(SHARES, 100)}  # told of one worth
DIGITS = {"nps": 0, "stars": 2, "score": 1, **dict.fromkeys(SHARES, 0)}
HORIZON, MISTAKEN = 90, 0.05


@dataclass(frozen=True)
class Given:
    """One answer of a real person."""

    day: date
    person: str
    agent: str
    score: int
    channel: str = ""
    language: str = ""
    reason: str = ""
    touchpoint: str = ""


@dataclass(frozen=True)
class Figure:
    """A figure of some answers to one question."""

    metric: str
    given: Sequence[Given]

    @cached_property
    def counts(self) -> Counter[int]:
        """How many gave each score."""
        return Counter(each.score for each in self.given)

    @cached_property
    def people(self) -> int:
        """How many persons they are."""
        return len({each.person for each in self.given})

    @cached_property
    def worths(self) -> Counter[int]:
        """How many answers have each worth."""
        found: Counter[int] = Counter()
        for score, count in self.counts.items():
            found[WORTHS[self.metric][score]] += count
        return found

    @property
    def mean_score(self) -> float:
        """The plain average of the scores."""
        return sum(score * n for score, n in self.counts.items()) / len(self.given)

    @property
    def mean(self) -> float:
        """The average worth."""
        return sum(worth * n for worth, n in self.worths.items()) / len(self.given)

    @cached_property
    def design(self) -> float:
        """The variance with persons as clusters, to that with answers as if of as many persons."""
        off: dict[str, float] = {}
        squares = 0.0
        for each in self.given:
            far = WORTHS[self.metric][each.score] - self.mean
            off[each.person] = off.get(each.person, 0.0) + far
            squares += far * far
        if squares == 0:
            return len(self.given) / self.people
        given = Counter(each.person for each in self.given)
        pairs = sum(math.comb(times, 2) for times in given.values()) / self.people
        farthest = max((worth - self.mean) ** 2 for worth in self.worths)
        unseen = 2 * pairs * farthest / 12  # a twelfth of a person who says the farthest
        return max(1.0, (sum(far * far for far in off.values()) + unseen) / squares)

    @cached_property
    def told(self) -> list[float]:
        """Value and range, in the unit that is told."""
        ends = WORTHS[self.metric].values()
        low, high = around(self.worths, self.design, min(ends), max(ends))
        return [UNITS[self.metric] * each for each in (self.mean, low, high)]

    def yardstick(self, confidence: float) -> tuple[float, float]:
        """The range that a change is made of, in worths."""
        n = len(self.given) / self.design
        if self.metric in SHARES:
            return wilson(self.mean, n, confidence)
        if self.metric == "nps":
            return tango(
                {worth: count / self.design for worth, count in self.worths.items()}, confidence
            )
        return cautious(self.counts, WORTHS[self.metric], self.design, confidence)


def around(counts: Mapping[int, int], design: float, low: int, high: int) -> tuple[float, float]:
    """Both ends by Dirichlet weights, after one more answer at the end in question."""
    upper = end({worth: n / design for worth, n in counts.items()}, high)
    lower = end({-worth: n / design for worth, n in counts.items()}, -low)
    return -lower, upper


def end(weights: dict[int, float], high: int) -> float:
    """The 97.5 % quantile of the weighed mean: a beta of two values, else by a saddlepoint."""
    weights[high] = weights.get(high, 0.0) + 1
    said = {value: n for value, n in weights.items() if n > 0}
    if len(said) == 1:
        return high
    if len(said) == 2:
        low = min(said)
        return float(low + (high - low) * beta.ppf(0.975, said[high], said[low]))
    values, shapes = np.array(list(said), float), np.array(list(said.values()))

    def below(mean: float) -> float:
        far = values - mean

        def slope(s: float) -> float:
            return float(np.sum(shapes * far / (1 - s * far)))

        room = 1 / far.max()
        s = brentq(slope, 0.0, room * (1 - 1e-12), xtol=1e-14 * room, rtol=1e-14)
        w = (
            -math.sqrt(2 * float(np.sum(shapes * np.log1p(-s * far))))
            if s < 0
            else math.sqrt(2 * float(np.sum(shapes * np.log1p(-s * far))))
        )
        u = s * math.sqrt(float(np.sum(shapes * (far / (1 - s * far)) ** 2)))
        return float(norm.cdf(w) + norm.pdf(w) * (1 / w - 1 / u)) - 0.975

    middle = float(np.sum(values * shapes) / np.sum(shapes))
    return float(
        brentq(
            below, middle + 0.02 * (high - middle) / math.sqrt(sum(shapes)), high - 1e-9, xtol=1e-11
        )
    )


def wilson(share: float, n: float, confidence: float) -> tuple[float, float]:
    """The roots of (p - x)^2 = z^2 x (1 - x) / n."""
    z = norm.ppf((1 + confidence) / 2)
    roots = np.roots([1 + z * z / n, -2 * share - z * z / n, share * share])
    low, high = sorted(float(root.real) for root in roots)
    return (0.0 if share == 0 else low), (1.0 if share == 1 else high)


def tango(told: Mapping[int, float], confidence: float) -> tuple[float, float]:
    """What a score test does not refuse, with the variance that is likeliest under the score."""
    n, up, down = sum(told.values()), told.get(1, 0.0), told.get(-1, 0.0)
    z, score = norm.ppf((1 + confidence) / 2), (up - down) / n

    def beyond(tested: float) -> float:
        a, b = 2 * n, (2 * n - up + down) * tested - up - down
        c = -down * tested * (1 - tested)
        q = (-b + math.sqrt(max(0.0, b * b - 4 * a * c))) / (2 * a)
        variance = max(0.0, 2 * q + tested * (1 - tested)) / n
        return abs(score - tested) - float(z) * math.sqrt(variance)

    low = -1.0 if down == n else brentq(beyond, -1.0, score - 1e-9, xtol=1e-13)
    high = 1.0 if up == n else brentq(beyond, score + 1e-9, 1.0, xtol=1e-13)
    return float(low), float(high)


def cautious(
    counts: Mapping[int, int], scale: Collection[int], design: float, confidence: float
) -> tuple[float, float]:
    """Student's t after one more answer, spread over the scale."""
    values = np.array(sorted(scale))
    weights = np.array([counts.get(int(v), 0) / design + 1 / len(scale) for v in values])
    n = float(weights.sum())
    mean = float(np.average(values, weights=weights))
    freedom = round(n) - 1
    spread = math.sqrt(float(np.sum(weights * (values - mean) ** 2)) / freedom / n)
    far = float(student.ppf((1 + confidence) / 2, freedom)) * spread
    return max(float(min(scale)), mean - far), min(float(max(scale)), mean + far)


def sure(days: int, mistaken: float = MISTAKEN) -> float:
    """The confidence of the bound for windows of so many days, looked at for 90."""

    def chance(c: float) -> float:
        return float(3 * HORIZON / days * c * norm.pdf(c) + 2 * norm.sf(c)) - mistaken

    c = brentq(chance, 1.0, 8.0)
    return float(1 - 2 * norm.sf(c))


def moved(before: Figure, after: Figure, confidence: float) -> tuple[float, float]:
    """Between what a change lies, in the unit that is told."""
    (a, b), (c, d) = before.yardstick(confidence), after.yardstick(confidence)
    apart = after.mean - before.mean
    low = apart - math.hypot(after.mean - c, b - before.mean)
    high = apart + math.hypot(d - after.mean, before.mean - a)
    if after.metric in SHARES:
        low, high = max(-1.0, low), min(1.0, high)
    return UNITS[after.metric] * low, UNITS[after.metric] * high


def shown(value: float, digits: int) -> str:
    """Round half away from zero, without a minus before nothing."""
    rounded = Decimal(repr(round(value, 9))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return str(abs(rounded) if rounded == 0 else rounded)


def within(given: Iterable[Given], since: date, until: date) -> list[Given]:
    """Those of some days, the last not included."""
    return [each for each in given if since <= each.day < until]
