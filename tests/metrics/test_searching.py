"""Where a function crosses nothing."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.searching import root


@given(st.floats(-50, 50), st.integers(1, 9), st.floats(0.1, 40), st.floats(0.1, 40))
def test_it_is_found_however_flat_it_lies(
    place: float, power: int, left: float, right: float
) -> None:
    def function(at: float) -> float:
        return math.copysign(abs(at - place) ** power, at - place)

    found = root(function, place - left, place + right)
    assert found == pytest.approx(place, abs=1e-6)


def test_what_crosses_at_an_end_or_nowhere_gives_an_end() -> None:
    assert root(lambda at: at, 0.0, 5.0) == 0
    assert root(lambda at: at + 1, 0.0, 5.0) == 0
    assert root(lambda at: at - 6, 0.0, 5.0) == 5
