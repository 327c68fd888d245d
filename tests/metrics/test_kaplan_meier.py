"""Rates at one age: against statsmodels, by simulation, and where nobody or everybody answered."""

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.duration.survfunc import SurvfuncRight

from metrics.differences import newcombe
from metrics.kaplan_meier import LOW, Compared, Followed, Within, answered_within, compared
from metrics.looks import sureness
from metrics.shares import Share

SPANS = 5  # up to 1, 6, 24, 48 and 72 hours
WHEN = np.array([0.55, 0.12, 0.15, 0.11, 0.07])  # of those who answer
YOUNG = (0, 2, 3, 4)  # spans that are over at noon for all asks of today, yesterday, ...


@st.composite
def days(draw: st.DrawFn) -> Followed:
    left = delivered = draw(st.integers(0, 40))
    answered: list[int] = []
    withdrawn: list[int] = []
    for _ in range(SPANS):
        for counts in (answered, withdrawn):
            counts.append(draw(st.integers(0, left)))
            left -= counts[-1]
    return Followed(delivered, answered, withdrawn, draw(st.integers(0, SPANS)))


@given(st.lists(days(), min_size=1, max_size=6))
def test_it_is_what_statsmodels_says_of_the_single_asks(cohorts: list[Followed]) -> None:
    found = answered_within(cohorts)
    old = sum(each.delivered for each in cohorts if each.spans == SPANS)
    assert (found is None) == (not old)
    times, status = followed_singly(cohorts)
    if found is None or not any(status):
        assert found is None or found.share == 0
        return
    expected = SurvfuncRight(np.array(times), np.array(status))
    left, error = expected.surv_prob[-1], expected.surv_prob_se[-1]
    assert found.asks == old
    assert found.share == pytest.approx(1 - left, abs=1e-12)
    if 0 < left < 1:
        apart = stats.norm.ppf(0.975) * error / (left * abs(math.log(left)))
        ends = found.estimate().interval
        low, high = 1 - left ** math.exp(-apart), 1 - left ** math.exp(apart)
        assert (ends.low, ends.high) == pytest.approx((low, high), abs=1e-9)
        assert found.share in ends


def followed_singly(cohorts: Sequence[Followed]) -> tuple[list[int], list[int]]:
    """List each ask with the last span that it was seen in, and whether it was answered then."""
    times, status = [], []
    for each in cohorts:
        left = each.delivered
        for span in range(each.spans):
            for count, answered in ((each.answered[span], 1), (each.withdrawn[span], 0)):
                times += [span + 1] * count
                status += [answered] * count
                left -= count
        times += [each.spans] * left
        status += [0] * left
    return times, status


def test_an_ask_that_ran_out_or_was_answered_without_a_score_is_a_no() -> None:
    found = answered_within([Followed(100, (30, 0, 0, 0, 0), (0, 0, 0, 0, 0), SPANS)])
    assert found is not None
    assert found.share == pytest.approx(0.3)


def test_nobody_and_everybody_have_the_exact_interval() -> None:
    for answered, ends in ((0, (0, 0.0713)), (50, (0.9287, 1))):
        found = answered_within([Followed(50, (answered, 0, 0, 0, 0), (0,) * SPANS, SPANS)])
        assert found is not None
        interval = found.estimate().interval
        exact = stats.binomtest(answered, 50).proportion_ci(method="exact")
        assert (interval.low, interval.high) == pytest.approx((exact.low, exact.high), abs=1e-6)
        assert (interval.low, interval.high) == pytest.approx(ends, abs=1e-3)


def test_days_that_are_too_young_tell_nothing_and_no_days_neither() -> None:
    assert answered_within([]) is None
    assert answered_within([Followed(50, (9, 0, 0, 0, 0), (0,) * SPANS, 4)]) is None


