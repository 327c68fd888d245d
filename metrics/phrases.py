"""Which phrases people use more than they did before, beyond what chance explains."""

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise

from metrics.searching import first_where

Clauses = Sequence[Sequence[str]]  # what one person said: runs of words, or of characters
Gram = tuple[str, ...]

FEWEST_PEOPLE = 3
ERROR = 0.05  # the chance that anything at all is called new where nothing is
PRIOR = 10.0  # how many imagined people the prior is worth
_COVERED = 0.8  # a phrase this far inside a better one says the same
_SHORT = 2  # words: so short phrases are counted without a look at their parts
_WHOLE = 0.6  # a longer phrase this common stands for its parts


@dataclass(frozen=True)
class Corpus:
    """What people said in two periods, each person once; and how long a phrase may be.

    `weak` words belong to phrases but never stand alone or at the end; `edges` never begin or end
    one.
    """

    now: Sequence[Clauses]
    before: Sequence[Clauses]
    sizes: tuple[int, int] = (1, 3)
    weak: frozenset[str] = frozenset()
    edges: frozenset[str] = frozenset()

    def may_be(self, gram: Gram) -> bool:
        """Tell whether a phrase of these words can stand alone."""
        return gram[-1] not in self.weak and not self.edges.intersection((gram[0], gram[-1]))


@dataclass(frozen=True)
class Phrase:
    """A phrase, who used it now and before (places in the corpus), and how sure we are.

    `z` is the log-odds ratio in standard errors, `p` the one-sided chance of the counts.
    """

    words: Gram
    people: tuple[int, ...]
    before: tuple[int, ...]
    z: float
    p: float


def new_phrases(corpora: Mapping[str, Corpus]) -> dict[str, list[Phrase]]:
    """Find what is said more than before, by corpus, the clearest first; all share one error.

    Phrases are counted length by length: what is too rare to be new among those counted so far is
    so among all, and so is what it is a part of (Terada and others 2013).
    """
    families = [_Family(corpus) for corpus in corpora.values()]
    limit = ERROR
    for size in range(1, 1 + max((each.sizes[1] for each in corpora.values()), default=0)):
        for family in families:
            family.count(size, limit=limit)
        limit = min(limit, tarone(test for family in families for test in family.tests()))
    return {
        name: _pruned(family.claimed(limit=limit))
        for name, family in zip(corpora, families, strict=True)
    }


