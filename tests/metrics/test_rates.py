"""Contact ratio and retention: rates of counts."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats import proportion

from metrics.contact_ratio import (
    ContactRatio,
    contact_change,
    contact_ratio,
    known_orders,
)
from metrics.retention import Retention, retention, retention_change


def rated(contacts: int, orders: int) -> ContactRatio:
    result = contact_ratio(contacts=contacts, orders=orders)
    assert result is not None
    return result


@given(st.integers(0, 3_000), st.integers(1, 10**6))
def test_a_contact_ratio_is_per_ten_thousand_orders(contacts: int, orders: int) -> None:
    result = rated(contacts, orders)
    assert result.rate == pytest.approx(contacts / orders * 10_000)
    assert result.rate in result.interval
    assert result.interval.high * orders / 10_000 == pytest.approx(
        stats.chi2.isf(0.025, 2 * contacts + 2) / 2
    )


def test_a_rate_may_exceed_one_contact_per_order() -> None:
    assert rated(30, 10).rate == 30_000


def test_without_orders_there_is_no_ratio_and_without_contacts_there_is() -> None:
    assert contact_ratio(contacts=5, orders=0) is None
    none = rated(0, 1_000)
    assert (none.rate, none.interval.low) == (0, 0)
    assert none.interval.high > 0


@pytest.mark.parametrize(("contacts", "orders"), [(-1, 10), (1, -10)])
def test_fewer_than_none_is_refused(contacts: int, orders: int) -> None:
    with pytest.raises(ValueError, match="cannot be"):
        contact_ratio(contacts=contacts, orders=orders)


COUNTS = st.tuples(st.integers(1, 400), st.integers(1, 10_000))


@given(COUNTS, COUNTS)
def test_the_ratio_of_rates_is_binomial_given_all_contacts(
    before: tuple[int, int], after: tuple[int, int]
) -> None:
    result = contact_change(rated(*before), rated(*after))
    assert result is not None
    whole = before[0] + after[0]
    exact = stats.binomtest(after[0], whole, after[1] / (before[1] + after[1]))
    share = exact.proportion_ci(0.95, method="exact")
    factor = before[1] / after[1]
    assert result.ratio == pytest.approx(after[0] / after[1] / (before[0] / before[1]))
    assert result.low == pytest.approx(share.low / (1 - share.low) * factor, rel=1e-7)
    assert result.high == pytest.approx(share.high / (1 - share.high) * factor, rel=1e-7)
    assert result.p == pytest.approx(exact.pvalue, abs=1e-9)


def test_a_change_of_contacts_has_a_verdict() -> None:
    few, many = rated(20, 10_000), rated(80, 10_000)
    for before, after, verdict in [
        (few, many, "up"),
        (many, few, "down"),
        (few, few, "unclear"),
        (rated(0, 10_000), many, "up"),
    ]:
        change = contact_change(before, after)
        assert change is not None
        assert change.verdict == verdict


def test_a_change_from_nothing_has_no_ratio_and_no_upper_end() -> None:
    change = contact_change(rated(0, 100), rated(3, 100))
    assert change is not None
    assert (change.ratio, change.high) == (None, None)
    assert change.low > 0
    assert contact_change(rated(0, 100), rated(0, 50)) is None


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 500))
def test_retention_leaves_new_customers_out(retained: int, lost: int, new: int) -> None:
    start = retained + lost
    result = retention(start=start, end=retained + new, new=new, days=90)
    if start == 0:
        assert result is None
        return
    assert result is not None
    low, high = proportion.proportion_confint(retained, start, method="beta")
    assert (result.retained, result.lost) == (retained, lost)
    assert result.rate == retained / start
    assert (result.interval.low, result.interval.high) == pytest.approx((low, high), abs=1e-9)


@pytest.mark.parametrize(
    ("start", "end", "new", "days"),
    [(10, 11, 0, 30), (10, 5, 6, 30), (10, 5, -1, 30), (10, 5, 0, 0)],
)
def test_counts_that_do_not_belong_together_are_refused(
    start: int, end: int, new: int, days: int
) -> None:
    with pytest.raises(ValueError, match=r"is not a share|is no window"):
        retention(start=start, end=end, new=new, days=days)


def newcomb(first: tuple[int, int], second: tuple[int, int]) -> tuple[float, float]:
    """The limits of first - second, by a library."""
    low, high = proportion.confint_proportions_2indep(
        *first, *second, method="newcomb", compare="diff"
    )
    return float(low), float(high)


def side(low: float, high: float) -> str:
    if low > 0:
        return "up"
    return "down" if high < 0 else "unclear"


windows = st.tuples(st.integers(0, 400), st.integers(0, 400)).filter(sum)


def kept(window: tuple[int, int]) -> Retention:
    retained, lost = window
    found = retention(start=retained + lost, end=retained, days=30)
    assert found is not None
    return found


@given(windows, windows)
@example((29, 0), (200, 10))
def test_two_retentions_differ_as_two_shares_do(
    before: tuple[int, int], after: tuple[int, int]
) -> None:
    found = retention_change(kept(before), kept(after))
    if min(sum(before), sum(after)) < 30:
        assert found is None
        return
    assert found is not None
    low, high = newcomb((after[0], sum(after)), (before[0], sum(before)))
    assert (found.interval.low, found.interval.high) == pytest.approx((low, high), abs=1e-9)
    assert found.difference == pytest.approx(after[0] / sum(after) - before[0] / sum(before))
    assert found.verdict == side(found.interval.low, found.interval.high)


told_days = st.dictionaries(st.integers(0, 12), st.integers(0, 50), min_size=1, max_size=8)


@given(st.lists(told_days, max_size=3))
def test_orders_are_known_where_no_source_has_a_gap(sources: list[dict[int, int]]) -> None:
    first = date(2026, 11, 1)
    expected: dict[date, int] = {}
    for at in range(13):
        told = [source[at] for source in sources if at in source]
        gaps = [
            source
            for source in sources
            if at not in source and any(d < at for d in source) and any(d > at for d in source)
        ]
        if told and not gaps:
            expected[first + timedelta(days=at)] = sum(told)
    dated = [{first + timedelta(days=at): n for at, n in source.items()} for source in sources]
    assert known_orders(dated) == expected
