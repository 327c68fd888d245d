"""How often an alert is false where nothing happens, and how soon a fall is told."""

import statistics

import pytest

from tests.metrics.weekly_worlds import World, alarms_a_year, delays

ALLOWED_A_YEAR = 0.2
QUIET = {
    "30 a week": World(30),
    "100 a week": World(100),
    "200 a week": World(200),
    "uneven": World(uneven=0.7),
    "weak Mondays": World(mondays=0.2),
    "99 %, 30 a week": World(30, 0.99),
    "99 %": World(100, 0.99),
    "autocorrelated 0.5": World(rho=0.5, sd=0.04),
    "autocorrelated 0.8": World(rho=0.8, sd=0.03),
    "autocorrelated 0.8, more": World(rho=0.8, sd=0.04),
    "a season of 3 points": World(season=0.03),
    "a season of 5 points": World(season=0.05),
    "restless": World(200, sd=0.04),
    "a drift": World(drift=0.04),
}


@pytest.mark.parametrize("world", QUIET.values(), ids=QUIET)
def test_quiet_worlds_hold_hardly_any_false_alarm(world: World) -> None:
    assert alarms_a_year(world, years=3, spells=70, seed=2026) <= ALLOWED_A_YEAR


@pytest.mark.parametrize("quiet", [20, 72], ids=["at once", "after a year"])
def test_a_fall_by_ten_points_is_told_within_two_weeks_at_a_hundred_a_week(quiet: int) -> None:
    found = delays(World(100), quiet=quiet, fall=0.10, spells=300, seed=47)
    assert statistics.median(found) <= 2
    assert sum(delay <= 4 for delay in found) >= 0.6 * len(found)


def test_a_fall_by_fifteen_points_is_seldom_missed() -> None:
    found = delays(World(100), quiet=46, fall=0.15, spells=300, seed=48)
    assert statistics.median(found) <= 2
    assert sum(delay <= 4 for delay in found) >= 0.9 * len(found)
