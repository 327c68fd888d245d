"""Agents beside one another, worked out a second time, from single answers and by drawing lots.

Nothing here is imported from `metrics`: numpy, SciPy and docs/metrics.md are its sources.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from scipy.stats import norm

from tests.figures_again import MISTAKEN, SHARES, UNITS, WORTHS, Figure, Given

FEWEST = 20  # answers of a cell that is one of its own
LOTS = 40_000
SURE = 1.1  # times the limit: nearer than that a chance from lots decides nothing

Side = Literal["above", "below", "near"] | None
Lots = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Beside:
    """One agent, in the unit that is told."""

    answers: int
    value: float
    expected: float
    likely: float | None
    side: Side


def beside(metric: str, given: Sequence[Given]) -> tuple[float, dict[str, Beside]]:
    """The score of all, and every agent in alphabetical order, within the mix of their answers."""
    whole, worth = Figure(metric, given), WORTHS[metric]
    cells = placed(given)
    pools: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for each, cell in zip(given, cells, strict=True):
        pools[cell].append(worth[each.score])
    by: dict[str, list[tuple[Given, tuple[str, ...]]]] = defaultdict(list)
    for each, cell in zip(given, cells, strict=True):
        by[each.agent].append((each, cell))
    figures = {agent: Figure(metric, [each for each, _ in by[agent]]) for agent in sorted(by)}
    expected = {
        agent: float(np.mean([np.mean(pools[cell]) for _, cell in by[agent]])) for agent in figures
    }
    judged = sum(len(figure.given) >= 5 for figure in figures.values())
    kept = keeping(metric, figures, {agent: whole.mean - expected[agent] for agent in figures})
    unit, found = UNITS[metric], {}
    for agent, figure in figures.items():
        likely, side = None, None
        if len(figure.given) >= 5:
            mix = Counter(cell for _, cell in by[agent])
            side = side_of(figure, mix, pools, MISTAKEN / 2 / judged)
            if kept is not None:
                off = figure.mean - expected[agent]
                likely = unit * (expected[agent] + kept[agent] * off)
        found[agent] = Beside(
            len(figure.given), unit * figure.mean, unit * expected[agent], likely, side
        )
    return unit * whole.mean, found


def placed(given: Iterable[Given]) -> list[tuple[str, ...]]:
    """The cell of each answer: the whole, without language, the touchpoint, or with the rest."""
    cells: list[tuple[str, ...]] = [(e.touchpoint, e.channel, e.language) for e in given]
    for length in (3, 2, 1):
        sizes = Counter(cells)
        cells = [
            cell[:-1] if len(cell) == length and sizes[cell] < FEWEST else cell for cell in cells
        ]
    sizes = Counter(cells)
    if 0 < sizes[()] < FEWEST and len(sizes) > 1:
        smallest = min((n, cell) for cell, n in sizes.items() if cell)[1]
        cells = [cell or smallest for cell in cells]
    return cells


def side_of(
    figure: Figure,
    mix: Mapping[tuple[str, ...], int],
    pools: Mapping[tuple[str, ...], Sequence[int]],
    tail: float,
) -> Side:
    """Where chance would have put an agent: by lots, where their own share of answers is drawn."""
    total, middle, variance = figure.mean * len(figure.given), 0.0, 0.0
    for cell, n in mix.items():
        pool = np.array(pools[cell], float)
        middle += n * pool.mean()
        variance += n * pool.var() * (len(pool) - n) / max(1, len(pool) - 1)
    if variance == 0:
        return None
    z = (total - middle) / math.sqrt(variance * figure.design)
    if abs(z) < 1.5:
        return None
    way: Side = "above" if z > 0 else "below"
    lots = drawn(mix, pools)
    found = int(np.sum(lots >= total - 1e-9 if z > 0 else lots <= total + 1e-9))
    least, most = (
        float(norm.sf(norm.isf(each / LOTS) / math.sqrt(figure.design)))
        for each in (found - 3 * math.sqrt(found), found + 3 * math.sqrt(found) + 3)
    )
    if most < tail / SURE:
        return way
    return None if least > tail * SURE else "near"


def drawn(
    mix: Mapping[tuple[str, ...], int], pools: Mapping[tuple[str, ...], Sequence[int]]
) -> Lots:
    """Sums of as many answers, drawn from all of each cell without putting any back."""
    chance, sums = np.random.default_rng(7), np.zeros(LOTS)
    for cell, n in sorted(mix.items()):
        worths, counts = np.unique(pools[cell], return_counts=True)
        sums += chance.multivariate_hypergeometric(counts, n, LOTS) @ worths
    return sums


def keeping(
    metric: str, figures: Mapping[str, Figure], moved: Mapping[str, float]
) -> dict[str, float] | None:
    """How much of its distance each agent keeps; None where the answers show no difference."""
    k = len(figures)
    n = np.array([len(figure.given) / figure.design for figure in figures.values()])
    if k < 4:
        return None
    y = np.array([figure.mean + moved[agent] for agent, figure in figures.items()])
    mean = float(np.average(y, weights=n))
    squares, freedom = float(np.sum(n * (y - mean) ** 2)), float(n.sum() - (n**2).sum() / n.sum())
    if metric in SHARES:
        chance = mean * (1 - mean)
        # E squares = chance ((k - 1) (1 - alike) + alike freedom), of beta-binomial counts
        alike = (squares - chance * (k - 1)) / (chance * (freedom - (k - 1)))
        if alike <= 0:
            return None
        weight = max(1.0, (1 - alike) / alike)
        return dict(zip(figures, (n / (n + weight)).tolist(), strict=True))
    told = [UNITS[metric] ** 2 * np.var(worths_of(figure)) for figure in figures.values()]
    even = UNITS[metric] ** 2 * float(np.var(list(WORTHS[metric].values())))
    within = (float(np.sum(n * np.array(told))) + even) / (n.sum() - k + 1)
    between = (UNITS[metric] ** 2 * squares - (k - 1) * within) / freedom
    if between <= 0:
        return None
    kept = 1 - (k - 3) / (k - 1) * within / (within + n * between)
    return dict(zip(figures, kept.tolist(), strict=True))


def worths_of(figure: Figure) -> list[int]:
    """What each answer counts for."""
    return [WORTHS[figure.metric][each.score] for each in figure.given]
