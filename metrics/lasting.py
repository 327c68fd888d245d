"""Verdicts that hold however often one looks: of one change, or of all changes in a reply."""

from collections.abc import Sequence
from dataclasses import dataclass

from metrics.false_discoveries import holm_levels
from metrics.looks import MISTAKEN, chance, sureness
from metrics.measure import Change, Measure, change, errors_apart


@dataclass(frozen=True)
class Pair:
    """Two measures of one question, and how many days the shorter of their windows has."""

    before: Measure
    after: Measure
    days: int


def lasting_changes(pairs: Sequence[Pair]) -> list[Change]:
    """Compare what stands in one reply, so that it may be read all day for 90 days.

    Without any change 19 of 20 such replies never call one clear: each by the bound of `looks`,
    several by Holm's steps. Each interval is as wide as its verdict takes.
    """
    levels = [MISTAKEN]
    if len(pairs) > 1:
        ps = [chance(errors_apart(pair.before, pair.after), pair.days) for pair in pairs]
        levels = list(holm_levels(ps, mistaken=MISTAKEN))
    return [
        change(pair.before, pair.after, confidence=sureness(pair.days, mistaken=mistaken))
        for pair, mistaken in zip(pairs, levels, strict=bool(pairs))
    ]