class _Family:
    """The phrases of one corpus that were counted, and how many people used each."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._people = len(corpus.now), len(corpus.before)
        self._parts: Collection[Gram] = ()
        self._counts: dict[Gram, tuple[int, int]] = {}
        self._least = lru_cache(maxsize=None)(lambda said: _least_p(said, *self._people))
        self._p = lru_cache(maxsize=None)(
            lambda now, before: more_than_before(now, before, *self._people)
        )

    def count(self, size: int, *, limit: float) -> None:
        """Count the phrases of one length that are not too rare to be new."""
        corpus = self._corpus
        if size > corpus.sizes[1]:
            return
        now = _times(corpus.now, size, self._parts)
        before = _times(corpus.before, size, self._parts)
        said = Counter(now)
        said.update(before)
        rare = {times for times in set(said.values()) if self._least(times) > limit}
        self._parts = {gram for gram, times in said.items() if times not in rare}
        if size >= corpus.sizes[0]:
            self._counts |= {
                gram: (now[gram], before[gram]) for gram in self._parts if corpus.may_be(gram)
            }

    def tests(self) -> Iterable[tuple[float, int]]:
        """Give the least p that phrases could have, and how many could have that."""
        said = Counter(now + before for now, before in self._counts.values())
        return ((self._least(times), phrases) for times, phrases in said.items())

    def claimed(self, *, limit: float) -> list[Phrase]:
        """Give the phrases that are new, the clearest first."""
        found = {
            gram: self._p(now, before)
            for gram, (now, before) in self._counts.items()
            if now >= FEWEST_PEOPLE and now * self._people[1] > before * self._people[0]
        }
        clear = {gram: p for gram, p in found.items() if p <= limit}
        now, before = _who(self._corpus.now, clear), _who(self._corpus.before, clear)
        phrases = [
            Phrase(gram, now[gram], before[gram], self._z(gram), p) for gram, p in clear.items()
        ]
        return sorted(phrases, key=lambda each: (-each.z, -len(each.words), each.words))

    def _z(self, gram: Gram) -> float:
        return log_odds(*self._counts[gram], *self._people)


def _times(said: Sequence[Clauses], size: int, parts: Collection[Gram]) -> Counter[Gram]:
    """Count the people who used each phrase of a length; both its parts were common enough."""
    found: Counter[Gram] = Counter()
    for clauses in said:
        grams: set[Gram] = set()
        for clause in clauses:
            if size <= _SHORT:
                grams.update(zip(*(clause[at:] for at in range(size)), strict=False))
            elif len(clause) >= size:
                held = list(zip(*(clause[at:] for at in range(size - 1)), strict=False))
                grams.update(
                    first + last[-1:]
                    for first, last in pairwise(held)
                    if first in parts and last in parts
                )
        found.update(grams)
    return found


def _who(said: Sequence[Clauses], grams: Collection[Gram]) -> dict[Gram, tuple[int, ...]]:
    """Give the people who used each of some phrases, as places in the list."""
    found: dict[Gram, list[int]] = {gram: [] for gram in grams}
    sizes, heads = {len(gram) for gram in grams}, {gram[0] for gram in grams}
    for person, clauses in enumerate(said):
        used = {
            gram
            for clause in clauses
            if not heads.isdisjoint(clause)
            for size in sizes
            for gram in zip(*(clause[at:] for at in range(size)), strict=False)
            if gram in found
        }
        for gram in used:
            found[gram].append(person)
    return {gram: tuple(people) for gram, people in found.items()}


def more_than_before(now: int, before: int, people_now: int, people_before: int) -> float:
    """P(at least `now`) of all who said it, had they been drawn from both periods (Fisher 1935)."""
    said, people = now + before, people_now + people_before
    whole = _ways(people, said)
    return min(
        1.0,
        sum(
            math.exp(_ways(people_now, hits) + _ways(people_before, said - hits) - whole)
            for hits in range(now, min(said, people_now) + 1)
            if said - hits <= people_before
        ),
    )


def _least_p(said: int, people_now: int, people_before: int) -> float:
    """Give the least p that so many people in all could have led to."""
    return more_than_before(
        min(said, people_now), said - min(said, people_now), people_now, people_before
    )


def _ways(people: int, chosen: int) -> float:
    """Give the logarithm of the number of ways to choose so many of the people."""
    return math.lgamma(people + 1) - math.lgamma(chosen + 1) - math.lgamma(people - chosen + 1)


def tarone(least: Iterable[tuple[float, int]]) -> float:
    """Give the p up to which a phrase is new, from the least p that so many each could have.

    Phrases too rare ever to be new do not count as tests (Tarone 1990).
    """
    ordered = sorted(least)
    bounds = [p for p, _ in ordered]
    totals = [0, *accumulate(phrases for _, phrases in ordered)]
    fewest = first_where(
        range(1, totals[-1]), lambda tests: totals[bisect_right(bounds, ERROR / tests)] <= tests
    )
    return ERROR / fewest


def log_odds(now: int, before: int, people_now: int, people_before: int) -> float:
    """Give the log-odds ratio in standard errors, with an informative Dirichlet prior.

    Monroe, Colaresi and Quinn 2008, "Fightin' Words", equations 16, 20 and 22. What nobody or
    everybody said differs from nothing: 0.
    """
    if not 0 < now + before < people_now + people_before:
        return 0.0
    prior = PRIOR * (now + before) / (people_now + people_before)
    odds = [
        math.log((said + prior) / (people + PRIOR - said - prior))
        for said, people in ((now, people_now), (before, people_before))
    ]
    error = math.sqrt(1 / (now + prior) + 1 / (before + prior))
    return (odds[0] - odds[1]) / error


def _pruned(phrases: Sequence[Phrase]) -> list[Phrase]:
    """Leave out parts of a phrase that is as common, rarer forms of one, and what says the same."""
    kept = [each for each in phrases if not any(_stands_for(other, each) for other in phrases)]
    return without_repeats(kept)


def _stands_for(other: Phrase, each: Phrase) -> bool:
    if _holds(other.words, each.words):
        return len(other.people) >= _WHOLE * len(each.people)
    return _holds(each.words, other.words) and len(each.people) < _WHOLE * len(other.people)


def _holds(longer: Gram, shorter: Gram) -> bool:
    """Tell whether one phrase is a part of another."""
    size = len(shorter)
    return size < len(longer) and any(
        longer[at : at + size] == shorter for at in range(len(longer) - size + 1)
    )


def without_repeats(phrases: Iterable[Phrase]) -> list[Phrase]:
    """Leave out each phrase that nearly only those use who use an earlier one."""
    kept: list[tuple[Phrase, set[int]]] = []
    for each in phrases:
        mine = set(each.people)
        if all(len(mine & theirs) < _COVERED * len(mine) for _, theirs in kept):
            kept.append((each, mine))
    return [each for each, _ in kept]
