"""Comments that get worse while the score holds."""

import pytest

from metrics.measure import Change, change, measure
from metrics.tone import Tone, divergence, tone_of


def held(before: int, after: int) -> Change:
    one, other = (measure("csat", 5, {5: good, 1: 100 - good}) for good in (before, after))
    assert one is not None
    assert other is not None
    return change(one, other)


def test_comments_are_counted_by_score_and_by_word() -> None:
    assert tone_of([(True, True), (True, False), (False, False)]) == Tone(3, 2, 1)
    assert tone_of([]) == Tone(0, 0, 0)


def test_worse_comments_below_a_score_that_holds_are_flagged() -> None:
    found = divergence(Tone(100, 10, 10), Tone(100, 12, 30), held(80, 84))
    assert found is not None
    assert (found.low_is_worse, found.complaints_are_worse) == (False, True)
    both = divergence(Tone(100, 10, 10), Tone(100, 30, 30), held(80, 80))
    assert both is not None
    assert (both.low_is_worse, both.complaints_are_worse) == (True, True)


@pytest.mark.parametrize(
    ("before", "now", "score"),
    [
        (Tone(100, 10, 10), Tone(100, 12, 13), held(80, 84)),
        (Tone(100, 10, 10), Tone(100, 30, 30), held(80, 79)),
        (Tone(29, 1, 1), Tone(100, 60, 60), held(80, 84)),
        (Tone(100, 30, 30), Tone(100, 10, 10), held(80, 84)),
        (Tone(100, 10, 10), Tone(100, 30, 30), None),
        (Tone(0, 0, 0), Tone(0, 0, 0), held(80, 84)),
    ],
    ids=["chance", "the score fell, too", "few comments", "better", "no score", "nobody"],
)
def test_nothing_is_flagged_without_both(before: Tone, now: Tone, score: Change | None) -> None:
    assert divergence(before, now, score) is None