def test_few_are_not_compared_and_few_answers_are_low() -> None:
    few, many = Within(29, (29,), (20,)), Within(200, (200,), (30,))
    assert compared(few, many, confidence=0.95) == Compared(few, many, None)
    assert compared(None, many, confidence=0.95).verdict is None
    assert compared(many, Within(200, (200,), (120,)), confidence=0.95).verdict == "down"
    assert compared(Within(200, (200,), (120,)), many, confidence=0.95).verdict == "up"
    assert compared(many, many, confidence=0.95).verdict == "unclear"
    assert compared(many, None, confidence=0.95).low
    assert not compared(few, None, confidence=0.95).low
    assert not compared(Within(100, (100,), (round(100 * LOW) + 1,)), None, confidence=0.95).low


def weeks(
    chances: np.random.Generator, a_day: float, share: float, *, days: int = 7, whole: bool
) -> list[Followed]:
    """So many days up to today at noon, with 3 in 100 taken back before their first hour is over.

    `whole`: all were asked more than three days ago.
    """
    found = []
    for ago in range(days):
        delivered = int(chances.poisson(a_day))
        gone = int(chances.binomial(delivered, 0.03))
        counts = chances.multinomial(delivered - gone, [*(share * WHEN), 1 - share])
        over = SPANS if whole or ago >= len(YOUNG) else YOUNG[ago]
        found.append(Followed(delivered, counts[:SPANS].tolist(), [gone, 0, 0, 0, 0], over))
    return found


@pytest.mark.parametrize("share", [0.05, 0.15, 0.36, 0.6, 0.9])
@pytest.mark.parametrize("a_day", [15, 60])
def test_the_interval_of_an_unfinished_week_holds_the_truth(a_day: int, share: float) -> None:
    chances = np.random.default_rng(round(1000 * share) + a_day)
    held, off = [], []
    for _ in range(1_000):
        found = answered_within(weeks(chances, a_day, share, whole=False))
        assert found is not None
        held.append(share in found.estimate().interval)
        off.append(found.share - share)
    assert np.mean(held) >= 0.935
    error = np.std(off) / math.sqrt(len(off))
    low_for_the_withdrawn = 0.02 * share
    assert abs(np.mean(off)) < low_for_the_withdrawn + 3 * error


def so_far(asks: Sequence[Followed]) -> Share:
    """What replies said before: answered by now of all that were delivered."""
    answered = sum(sum(each.answered[: each.spans]) for each in asks)
    return Share(answered, sum(each.delivered for each in asks))


def test_an_unfinished_week_stands_beside_the_last_one() -> None:
    """Without any change; answered so far was "clearly down" in four of ten weeks."""
    chances = np.random.default_rng(13)
    wrong, wrong_so_far, off = [], [], []
    for _ in range(1_000):
        now = weeks(chances, 30, 0.36, whole=False)
        before = weeks(chances, 30, 0.36, whole=True)
        pair = answered_within(now), answered_within(before)
        wrong.append(compared(*pair, confidence=0.95).differs)
        wrong_so_far.append(newcombe(so_far(now), so_far(before)).high < 0)
        off.append(pair[0].share - pair[1].share)  # type: ignore[union-attr]
    assert np.mean(wrong) <= 0.06
    assert np.mean(wrong_so_far) > 0.3
    assert abs(np.mean(off)) < 0.005


@pytest.mark.parametrize(("window", "share"), [(7, 0.3), (7, 0.1), (30, 0.3)])
def test_looking_for_three_months_finds_no_other_rate(window: int, share: float) -> None:
    """Read every noon: at most one spell in twenty ever says that another share answers."""
    chances = np.random.default_rng(99 + window)
    spells = 200
    said = [spell(chances, window, share) for _ in range(spells)]
    assert np.mean(said) <= 0.05


def spell(chances: np.random.Generator, window: int, share: float) -> bool:
    length = 90 + 2 * window
    everyday = weeks(chances, 20, share, days=length, whole=True)
    sure = sureness(window)
    for today in range(2 * window, length):
        lately = everyday[today - window : today][::-1]
        seen = [
            Followed(
                each.delivered, each.answered, each.withdrawn, ([*YOUNG, *[SPANS] * window])[ago]
            )
            for ago, each in enumerate(lately)
        ]
        now = answered_within(seen)
        before = answered_within(everyday[today - 2 * window : today - window])
        if compared(now, before, confidence=sure).differs:
            return True
    return False
