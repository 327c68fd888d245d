"""Groups beside one another: what is flagged is more than chance, and no order is made of noise."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import special, stats
from scipy.optimize import brentq

from metrics.catalogue import METRICS
from metrics.empirical_bayes import (
    FEWEST_GROUPS,
    Observed,
    beta_prior,
    normal_prior,
    within_groups,
)
from metrics.funnel import Team, limits, team
from metrics.tally import Tally

SHARES = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def thumbs(up: int, people: int) -> Tally:
    return {2: up, 1: people - up}


def around(hits: int, misses: int, *, tests: int = 1) -> Team:
    """Give a team of two who answered as a whole with so many good and bad ones."""
    found = team(
        "thumbs", 2, {"a": thumbs(1, 1), "b": thumbs(hits - 1, hits - 1 + misses)}, tests=tests
    )
    assert found is not None
    return found


@settings(max_examples=60)
@given(st.integers(5, 300), st.integers(5, 300), st.integers(1, 60), st.data())
def test_a_share_is_outside_where_its_exact_tail_is_too_small(
    hits: int, misses: int, tests: int, data: st.DataObject
) -> None:
    """By Fisher's exact distribution, up to the few hundredths that a saddlepoint is off by."""
    people = data.draw(st.integers(5, hits + misses - 1))
    counts = stats.hypergeom(hits + misses, hits, people)
    for drawn, tail in zip(
        limits(around(hits, misses, tests=tests), people), (0.025, 0.025 / tests), strict=True
    ):
        for said in range(people + 1):
            above, below = counts.sf(said - 1), counts.cdf(said)
            if said / people > drawn.high + 1e-9:
                assert above < tail * 1.1 + 1e-12
            elif above > 0:
                assert above > tail / 1.1
            if said / people < drawn.low - 1e-9:
                assert below < tail * 1.1 + 1e-12
            elif below > 0:
                assert below > tail / 1.1


def exact_tails(whole: Tally, people: int) -> dict[int, tuple[float, float]]:
    """Count every way to draw so many answers: the chances of a sum or more, and of it or less."""
    ways = np.zeros((people + 1, people * max(whole) + 1))
    ways[0, 0] = 1
    for score, count in whole.items():
        before, ways = ways, np.zeros_like(ways)
        for taken in range(min(count, people) + 1):
            shift = taken * score
            ways[taken:, shift:] += (
                special.comb(count, taken) * before[: people + 1 - taken, : before.shape[1] - shift]
            )
    chances = ways[people] / ways[people].sum()
    return {
        total: (float(chances[total:].sum()), float(chances[: total + 1].sum()))
        for total in map(int, np.flatnonzero(chances))
    }


@pytest.mark.parametrize(
    ("whole", "people"),
    [
        ({1: 3, 2: 2, 3: 3, 4: 4, 5: 228}, 25),
        ({1: 20, 2: 20, 3: 40, 4: 60, 5: 60}, 12),
        ({1: 6, 5: 114}, 30),
        ({1: 1, 4: 20, 5: 100}, 60),
    ],
)
@pytest.mark.parametrize("tests", [1, 10, 50])
def test_the_limits_of_a_mean_are_those_of_answers_drawn_from_the_whole(
    whole: Tally, people: int, tests: int
) -> None:
    first = {score: int(score == max(whole)) for score in whole}
    rest = {score: count - first[score] for score, count in whole.items()}
    found = team("stars", 5, {"a": first, "b": rest}, tests=tests)
    assert found is not None
    drawn, tail = limits(found, people)[1], 0.025 / tests
    for total, (above, below) in exact_tails(whole, people).items():
        if total / people > drawn.high + 1e-9:
            assert above < tail * 1.06
        else:
            assert above > tail / 1.06
        if total / people < drawn.low - 1e-9:
            assert below < tail * 1.06
        else:
            assert below > tail / 1.06


