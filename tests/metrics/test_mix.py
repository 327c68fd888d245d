"""Strata: each answer is in one, the same for all groups, and none is of a handful of answers."""

from hypothesis import given
from hypothesis import strategies as st

from metrics.funnel import team
from metrics.mix import FEWEST, Cell, strata
from metrics.tally import Tally, merged, people

CELLS = st.tuples(st.sampled_from("ab"), st.sampled_from("cd"), st.sampled_from("ef"))
TALLIES = st.fixed_dictionaries({1: st.integers(0, 15), 2: st.integers(1, 15)})
MIXES = st.dictionaries(
    st.sampled_from("xyzw"), st.dictionaries(CELLS, TALLIES, min_size=1), min_size=1
)


@given(MIXES)
def test_strata_hold_every_answer_once_and_are_the_same_for_all(
    mixes: dict[str, dict[Cell, Tally]],
) -> None:
    found = strata(mixes)
    sizes: dict[Cell, int] = {}
    for key, mix in mixes.items():
        assert merged(*found[key].values()) == merged(*mix.values())
        for place, tally in found[key].items():
            sizes[place] = sizes.get(place, 0) + people(tally)
    assert len(sizes) == 1 or min(sizes.values()) >= FEWEST


@given(MIXES)
def test_a_cell_of_many_answers_stays_its_own(mixes: dict[str, dict[Cell, Tally]]) -> None:
    found = strata(mixes)
    totals: dict[Cell, int] = {}
    for mix in mixes.values():
        for cell, tally in mix.items():
            totals[cell] = totals.get(cell, 0) + people(tally)
    for key, mix in mixes.items():
        for cell in mix:
            if totals[cell] >= FEWEST:
                assert cell in found[key]


@given(MIXES)
def test_what_is_expected_of_all_is_what_all_answered(
    mixes: dict[str, dict[Cell, Tally]],
) -> None:
    found = team(
        "thumbs", 2, {key: merged(*mix.values()) for key, mix in mixes.items()}, mixes=mixes
    )
    assert found is not None
    whole = sum(member.expected * member.people for member in found.members) / found.people
    assert abs(whole - found.whole) < 1e-9
    for member in found.members:
        assert 0 <= member.expected <= 1


def test_one_who_answers_a_cell_alone_is_compared_with_nobody_there() -> None:
    mixes: dict[str, dict[Cell, Tally]] = {
        "alone": {("returns", "chat", "en"): {1: 30, 2: 10}},
        "a": {("support", "chat", "en"): {1: 4, 2: 46}},
        "b": {("support", "chat", "en"): {1: 5, 2: 45}},
    }
    found = team(
        "thumbs", 2, {key: merged(*mix.values()) for key, mix in mixes.items()}, mixes=mixes
    )
    assert found is not None
    first = found.members[0]
    assert (first.expected, first.outside) == (0.25, None)


def test_one_who_is_worse_than_others_in_the_same_cells_is_named() -> None:
    def mix(returns: int, support: int) -> dict[Cell, Tally]:
        return {
            ("returns", "chat", "en"): {2: returns, 1: 40 - returns},
            ("support", "chat", "en"): {2: support, 1: 60 - support},
        }

    mixes = {"a": mix(28, 54), "b": mix(27, 55), "c": mix(29, 53), "worse": mix(12, 34)}
    found = team(
        "thumbs", 2, {key: merged(*mix.values()) for key, mix in mixes.items()}, mixes=mixes
    )
    assert found is not None
    assert [member.outside for member in found.members] == [None, None, None, "below"]
