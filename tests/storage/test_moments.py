"""Moments survive being stored."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.moments import from_micros, to_micros


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_moment_comes_back_as_it_was(moment: datetime) -> None:
    assert from_micros(to_micros(moment)) == moment


def test_the_zone_does_not_matter_but_must_be_there() -> None:
    east = datetime(2026, 11, 23, 5, tzinfo=timezone(timedelta(hours=3)))
    assert from_micros(to_micros(east)) == datetime(2026, 11, 23, 2, tzinfo=UTC)
    with pytest.raises(ValueError, match="time zone"):
        to_micros(datetime(2026, 11, 23))  # noqa: DTZ001
