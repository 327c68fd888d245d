"""Whether what people write gets worse while their scores do not: counting, and no model."""

from collections.abc import Iterable
from dataclasses import dataclass

from metrics.differences import newcombe
from metrics.intervals import CONFIDENCE
from metrics.measure import Change
from metrics.shares import Share
from metrics.small_numbers import change_is_shown


@dataclass(frozen=True)
class Tone:
    """The comments of a period: those on low scores, and those with a word of complaint."""

    comments: int
    low: int
    complaints: int


@dataclass(frozen=True)
class Divergence:
    """The tone before and now, and which of the two signs are clearly worse."""

    before: Tone
    now: Tone
    low_is_worse: bool
    complaints_are_worse: bool


def tone_of(comments: Iterable[tuple[bool, bool]]) -> Tone:
    """Count comments, each (its score is low, it has a word of complaint)."""
    marks = list(comments)
    return Tone(len(marks), sum(low for low, _ in marks), sum(bad for _, bad in marks))


def divergence(
    before: Tone, now: Tone, change: Change | None, *, confidence: float = CONFIDENCE
) -> Divergence | None:
    """Tell whether comments got clearly worse while the score did not fall; None if not.

    Clearly: Newcombe's interval of the change of a share lies above 0 (Newcombe 1998), with 30
    comments in both periods. A score that fell says it all by itself.
    """
    if (
        change is None
        or change.difference < 0
        or not change_is_shown(before.comments, now.comments)
    ):
        return None
    low, bad = (
        newcombe(Share(after, now.comments), Share(prior, before.comments), confidence=confidence)
        for prior, after in ((before.low, now.low), (before.complaints, now.complaints))
    )
    if low.low <= 0 and bad.low <= 0:
        return None
    return Divergence(before, now, low.low > 0, bad.low > 0)
