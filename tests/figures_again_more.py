"""Indexes, power, ranks, moods and reasons, worked out a second time from single answers.

Nothing here is imported from `metrics`: numpy, SciPy and docs/metrics.md are its sources.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
from scipy.optimize import brentq
from scipy.stats import beta, mannwhitneyu, norm

from tests.figures_again import BANDS, SHARES, UNITS, WORTHS, Figure, Given, around, moved, sure

LOWEST, HIGHEST = 1, 5  # of the effort scale that is asked
NAMED = 5  # a score that stands for a reason that was named


def on_hundred(figure: Figure) -> tuple[float, float, float]:
    """A part of the index and its range: the share, (NPS + 100) / 2, or the mean effort."""
    if figure.metric != "ces":
        value, low, high = figure.told
        return (value, low, high) if figure.metric == "csat" else _halved(value, low, high)
    low, high = around(figure.counts, figure.design, LOWEST, HIGHEST)
    value, low, high = (
        100 * (each - LOWEST) / (HIGHEST - LOWEST) for each in (figure.mean_score, low, high)
    )
    return value, low, high


def _halved(*values: float) -> tuple[float, float, float]:
    value, low, high = ((each + 100) / 2 for each in values)
    return value, low, high


def index(parts: Sequence[tuple[float, float, float]]) -> tuple[float, float, float]:
    """The plain mean of the parts; the squares of their distances to their limits add up."""
    rows = np.array(parts) / len(parts)
    value = float(rows[:, 0].sum())
    below = float(np.linalg.norm(rows[:, 0] - rows[:, 1]))
    above = float(np.linalg.norm(rows[:, 2] - rows[:, 0]))
    return value, value - below, value + above


def detectable(before: Figure, after: Figure) -> float:
    """The true change that a look at 95 % finds four times in five, in the unit that is told."""
    metric, z = after.metric, float(norm.isf(0.025) + norm.isf(0.2))
    first, second = (len(each.given) / each.design for each in (before, after))
    worths = [WORTHS[metric][each.score] for each in [*before.given, *after.given]]
    scale = list(WORTHS[metric].values())
    if metric in SHARES:
        share = (sum(worths) + sum(scale) / len(scale)) / (len(worths) + 1)
        way = -1 if share > 0.5 else 1

        def short(change: float) -> float:
            there = share + way * change
            return change - z * math.sqrt(
                share * (1 - share) / first + there * (1 - there) / second
            )

        return 100 * float(brentq(short, 0, max(share, 1 - share)))
    weights = [1.0] * len(worths) + [1 / len(scale)] * len(scale)
    values = np.array(worths + scale)
    mean = np.average(values, weights=weights)
    spread = math.sqrt(float(np.average((values - mean) ** 2, weights=weights)))
    return UNITS[metric] * z * spread * math.sqrt(1 / first + 1 / second)


def higher(before: Figure, after: Figure) -> float:
    """In what percent of pairs the answer from after is the higher, ties shared."""
    first, second = ([each.score for each in side.given] for side in (after, before))
    return 100 * float(mannwhitneyu(first, second).statistic) / len(first) / len(second)


def exact(named: float, offered: float, confidence: float = 0.95) -> tuple[float, float]:
    """Clopper's and Pearson's range of a share, in percent."""
    tail = (1 - confidence) / 2
    low = beta.ppf(tail, named, offered - named + 1) if named > 0 else 0.0
    high = beta.isf(tail, named + 1, offered - named) if named < offered else 1.0
    return 100 * float(low), 100 * float(high)


def moods(figure: Figure) -> list[tuple[int, float, float]]:
    """The share of each band, the best first, with ranges that hold for all of them at once."""
    counts = [sum(figure.counts[each] for each in band) for band in BANDS[figure.metric]]
    shares = together(counts, kept=0)
    told, found = len(figure.given) / figure.design, []
    for count, share in zip(counts, shares, strict=True):
        found.append((share, *exact(count / figure.design, told, 1 - 0.05 / len(counts))))
    return found


def together(counts: Sequence[int], *, kept: int | None = None) -> list[int]:
    """Whole percents that add up to 100; the one that is kept is rounded by itself."""
    exactly = [Decimal(100 * count) / sum(counts) for count in counts]
    found = [int(each) for each in exactly]
    if kept is not None:
        found[kept] = int(exactly[kept].quantize(Decimal(1), ROUND_HALF_UP))
    others = [at for at in range(len(counts)) if at != kept]
    order = sorted(others, key=lambda at: exactly[at] - int(exactly[at]), reverse=True)
    for at in order[: 100 - sum(found)]:
        found[at] += 1
    return found


def reasons(
    figure: Figure, earlier: Figure, *, offered: Sequence[int], named: Sequence[str], days: int
) -> Mapping[str, list[float]]:
    """Of each reason: how many named it, of how many; share, range, change, and who is left."""
    found: dict[str, list[float]] = {}
    for reason in named:
        now, then = (naming(side, offered, reason) for side in (figure, earlier))
        rest: list[Given] = [
            each for each in figure.given if each.reason != reason or each.score not in offered
        ]
        found[reason] = [now.counts[NAMED], len(now.given), *now.told]
        found[reason] += moved(then, now, sure(days, 0.05 / len(named)))
        found[reason] += [then.told[0], Figure(figure.metric, rest).told[0]]
    return found


def naming(figure: Figure, offered: Sequence[int], reason: str) -> Figure:
    """Who named a reason, of those who were offered it, as people who may answer again."""
    could = [each for each in figure.given if each.score in offered]
    told = [NAMED if each.reason == reason else 1 for each in could]
    pairs = zip(could, told, strict=True)
    return Figure("csat", [replace(each, score=score) for each, score in pairs])
