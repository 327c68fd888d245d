"""How each published case about more than one tally is computed by our own formulas."""

from collections.abc import Callable
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from metrics.contact_ratio import ContactRatio, contact_change, contact_ratio
from metrics.control import Baseline, Subgroup, baseline, cumulative_sums, p_chart
from metrics.exact import poisson_interval
from metrics.false_discoveries import benjamini_hochberg
from metrics.first_response import first_response
from metrics.index import ACSI_FORM_OHIO, acsi_form
from metrics.intervals import Interval
from metrics.mann_whitney import exact_p, mann_whitney
from metrics.office_hours import OfficeHours, office_seconds
from metrics.retention import retention
from metrics.small_numbers import visible_groups
from metrics.tally import tally_of

Given = dict[str, Any]
Got = dict[str, Any]

MONDAY = 2  # 2026-11-02
DAYS = {"Mon": MONDAY, "day1": MONDAY, "day2": MONDAY + 1}
EVERY_DAY = frozenset(range(7))
HOURS = {
    "Mon-Fri 09:00-17:00": OfficeHours(time(9), time(17), ZoneInfo("UTC")),
    "08:00-17:00 daily": OfficeHours(time(8), time(17), ZoneInfo("UTC"), EVERY_DAY),
    "24x7": OfficeHours(time(0), time(0), ZoneInfo("UTC"), EVERY_DAY),
}


def limits(interval: Interval) -> Got:
    return {"lower": interval.low, "upper": interval.high}


def acsi(given: Given) -> Got:
    means = given["means"]
    if isinstance(means[0], list):
        return {"equal_weights": [acsi_form(each) for each in means]}
    return {
        "equal_weights": acsi_form(means),
        "ohio_weights": acsi_form(means, weights=ACSI_FORM_OHIO),
    }


def rated(contacts: int, orders: int) -> ContactRatio:
    result = contact_ratio(contacts=contacts, orders=orders)
    assert result is not None
    return result


def contacts(given: Given) -> Got:
    result = rated(given["contacts"], given["orders"])
    return {"pct": result.rate / 100, "per_10000_orders": result.rate}


def events(given: Given) -> Got:
    interval, exposure = poisson_interval(given["events"]), given["exposure"]
    rates = Interval(interval.low / exposure, interval.high / exposure)
    return limits(rates) | {"rate": given["events"] / exposure}


def rate_ratio(given: Given) -> Got:
    result = contact_change(before=rated(*given["b"]), after=rated(*given["a"]))
    assert result is not None
    return {"ratio": result.ratio, "lower": result.low, "upper": result.high, "p": result.p}


def retained(given: Given) -> Got:
    end = given["end"] if "end" in given else given["retained"]
    result = retention(start=given["start"], end=end, new=given.get("new", 0), days=30)
    assert result is not None
    return {"retention_pct": 100 * result.rate}


def moment(text: str) -> datetime:
    day, clock = text.split()
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 11, DAYS[day], hour, minute, tzinfo=UTC)


def waited(given: Given) -> Got:
    hours = HOURS[given["hours"]]
    seconds = office_seconds(hours, moment(given["received"]), moment(given["replied"]))
    result = first_response([seconds])
    assert result is not None
    assert result.median is not None
    return {"frt_minutes": result.median.seconds / 60}


def hidden(given: Given) -> Got:
    groups = given["groups"]
    assert sum(groups.values()) == given["parent_n"]
    visible = visible_groups(groups, floor=given["min"])
    shown = ["parent"] if given["parent_n"] >= given["min"] else []
    return {"visible": shown + sorted(visible), "hidden": sorted(groups.keys() - visible)}


def ranks(given: Given) -> Got:
    first, second = tally_of(given["x"]), tally_of(given["y"])
    result = mann_whitney(first, second)
    assert result is not None
    exact = exact_p(first, second)
    return {"U": result.u, "p_exact": exact, "p_asymptotic_cc": result.p}


def adjusted(given: Given) -> Got:
    return {"adjusted_sorted_first4": sorted(benjamini_hochberg(given["p"]))[:4]}


def chart(given: Given) -> Got:
    people = given["n"]
    if "samples" in given:
        share = given["defects_total"] / given["samples"] / people
        usual = baseline([Subgroup(share, people, share * (1 - share))] * given["samples"])
    else:
        share = given["p"]
        usual = Baseline(share, share * (1 - share), 1.0, 25, 25 * people)
    assert usual is not None
    drawn = p_chart(usual, people)
    return {"p": usual.value, "ucl": drawn.high, "lcl": drawn.low}


def width_of_chart(given: Given) -> Got:
    share = given["p"]
    usual = Baseline(share, share * (1 - share), 1.0, 25, 25 * given["n"])
    one = p_chart(usual, given["n"], sigmas=1.0)
    sigmas = (given["ucl"] - share) / one.half_width
    same = p_chart(usual, given["n"], sigmas=sigmas)
    assert (same.low, same.high) == pytest.approx((given["lcl"], given["ucl"]), abs=1e-9)
    return {"sigmas": sigmas}


def sums(given: Given) -> Got:
    return {"s": list(cumulative_sums(given["x"], target=given["target"]))}


BUILT: dict[str, Callable[[Given], Got]] = {
    **dict.fromkeys(("index-01", "index-02"), acsi),
    **dict.fromkeys(("contact-01", "contact-02"), contacts),
    **dict.fromkeys(("poisson-01", "poisson-03"), events),
    "poisson-02": rate_ratio,
    **dict.fromkeys(("retention-01", "retention-02"), retained),
    **dict.fromkeys(("frt-01", "frt-02", "frt-03"), waited),
    "supp-01": hidden,
    "mwu-01": ranks,
    "bh-01": adjusted,
    **dict.fromkeys(("pchart-01", "pchart-02", "pchart-03"), chart),
    "pchart-04": width_of_chart,
    "cusum-01": sums,
}
