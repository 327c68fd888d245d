"""What some people named, of all who could: how many, what changed, and the figure without them."""

from dataclasses import dataclass

from bot.surveys.lineage import Shown
from metrics.looks import MISTAKEN, sureness
from metrics.measure import Change, Measure, change, measure
from metrics.repeats import NOBODY_TWICE, Repeats
from metrics.small_numbers import change_is_shown, level
from metrics.tally import Tally, people

_NAMED = "thumbs"  # a share of two: up is who named it, down who could have


@dataclass(frozen=True)
class Counted:
    """How many named something, and how many could have; one person may be several of them."""

    named: int
    offered: int
    repeats: Repeats = NOBODY_TWICE  # who named it counts 1, who could have 0

    @property
    def people(self) -> int:
        """How many people could have named it, as far as they can be told apart."""
        return self.offered - self.repeats.previous


@dataclass(frozen=True)
class Mention:
    """One thing that was named: a reason, a theme, or a part of those who named a reason.

    `share` is that of those who could have, `before` the one of the period before, and `without`
    the figure of everybody else; each None where there are too few answers for it.
    """

    key: str
    named: int
    offered: int
    people: int = 0  # who could have: one may have answered several times
    share: Measure | None = None
    before: Measure | None = None
    change: Change | None = None
    without: Measure | None = None


def mention(
    key: str, now: Counted, earlier: Counted | None = None, *, rows: int = 1, days: int = 1
) -> Mention:
    """Count who named something, now and before.

    So many `rows` are compared at once, and periods of so many `days`, of which the verdict holds
    for many looks.
    """
    share = _share(now)
    before = _share(earlier) if earlier else None
    compared = None
    if share and before and change_is_shown(before.people, share.people):
        confidence = sureness(days, mistaken=MISTAKEN / max(1, rows))
        compared = change(before, share, confidence=confidence)
    return Mention(key, now.named, now.offered, now.people, share, before, compared)


def without(shown: Shown, whole: Tally, named: Tally) -> Measure | None:
    """Measure everybody but those who named something; None where they are too few, or all."""
    rest = {score: count - named.get(score, 0) for score, count in whole.items()}
    if not people(named) or min(rest.values(), default=0) < 0 or not level(people(rest)).score:
        return None
    return measure(shown.metric, shown.points, rest)


def _share(counted: Counted) -> Measure | None:
    if not level(counted.people).score:
        return None
    tally = {1: counted.offered - counted.named, 2: counted.named}
    return measure(_NAMED, 2, tally, counted.repeats)
