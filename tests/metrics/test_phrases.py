"""New phrases: Fisher's test against SciPy, Tarone's bound by hand, and planted words are found."""

import random
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from metrics.cohesion import LONGEST, branching, cohesion, whole_phrase
from metrics.phrases import Corpus, log_odds, more_than_before, new_phrases, tarone

WORDS = [f"w{number}" for number in range(300)]
OFTEN = [1 / (rank + 3) for rank in range(300)]
LETTERS = [chr(0x4E00 + 7 * number) for number in range(300)]


def said(chance: random.Random, vocabulary: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    return (tuple(chance.choices(vocabulary, OFTEN, k=chance.randint(4, 12))),)


def planted(
    chance: random.Random, vocabulary: Sequence[str], phrase: Sequence[str]
) -> tuple[tuple[str, ...], ...]:
    ((*words,),) = said(chance, vocabulary)
    at = chance.randint(0, len(words))
    return ((*words[:at], *phrase, *words[at:]),)


counts = st.tuples(
    st.integers(1, 80), st.integers(1, 80), st.integers(0, 80), st.integers(0, 80)
).map(lambda each: (min(each[2], each[0]), min(each[3], each[1]), each[0], each[1]))


@given(counts)
def test_the_chance_of_the_counts_is_fishers(each: tuple[int, int, int, int]) -> None:
    now, before, people_now, people_before = each
    table = [[now, before], [people_now - now, people_before - before]]
    expected = stats.fisher_exact(table, alternative="greater").pvalue
    assert more_than_before(*each) == pytest.approx(float(expected), abs=1e-9)


@given(st.lists(st.tuples(st.floats(1e-9, 1), st.integers(1, 20)), max_size=30))
def test_the_bound_is_the_least_number_of_tests_that_holds(least: list[tuple[float, int]]) -> None:
    singles = [p for p, number in least for _ in range(number)]
    tests = 1
    while sum(p <= 0.05 / tests for p in singles) > tests:
        tests += 1
    assert tarone(least) == 0.05 / tests


@given(counts)
def test_the_log_odds_have_the_sign_of_the_difference(each: tuple[int, int, int, int]) -> None:
    now, before, people_now, people_before = each
    assert log_odds(*each) == pytest.approx(-log_odds(before, now, people_before, people_now))
    if now * people_before > before * people_now:
        assert log_odds(*each) > 0


@pytest.mark.parametrize("size", [1, 2, 3])
@pytest.mark.parametrize("seed", range(4))
def test_a_phrase_that_is_planted_now_is_found_and_nothing_else(size: int, seed: int) -> None:
    chance = random.Random(seed)
    phrase = tuple(f"new{number}" for number in range(size))
    now = [said(chance, WORDS) for _ in range(150)] + [
        planted(chance, WORDS, phrase) for _ in range(25)
    ]
    before = [said(chance, WORDS) for _ in range(170)]
    found = new_phrases({"x": Corpus(now, before)})["x"]
    assert [each.words for each in found] == [phrase]
    assert found[0].people == tuple(range(150, 175))
    assert found[0].before == ()


def test_where_nothing_is_planted_nothing_is_claimed_more_than_once_in_twenty() -> None:
    worlds = 60
    wrong = 0
    for seed in range(worlds):
        chance = random.Random(seed)
        people = chance.randint(20, 200), chance.randint(20, 200)
        words = [[said(chance, WORDS) for _ in range(number)] for number in people]
        letters = [[said(chance, LETTERS) for _ in range(number)] for number in people]
        found = new_phrases(
            {"en": Corpus(words[0], words[1]), "zh": Corpus(letters[0], letters[1], (2, 4))}
        )
        wrong += any(found.values())
    assert wrong <= worlds * 0.05


def test_what_was_said_as_much_before_is_not_new() -> None:
    chance = random.Random(7)
    both = [planted(chance, WORDS, ("late", "again")) for _ in range(300)]
    assert new_phrases({"x": Corpus(both[:150], both[150:])}) == {"x": []}


def test_two_people_are_too_few_however_rare_a_phrase_was() -> None:
    now = [(("odd", "thing"),)] * 2 + [(("fine",),)] * 3
    before = [(("fine",),)] * 4000
    assert new_phrases({"x": Corpus(now, before)}) == {"x": []}
    assert [each.words for each in new_phrases({"x": Corpus([now[0], *now], before)})["x"]] == [
        ("odd", "thing")
    ]


def test_without_anything_before_nothing_is_new() -> None:
    assert new_phrases({"x": Corpus([(("late",),)] * 50, [])}) == {"x": []}
    assert new_phrases({}) == {}


def test_weak_words_do_not_stand_alone_or_last() -> None:
    now = [(("it", "does", "not", "work"),)] * 20 + [(("fine",),)] * 20
    before = [(("fine",),)] * 40
    corpus = Corpus(now, before, weak=frozenset({"not"}), edges=frozenset({"it", "does"}))
    assert [each.words for each in new_phrases({"x": corpus})["x"]] == [("not", "work")]


def test_a_phrase_of_characters_grows_until_its_neighbours_differ() -> None:
    runs = ["今天物流信息不更新了", "物流信息不更新", "他说物流信息不更新吗", "查物流信息不更新啊"]
    assert whole_phrase("流信", runs) == "物流信息不更新"
    assert whole_phrase("今天", ["今天好", "今天坏", "说今天"]) == "今天"


def test_a_phrase_of_characters_grows_to_ten_at_most() -> None:
    sentence = "".join(LETTERS[: LONGEST + 5])
    assert whole_phrase(sentence[:2], [sentence] * 3) == sentence[:LONGEST]


def test_the_entropy_beside_a_phrase_is_shannons() -> None:
    beside = Counter({"a": 2, "b": 1, "": 2})
    expected = float(stats.entropy([2, 1, 1, 1]))
    assert branching(beside) == pytest.approx(expected)


def test_parts_that_belong_together_cohere_and_others_do_not() -> None:
    chance = random.Random(3)
    loose = ["".join(chance.choices(LETTERS[:20], k=8)) for _ in range(200)]
    pair = LETTERS[100] + LETTERS[101]
    tight = [each[:4] + pair + each[4:] for each in loose[:40]] + loose[40:]
    assert cohesion(pair, tight) > 3
    assert abs(cohesion(LETTERS[0] + LETTERS[1], loose)) < 1


def test_what_cannot_be_cut_or_is_not_there_does_not_cohere() -> None:
    run = "".join(LETTERS)
    assert cohesion(LETTERS[0], [run]) == 0
    assert cohesion(LETTERS[0] + LETTERS[2], [run]) == 0
