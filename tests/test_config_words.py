"""Words of the operator's own: reasons, labels, names, placeholders, and mistakes in them."""

from datetime import date
from pathlib import Path

import pytest

from bot.commands.check import settings_in_force
from bot.settings.wording import BUILT_IN_REASONS
from bot.words.catalogues import Words
from tests.bot.catalogues import LANGUAGES
from tests.settings import SHORTEST, TOKEN, mistakes, read

LABELLED = """\
[business]
name = "Acme"
[touchpoints.support]
name.en = "Support talk"
name.ru = "Разговор с поддержкой"
[[themes]]
name = "delivery"
names.ru = "Доставка"
words.en = ["deliver*"]
[surveys.service]
metric = "csat"
name.en = "Service"
name.ru = "Обслуживание"
cannot_say = true
[surveys.service.text.en]
question = "{customer}, how was {touchpoint}?"
thanks = "Thank you!"
labels = { 1 = "not at all", 5 = "fully" }
[surveys.service.text.ru]
question = "{customer}, как прошёл разговор?"
[[surveys.service.follow_up]]
scores = [1, 2]
reasons = ["speed", { id = "billing", en = "Billing", ru = "Оплата", zh-Hans = "账单" }]
prompt.en = "Why, {customer}?"
"""

TODAY = date(2026, 11, 23)


def reasons(folder: Path, *written: str) -> list[str]:
    """Say what is wrong with some reasons."""
    lines = f"follow_up = [{{ scores = [1, 2], reasons = [{', '.join(written)}] }}]\n"
    return mistakes(folder, SHORTEST + lines)


def text(folder: Path, line: str) -> list[str]:
    """Say what is wrong with a line of a survey's English words."""
    return mistakes(folder, f"{SHORTEST}[surveys.a.text.en]\n{line}\n")


def test_words_that_may_stand_alone_are_in_every_catalogue() -> None:
    words = Words.load()
    for language in LANGUAGES:
        assert all(words.has(language, f"reason.{each}") for each in BUILT_IN_REASONS)


def test_a_reason_alone_is_a_word_of_the_catalogues(tmp_path: Path) -> None:
    """Else it has one name for everybody, whatever language they read."""
    place = "config.toml:3: surveys.a.follow_up[0].reasons[1]: "
    write = (
        'Your own is written {{ id = "{0}", en = "{1}" }}, with a label for each language'
    ).format
    assert reasons(tmp_path, '"speed"', '"billing"') == [
        place
        + 'no words are built in for the reason "billing", but for speed, manner, product, price, '
        + "other. "
        + write("billing", "Billing")
    ]
    assert reasons(tmp_path, '"speed"', '"pirce"') == [
        place
        + 'no words are built in for the reason "pirce", did you mean "price"? '
        + write("pirce", "Pirce")
    ]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ('{ id = "billing" }', ': a reason is written { id = "billing", en = "Billing" }, with'),
        ('{ en = "Billing" }', ': a reason is written { id = "billing", en = "Billing" }, with'),
        ('{ id = "bill", klingon = "x" }', ': "klingon" is no language: a reason is written { id'),
        ('{ id = "bill", en = "" }', ".labels.en: a name is a word or a few on one line"),
        ('{ id = "bill", en = 3 }', ".labels.en: should be a valid string"),
        ('{ id = 3, en = "Bill" }', ".id: should be a valid string"),
        ("3", ": should be a table"),
        ('""', ": a reason is a word or two on one line"),
    ],
)
def test_a_reason_that_is_written_wrong_is_told(tmp_path: Path, written: str, told: str) -> None:
    [line] = reasons(tmp_path, written)
    assert line.startswith(f"config.toml:3: surveys.a.follow_up[0].reasons[0]{told}")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            'question = "Hello {costumer}"',
            'question: no placeholder is called "{costumer}", did you mean "{customer}"?',
        ),
        (
            'thanks = "{x}"',
            (
                'thanks: no placeholder is called "{x}": there are {business}, {agent}, '
                "{customer}, {touchpoint}, {ref}; write other braces twice: {{ or }}"
            ),
        ),
        (
            'comment = "{agent!r}"',
            "comment: a placeholder is written {business}; write other braces twice: {{ or }}",
        ),
        (
            'low = "{agent}"',
            "low: the only placeholder here is {business}; write other braces twice: {{ or }}",
        ),
    ],
)
def test_an_unknown_placeholder_is_refused_with_the_nearest_right_one(
    tmp_path: Path, line: str, told: str
) -> None:
    assert text(tmp_path, line) == [f"config.toml:4: surveys.a.text.en.{told}"]


@pytest.mark.parametrize(
    ("labels", "told"),
    [
        ('{ 9 = "x" }', ": a label is for the score 9: csat has scores from 1 to 5"),
        ('{ good = "x" }', ".en.labels.good: should be a valid integer, unable to parse"),
        ('{ 1 = " " }', ".en.labels.1: a name is a word or a few on one line"),
    ],
)
def test_a_label_is_for_a_score_of_the_scale(tmp_path: Path, labels: str, told: str) -> None:
    [line] = text(tmp_path, f"labels = {labels}")
    assert f"surveys.a.text{told}" in line


def test_names_are_of_languages(tmp_path: Path) -> None:
    [line] = mistakes(tmp_path, f'{SHORTEST}name.klingon = "x"\n')
    assert line == (
        'config.toml:3: surveys.a.name.klingon: a language is written "en", "ru" or "zh-Hans"'
    )
    [line] = mistakes(tmp_path, f'{SHORTEST}[touchpoints.shop]\nnames.en = "x"\n')
    assert line == 'config.toml:4: touchpoints.shop.names: unknown key, did you mean "name"?'


def test_check_names_what_a_language_lacks(tmp_path: Path) -> None:
    lines = settings_in_force(read(tmp_path, LABELLED), today=TODAY)
    notes = [line.removeprefix("# note: ") for line in lines if line.startswith("# note: ")]
    assert [each for each in notes if each.startswith(("surveys.", "touchpoints.", "theme "))] == [
        'theme "delivery" in en: name in ru',
        "surveys.service in ru: thanks in built-in words",
        "surveys.service in ru: labels in numbers alone",
        "surveys.service in ru: prompt after 1 to 2 in en",
        "surveys.service in zh-Hans: name, question, thanks, labels, prompt after 1 to 2 in en",
        "touchpoints.support in zh-Hans: name in en",
        'theme "delivery" in zh-Hans: name in ru',
    ]


def test_a_language_that_nobody_translated_is_told(tmp_path: Path) -> None:
    config = read(tmp_path, SHORTEST + 'text.de.question = "Wie war es?"\n')
    lines = [line for line in settings_in_force(config, today=TODAY) if " de:" in line]
    assert lines == ["# note: built-in words in de: all that is not yours in en"]


def test_words_in_force_are_toml_that_means_the_same(tmp_path: Path) -> None:
    config = read(tmp_path, LABELLED)
    shown = "\n".join(settings_in_force(config, today=TODAY)).replace("**********", TOKEN)
    again = read(tmp_path, shown, name="again.toml")
    assert again.model_dump() == config.model_dump()
    assert again.surveys["service"].text["en"].labels == {1: "not at all", 5: "fully"}


def test_settings_without_such_words_lack_nothing(tmp_path: Path) -> None:
    lines = settings_in_force(read(tmp_path, SHORTEST), today=TODAY)
    assert not [line for line in lines if "built-in" in line]
