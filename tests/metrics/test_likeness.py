"""How like a text is to all: the cosine, computed by a library from whole vectors."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import cosine

from metrics.likeness import likeness

texts = st.dictionaries(st.integers(0, 9), st.frozensets(st.sampled_from("abcdef")), max_size=8)


@given(texts)
def test_likeness_is_the_cosine_with_the_sum_of_all(found: dict[int, frozenset[str]]) -> None:
    vectors = {key: [float(word in words) for word in "abcdef"] for key, words in found.items()}
    whole = [sum(column) for column in zip(*vectors.values(), strict=True)]
    said = likeness(found)
    assert said.keys() == found.keys()
    for key, vector in vectors.items():
        expected = 1 - cosine(vector, whole) if any(vector) else 0.0
        assert said[key] == pytest.approx(expected, abs=1e-12)


def test_the_text_that_shares_most_words_is_the_most_like_all() -> None:
    said = likeness({1: {"late"}, 2: {"late", "parcel"}, 3: {"late", "parcel", "blue", "van"}})
    assert max(said, key=said.__getitem__) == 2
