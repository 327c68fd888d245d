"""How far some answers may lie from the whole that they are part of, by chance alone."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

from metrics.intervals import Interval
from metrics.searching import root

_NORMAL = NormalDist()
_NEWTON = 100  # steps at most; half a dozen are usual
_CLOSE = 1e-10  # of an answer
_NEAREST, _STEP = 0.1, 1.6  # where the search begins, in standard errors, and how it widens
_HALF = 0.5  # of a step: sums of whole steps have nothing between them

Counts = Mapping[int, float]  # what an answer counts for, and how many answers do


@dataclass(frozen=True)
class Draw:
    """So many answers drawn from some that are alike; the whole has those drawn in it."""

    whole: Counts
    drawn: float

    @property
    def size(self) -> float:
        """How many answers the whole has."""
        return sum(self.whole.values())

    @property
    def mean(self) -> float:
        """What one of its answers counts for."""
        return sum(worth * count for worth, count in self.whole.items()) / self.size

    @property
    def answers(self) -> Sequence[int]:
        """List what somebody answered."""
        return [worth for worth, count in self.whole.items() if count > 0]

    @property
    def is_free(self) -> bool:
        """Tell whether chance has anything to choose."""
        return len(self.answers) > 1 and 0 < self.drawn < self.size - _CLOSE

    def stepped(self, *, first: int, step: int) -> "Draw":
        """Count from another answer on, in other steps."""
        whole = {(worth - first) // step: self.whole[worth] for worth in self.answers}
        return Draw(whole, self.drawn)


def chance_of_mean(draws: Sequence[Draw], *, tail: float) -> Interval:
    """Give the means beyond which chance goes with less than the tail, on either side.

    If groups are equal, the answers of one are drawn from those of all without replacement, in each
    stratum for itself; of two values that is Fisher's exact hypergeometric distribution. Its tails
    are a double saddlepoint's (Skovgaard 1987; Butler 2007, 4.2 and 6.3, for whole numbers), which
    are off by a few hundredths of themselves. A mean at an end is not beyond it.
    """
    high, low = (_Steps.of(each) for each in (draws, _mirrored(draws)))
    return Interval(-low.mean(_highest(low, tail)), high.mean(_highest(high, tail)))


def tail_of_mean(draws: Sequence[Draw], mean: float) -> float:
    """Give the chance of a mean as far out as this one, on its side; 0.5 near the middle."""
    steps = _Steps.of(draws)
    middle = steps.mean(sum(draw.drawn * draw.mean for draw in steps.free))
    if mean < middle:
        steps, mean = _Steps.of(_mirrored(draws)), -mean
    return _beyond(steps, steps.sum(mean))


def variance_of_mean(draws: Sequence[Draw]) -> float:
    """Give the variance of the mean of the answers drawn."""
    squares = sum(_fixed_size(draw, 0.0)[3] for draw in draws if draw.is_free)
    return squares / sum(draw.drawn for draw in draws) ** 2


def _mirrored(draws: Sequence[Draw]) -> Sequence[Draw]:
    return [draw.stepped(first=0, step=-1) for draw in draws]


@dataclass(frozen=True)
class _Steps:
    """The draws that leave chance a choice, counted in the largest steps there are; the rest."""

    free: Sequence[Draw]
    step: int
    below: float  # the sum where each of them has its lowest answer
    people: float

    @classmethod
    def of(cls, draws: Sequence[Draw]) -> "_Steps":
        fixed = sum(draw.drawn * draw.mean for draw in draws if not draw.is_free)
        lowest = [(draw, min(draw.answers)) for draw in draws if draw.is_free]
        step = math.gcd(*(worth - low for draw, low in lowest for worth in draw.answers))
        return cls(
            free=[draw.stepped(first=low, step=step) for draw, low in lowest],
            step=step,
            below=fixed + sum(draw.drawn * low for draw, low in lowest),
            people=sum(draw.drawn for draw in draws),
        )

    @property
    def first(self) -> float:
        """Where a search for a lean begins: near a standard error, and not beyond reason."""
        variance = sum(_fixed_size(draw, 0.0)[3] for draw in self.free)
        return min(1.0, 1 / math.sqrt(variance))

    def mean(self, total: float) -> float:
        return (self.below + self.step * total) / self.people

    def sum(self, mean: float) -> float:
        return (mean * self.people - self.below) / self.step if self.step else 0.0


@dataclass(frozen=True)
class _Leaning:
    """A draw that leans to high answers: its mean sum, the chance of as much, by a saddlepoint."""

    total: float
    beyond: float


def _highest(steps: _Steps, tail: float) -> float:
    """Find the sum that is exceeded with less than the tail; the greatest one where none is."""
    if not steps.free:
        return 0.0
    free, most, lean = steps.free, sum(map(_most, steps.free)), steps.first
    near = _NEAREST * lean
    while True:
        found = _leaning(free, lean)
        if found.total >= most - _HALF:
            return _before_end(free, most, tail, near=near, far=lean)
        if found.beyond <= tail:
            return _crossed(free, tail, near=near, far=lean)
        near, lean = lean, lean * _STEP


def _beyond(steps: _Steps, total: float) -> float:
    """Give the chance of a sum or more; half where that is nearer the middle than can be told."""
    if not steps.free:
        return _HALF
    free, lean, wanted = steps.free, steps.first, total - _HALF
    near = _NEAREST * lean
    if _leaning(free, near).total >= wanted:
        return _HALF
    while _leaning(free, lean).total < wanted:
        near, lean = lean, lean * _STEP
    lean = root(lambda lean: _leaning(free, lean).total - wanted, near, lean)
    return _leaning(free, lean).beyond


def _before_end(
    free: Sequence[Draw], most: float, tail: float, *, near: float, far: float
) -> float:
    """Search where the next step is past the greatest sum: perhaps chance reaches even that."""
    end = root(lambda lean: _leaning(free, lean).total - (most - _HALF), near, far)
    if _leaning(free, end).beyond > tail:
        return most
    return _crossed(free, tail, near=near, far=end)


def _crossed(free: Sequence[Draw], tail: float, *, near: float, far: float) -> float:
    lean = root(lambda lean: _leaning(free, lean).beyond - tail, near, far)
    return _leaning(free, lean).total + _HALF


def _leaning(free: Sequence[Draw], lean: float) -> _Leaning:
    total = squares = wide = log_ratio = 0.0
    for draw in free:
        entropy, mean, log_size, variance = _fixed_size(draw, lean)
        total += mean
        squares += variance
        wide += entropy
        log_ratio += log_size
    far = math.sqrt(max(0.0, 2 * (lean * total - wide)))
    step = 2 * math.sinh(lean / 2) * math.sqrt(squares) * math.exp(log_ratio / 2)
    density = _NORMAL.pdf(far)
    return _Leaning(total, 1 - _NORMAL.cdf(far) + density * (1 / step - 1 / far))


def _fixed_size(draw: Draw, lean: float) -> tuple[float, float, float, float]:
    """Lean a draw and keep its size.

    Gives the growth of the cumulants, the mean sum, the logarithm by which the variance of the
    size grows, and the variance of the sum at that size.
    """
    start = math.log(draw.drawn / (draw.size - draw.drawn))
    place = _place(draw, lean, start)
    size = mean = spread = cross = square = growth = 0.0
    for worth, count in draw.whole.items():
        log_odds = lean * worth + place
        chosen = _logistic(log_odds)
        both = count * chosen * (1 - chosen)
        size += both
        mean += count * chosen * worth
        cross += both * worth
        square += both * worth * worth
        growth += count * (max(log_odds, 0.0) + math.log1p(math.exp(-abs(log_odds))))
    part = draw.drawn / draw.size
    spread = square - cross * cross / size
    entropy = growth + draw.size * math.log1p(-part) - (place - start) * draw.drawn
    return entropy, mean, math.log(size / (draw.drawn * (1 - part))), spread


def _place(draw: Draw, lean: float, start: float) -> float:
    """Find the place that keeps the size: Newton's way, kept between the ends."""
    ends = [start - lean * worth for worth in draw.whole]
    low, high = min(ends), max(ends)
    place = start - lean * draw.mean
    for _ in range(_NEWTON):
        size = slope = 0.0
        for worth, count in draw.whole.items():
            chosen = _logistic(lean * worth + place)
            size += count * chosen
            slope += count * chosen * (1 - chosen)
        off = size - draw.drawn
        if abs(off) <= _CLOSE * draw.drawn:
            break
        low, high = (low, place) if off > 0 else (place, high)
        place -= off / slope if slope else 0.0
        if not low < place < high:
            place = (low + high) / 2
    return place


def _logistic(log_odds: float) -> float:
    small = math.exp(-abs(log_odds))
    return 1 / (1 + small) if log_odds >= 0 else small / (1 + small)


def _most(draw: Draw) -> float:
    """Add up the greatest answers that can be drawn."""
    left, total = draw.drawn, 0.0
    for worth, count in sorted(draw.whole.items(), reverse=True):
        taken = min(left, count)
        total += taken * worth
        left -= taken
    return total
