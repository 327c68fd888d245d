"""What a simulated customer does about a question, from the message as it is shown."""

from __future__ import annotations

import pytest

from playground.acts import Block, Edit, Kind, Say, Tap
from playground.cast import HANDS
from playground.manners import DEALT, STYLES, Style, next_act
from playground.sayings import NUMBERS, TYPED, UNSCORED
from tests.playground.questions import LABELS, a_reading, labelled, question, shown, thanked


def test_every_manner_but_blocking_is_dealt_out() -> None:
    assert len(DEALT) == HANDS
    assert set(DEALT) == set(STYLES) - {"block"}


@pytest.mark.parametrize(
    ("quality", "points", "score"),
    [(0.0, range(11), 0), (1.0, range(11), 10), (0.84, range(11), 8), (1.0, range(1, 6), 5)],
)
def test_a_score_is_one_of_the_buttons(quality: float, points: range, score: int) -> None:
    act = next_act(question(points), a_reading(quality=quality))
    assert act == Tap(5, f"a:tok:{score}")


@pytest.mark.parametrize(
    ("style", "act"),
    [
        ("later", Tap(5, "k:tok:later")),
        ("never", Tap(5, "k:tok:never")),
        ("block", Block()),
        ("ignore", None),
        ("number", Say("score", "8")),
        ("spelled", Say("score", "eight")),
        ("label", Say("score", "8")),
        ("voice", Tap(5, "a:tok:8")),
        ("photo", Tap(5, "a:tok:8")),
    ],
)
def test_every_style_has_its_act(style: Style, act: object) -> None:
    assert next_act(question(), a_reading(style)) == act


@pytest.mark.parametrize("language", NUMBERS)
def test_a_score_is_written_in_the_words_of_the_customers_language(language: str) -> None:
    spelled = next_act(question(), a_reading("spelled", language=language))
    assert spelled == Say("score", NUMBERS[language].split()[8])
    scored = next_act(question(), a_reading("scored", language=language))
    assert isinstance(scored, Say)
    assert scored.text[0] == "8"
    assert scored.text.endswith(tuple(TYPED[language][0]))
    words = next_act(question(), a_reading("words", language=language))
    assert isinstance(words, Say)
    assert words.text in UNSCORED[language][0]


@pytest.mark.parametrize(
    ("labels", "style", "kind", "text"),
    [
        (LABELS, "label", "label", "🙂 4"),
        (LABELS, "number", "score", "4"),
        (LABELS, "spelled", "score", "four"),
        (("👎", "👍"), "number", "label", "👍"),
        (("👎", "👍"), "spelled", "label", "👍"),
    ],
)
def test_a_label_is_what_stands_on_the_button(
    labels: tuple[str, ...], style: Style, kind: Kind, text: str
) -> None:
    assert next_act(labelled(*labels), a_reading(style)) == Say(kind, text)


def test_a_label_has_the_words_that_the_question_puts_beside_the_number() -> None:
    asked = question(text="Would you?\n\n0 – not at all, 10 – certainly")
    assert next_act(asked, a_reading("label", quality=1.0)) == Say("label", "10 – certainly")
    assert next_act(asked, a_reading("label", quality=0.0)) == Say("label", "0 – not at all")
    assert next_act(asked, a_reading("label", quality=0.8)) == Say("score", "8")


def test_who_only_wrote_may_press_afterwards() -> None:
    reading = a_reading("tapped", "score")
    assert isinstance(next_act(question(), reading), Say)
    assert not reading.done
    assert next_act(question(), reading) == Tap(5, "a:tok:8")
    assert (reading.chose, reading.done) == (8, True)


def test_a_wrong_score_is_mended_by_an_edit() -> None:
    reading = a_reading("corrected", "edit")
    wrote = next_act(question(), reading)
    assert isinstance(wrote, Say)
    assert (wrote.text[0], reading.chose) == ("7", 7)
    assert next_act(thanked(), reading) == Edit("8" + wrote.text[1:])
    assert (reading.chose, reading.done) == (8, True)


def test_a_score_is_put_before_words_by_an_edit() -> None:
    reading = a_reading("completed", "edit")
    wrote = next_act(question(), reading)
    assert isinstance(wrote, Say)
    assert (wrote.kind, reading.chose) == ("words", None)
    assert next_act(question(), reading) == Edit(f"8, {wrote.text}")


def test_a_voice_note_has_no_words_and_a_photo_has() -> None:
    voice, photo = a_reading("voice", "voice"), a_reading("photo", "photo")
    for reading in (voice, photo):
        next_act(question(), reading)
    spoken, pictured = next_act(thanked(), voice), next_act(thanked(), photo)
    assert spoken == Say("voice")
    assert pictured == Say("photo", photo.phrases.comment)
    assert isinstance(spoken, Say)
    assert spoken.attachment == "voice"
    assert Say("comment", "Quick.").attachment is None


def test_wishes_come_one_after_the_other_from_the_buttons_shown() -> None:
    reading = a_reading("score", "reason", "comment")
    assert next_act(question(), reading) == Tap(5, "a:tok:8")
    reason = next_act(thanked(), reading)
    assert isinstance(reason, Tap)
    assert reason.data.startswith("r:tok:")
    assert next_act(thanked(), reading) == Say("comment", reading.phrases.comment)
    assert reading.done


def test_a_change_of_mind_goes_by_the_change_button_to_a_neighbour() -> None:
    reading = a_reading("score", "change")
    next_act(question(), reading)
    assert next_act(thanked(), reading) == Tap(5, "k:tok:change")
    assert next_act(question(), reading) == Tap(5, "a:tok:7")
    assert reading.done


def test_a_wish_without_its_button_is_given_up_after_a_while() -> None:
    reading = a_reading("score", "reason")
    next_act(question(), reading)
    assert [next_act(shown(), reading) for _ in range(3)] == [None, None, None]
    assert reading.done
