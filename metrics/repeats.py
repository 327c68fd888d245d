"""People who answered more than once: how many there are, and how much less their answers tell."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass

from metrics.catalogue import METRICS, scale_of

_UNSEEN = 1 / 12  # of a person: how much of one who always says the farthest may be missing


@dataclass(frozen=True)
class Repeats:
    """Each pair of answers that one person gave in a period, added up in worths (see `worths`).

    `previous` counts the answers that the same person had followed up: answers less these are
    people. Of anonymous answers nothing of it is known. `beyond` counts answers before which their
    person gave more than are looked at: not all of their pairs are here.
    """

    pairs: int = 0
    sums: int = 0  # of y + y'
    products: int = 0  # of y * y'
    previous: int = 0
    beyond: int = 0

    def __add__(self, other: "Repeats") -> "Repeats":
        """Add up the pairs of parts; pairs across two parts are in neither."""
        return Repeats(
            self.pairs + other.pairs,
            self.sums + other.sums,
            self.products + other.products,
            self.previous + other.previous,
            self.beyond + other.beyond,
        )

    def scaled(self, share: float) -> "Repeats":
        """Give what a share of the answers holds if people repeat themselves in it as in all."""
        parts = (self.pairs, self.sums, self.products, self.previous, self.beyond)
        return Repeats(*(round(part * share) for part in parts))


NOBODY_TWICE = Repeats()


def worths(metric: str, points: int) -> dict[int, int]:
    """Give what one answer counts for, so that a metric is a multiple of the mean of it.

    A share counts 1 or 0, a net score 1, 0 or -1, a mean the score itself.
    """
    scale, kind = scale_of(metric, points), METRICS[metric].kind
    if kind == "mean":
        return {score: score for score in scale.scores}
    bad = -1 if kind == "net" else 0
    return {
        score: 1 if score in scale.good else bad if score in scale.bands[0] else 0
        for score in scale.scores
    }


def repeats_of(said: Iterable[tuple[Hashable, int]]) -> Repeats:
    """Count the pairs of answers that are given by person and worth; None is nobody known.

    Of n answers of one person n (n - 1) / 2 are pairs, and so on.
    """
    count: Counter[Hashable] = Counter()
    total: Counter[Hashable] = Counter()
    squares: Counter[Hashable] = Counter()
    for person, worth in said:
        if person is not None:
            count[person] += 1
            total[person] += worth
            squares[person] += worth * worth
    return Repeats(
        sum(n * (n - 1) // 2 for n in count.values()),
        sum((n - 1) * total[person] for person, n in count.items()),
        sum((total[person] ** 2 - squares[person]) // 2 for person in count),
        sum(n - 1 for n in count.values()),
    )


def design_effect(counts: Mapping[int, int], repeats: Repeats) -> float:
    """Give by what the variance of a mean grows because people repeat themselves; never below 1.

    `counts` are answers by worth. It is the variance that lets answers of one person agree, [sum
    (y - m)^2 + 2 sum (y - m)(y' - m)] / n^2 (Liang and Zeger 1986, for a mean), to that of as many
    people (Kish 1965). Where everybody says the same, each person is one answer.

    Of few people hardly anybody is unhappy, and how much these agree with themselves is seen badly,
    mostly as too little. So a twelfth of a person more is counted who gave as many answers as
    others, all of them the farthest from the mean: found by simulation, and little where there are
    many people.
    """
    answers = sum(counts.values())
    if not answers or not repeats.pairs:
        return 1.0
    mean = sum(worth * count for worth, count in counts.items()) / answers
    squares = sum(count * (worth - mean) ** 2 for worth, count in counts.items())
    people = max(1, answers - repeats.previous)
    if squares == 0:
        return answers / people
    alike = repeats.products - mean * repeats.sums + repeats.pairs * mean * mean
    farthest = max((worth - mean) ** 2 for worth, count in counts.items() if count)
    unseen = _UNSEEN * farthest * repeats.pairs / people
    return max(1.0, 1 + 2 * (alike + unseen) / squares)