@pytest.mark.parametrize("metric", ["nps", "csat", "stars", "score", "ces", "thumbs"])
def test_a_funnel_narrows_and_holds_the_whole(metric: str) -> None:
    form = METRICS[metric]
    whole = {score: 300 + 100 * score for score in form.scales[form.default_points].scores}
    found = team(metric, form.default_points, {"a": whole, "b": whole}, tests=50)
    assert found is not None
    widths = []
    for people in (5, 25, 125, 625):
        inner, outer = limits(found, people)
        assert outer.low <= inner.low < found.whole < inner.high <= outer.high
        widths.append(inner.width)
    assert widths == sorted(widths, reverse=True)


def test_a_funnel_needs_somebody() -> None:
    with pytest.raises(ValueError, match="somebody"):
        limits(around(3, 4), 0)
    assert team("csat", 5, {}) is None
    assert team("csat", 5, {"anna": {}}) is None


GROUPS = st.lists(SHARES, min_size=2, max_size=12)


def expected_squares(alike: float, people: list[int], whole: float) -> float:
    """What the squares should be if answers of one group are that much alike."""
    n = sum(people)
    each = [whole * (1 - whole) / k * (1 + (k - 1) * alike) for k in people]
    return sum(k * v * (1 - k / n) for k, v in zip(people, each, strict=True))


@given(GROUPS)
def test_the_prior_of_shares_is_that_of_moments(groups: list[tuple[int, int]]) -> None:
    shares, people = [Observed(hits / n, n) for hits, n in groups], [n for _, n in groups]
    prior = beta_prior(shares)
    whole = sum(hits for hits, _ in groups) / sum(people)
    squares = sum(s.people * (s.value - whole) ** 2 for s in shares)
    if prior is None:
        assert max(people) == 1 or squares <= expected_squares(0, people, whole) + 1e-9
        return
    assert prior.whole == pytest.approx(whole)
    if squares >= expected_squares(0.5, people, whole) - 1e-9:
        assert prior.weight == pytest.approx(1)
        return
    assume(squares > expected_squares(0, people, whole) + 1e-6)
    alike = brentq(lambda r: expected_squares(r, people, whole) - squares, 0, 0.5, xtol=1e-14)
    assert prior.weight == pytest.approx((1 - alike) / alike, rel=1e-4)
    assert prior.spread == pytest.approx(np.sqrt(alike * whole * (1 - whole)), rel=1e-4)


@given(GROUPS)
def test_a_drawn_in_share_is_that_of_the_beta_distribution(groups: list[tuple[int, int]]) -> None:
    prior = beta_prior([Observed(hits / people, people) for hits, people in groups])
    if prior is None:
        return
    for hits, people in groups:
        drawn = prior.whole + prior.kept(people) * (hits / people - prior.whole)
        a = prior.whole * prior.weight + hits
        b = (1 - prior.whole) * prior.weight + people - hits
        expected = hits / people if len(groups) < FEWEST_GROUPS else a / (a + b)
        assert drawn == pytest.approx(expected)


BASEBALL = (18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7)  # hits of 45


def test_the_first_at_bats_of_eighteen_players_are_drawn_in_as_published() -> None:
    """Efron and Morris, Stein's paradox in statistics, Scientific American 236 (1977): 0.212."""
    players = [Observed(hits / 45, 45) for hits in BASEBALL]
    whole = sum(BASEBALL) / 45 / 18
    prior = normal_prior(players, within=whole * (1 - whole))
    assert prior is not None
    assert prior.whole == pytest.approx(0.265, abs=5e-4)
    assert prior.kept(45) == pytest.approx(0.212, abs=5e-4)
    clemente = prior.whole + prior.kept(45) * (18 / 45 - prior.whole)
    assert clemente == pytest.approx(0.294, abs=5e-4)


@pytest.mark.parametrize("groups", [2, 3])
def test_of_three_groups_nothing_is_learned(groups: int) -> None:
    seen = [Observed(at / 4, 50, 0.1) for at in range(groups)]
    for prior in (beta_prior(seen), normal_prior(seen, within=0.1)):
        assert prior is not None
        assert prior.kept(50) == 1


