"""Every published figure comes out of our own formulas."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.metrics import published, published_operations
from tests.metrics.published import Given

FILE = Path(__file__).parents[1] / "data" / "stat_cases.json"
CASES: dict[str, Given] = {case["id"]: case for case in json.loads(FILE.read_bytes())}

BUILT = published.BUILT | published_operations.BUILT

SAID_OTHERWISE = {  # what a case expects and a function above asserts, or what others show
    "trap-01": {"rule", "average", "nps_with_partition"},
    "trap-02": {"must_not_be"},
    "trap-04": {"formbricks_summary_would_show"},
}


def wanted() -> Iterator[tuple[str, str]]:
    for name in BUILT:
        for key in CASES[name]["expected"].keys() - SAID_OTHERWISE.get(name, set()):
            yield name, key


def test_every_case_is_used() -> None:
    assert CASES.keys() == BUILT.keys()
    assert not published.BUILT.keys() & published_operations.BUILT.keys()


@pytest.mark.parametrize("name", BUILT)
def test_a_published_case_can_be_computed(name: str) -> None:
    BUILT[name](CASES[name]["input"])


@pytest.mark.parametrize(("name", "key"), sorted(wanted()))
def test_a_published_figure_comes_out(name: str, key: str) -> None:
    case = CASES[name]
    got, expected = BUILT[name](case["input"])[key], case["expected"][key]
    if isinstance(expected, dict) or name.startswith("supp-"):
        assert got == expected
        return
    for ours, theirs in zip(rows(got), rows(expected), strict=True):
        assert ours == pytest.approx(theirs, abs=case["tolerance"] + 1e-12, rel=0)


def rows(figures: Any) -> list[Any]:
    return figures if isinstance(figures, list) else [figures]