@given(st.lists(st.lists(st.integers(1, 5), min_size=1, max_size=30), min_size=2, max_size=8))
def test_the_prior_of_means_is_that_of_the_analysis_of_variance(groups: list[list[int]]) -> None:
    sums = [Observed(float(np.mean(g)), len(g), float(np.var(g))) for g in groups]
    prior = normal_prior(sums, within=within_groups(sums, even=2.0))
    everybody = np.concatenate(groups)
    n, k = len(everybody), len(groups)
    within = (sum(((np.array(g) - np.mean(g)) ** 2).sum() for g in groups) + 2.0) / (n - k + 1)
    squares = sum(len(g) * (np.mean(g) - everybody.mean()) ** 2 for g in groups)
    between = (squares - (k - 1) * within) / (n - sum(len(g) ** 2 for g in groups) / n)
    if prior is None:
        assert between <= 1.001e-9 * within
        return
    assert prior.spread == pytest.approx(np.sqrt(between))
    for group in sums:
        noise = within / group.people
        drawn = noise / (between + noise) * (k - 3) / (k - 1)
        assert prior.kept(group.people) == pytest.approx(1 - drawn if k > 3 else 1)


def test_one_group_has_nobody_to_differ_from() -> None:
    assert beta_prior([Observed(3 / 9, 9)]) is None
    assert beta_prior([]) is None
    assert normal_prior([Observed(4.0, 20, 1.0)], within=1.0) is None
    alone = team("stars", 5, {"anna": {5: 20}})
    assert alone is not None
    assert alone.spread == 0
    assert [(m.shrunk, m.outside) for m in alone.members] == [(None, None)]


@pytest.mark.parametrize("metric", ["thumbs", "stars", "nps"])
def test_members_keep_their_order_and_their_counts(metric: str) -> None:
    form = METRICS[metric]
    low, high = form.scales[form.default_points].low, form.scales[form.default_points].high
    tallies = {
        "zoe": {low: 2, high: 58},
        "nobody": {},
        "anna": {low: 40, high: 20},
        "few": {low: 4},
        "bo": {low: 3, high: 37},
    }
    found = team(metric, form.default_points, tallies)
    assert found is not None
    assert [m.key for m in found.members] == ["zoe", "anna", "few", "bo"]
    assert [m.people for m in found.members] == [60, 60, 4, 40]
    assert found.people == 164
    assert found.spread > 0
    outside = {m.key: m.outside for m in found.members}
    assert outside == {"zoe": "above", "anna": "below", "few": None, "bo": "above"}
    assert [m.shrunk is None for m in found.members] == [False, False, True, False]
    for member in found.members:
        if member.shrunk is not None:
            low_end, high_end = sorted((member.value, found.whole))
            assert low_end <= member.shrunk <= high_end


def test_equal_groups_show_no_difference() -> None:
    found = team("thumbs", 2, {name: thumbs(17, 20) for name in "abcdef"})
    assert found is not None
    assert found.spread == 0
    assert all(m.shrunk is None and m.outside is None for m in found.members)


def test_groups_that_agree_inside_are_still_few_answers() -> None:
    found = team("stars", 5, {"a": {5: 5}, "b": {5: 5}, "c": {5: 4, 4: 1}})
    assert found is not None
    assert all(m.outside is None for m in found.members)


@pytest.mark.parametrize(
    ("metric", "points", "low", "high"), [("thumbs", 2, 1, 2), ("stars", 5, 4, 5)]
)
@pytest.mark.parametrize(("given", "side"), [("high", "above"), ("low", "below")])
def test_one_small_group_beside_large_ones_is_told_by_the_funnel(
    metric: str, points: int, low: int, high: int, given: str, side: str
) -> None:
    """Groups that hardly differ draw a small one in so far that its own estimate says nothing."""
    halves = {name: {low: 1_000, high: 1_000} for name in "bcd"}
    found = team(metric, points, {"a": {high if given == "high" else low: 10}, **halves})
    assert found is not None
    assert [m.outside for m in found.members] == [side, None, None, None]
