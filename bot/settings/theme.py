"""What an operator can say about what customers write of: themes, and the words that show them."""

from typing import Annotated

from pydantic import AfterValidator, Field

from bot.settings.sections import Language, Section
from bot.settings.wording import Names

_LONGEST_NAME = 32
_LONGEST_WORD = 60
_SHORTEST_START = 2
MOST_THEMES = 40


def _check_name(value: str) -> str:
    plain = value.isprintable() and value == value.strip() and not set(value) & set('"“”«»=')
    if not value or not plain or len(value) > _LONGEST_NAME:
        raise ValueError(
            f"the name of a theme has at most {_LONGEST_NAME} letters on one line, and no quotes"
        )
    return value


def _check_word(value: str) -> str:
    start, star, rest = value.partition("*")
    if not value or value != value.strip() or not value.isprintable():
        raise ValueError('a word of a theme is written "courier", "too late" or "deliver*"')
    if len(value) > _LONGEST_WORD:
        raise ValueError(f"a word of a theme has at most {_LONGEST_WORD} letters")
    if star and (rest or " " in start or len(start) < _SHORTEST_START):
        raise ValueError('a star stands at the end of one word, after two letters: "deliver*"')
    return value


ThemeName = Annotated[str, AfterValidator(_check_name)]
Keyword = Annotated[str, AfterValidator(_check_word)]
Keywords = Annotated[tuple[Keyword, ...], Field(min_length=1, max_length=100)]


class Theme(Section):
    """Something that customers write about, and the words that show it, by language.

    Commands take the name; `names` is what people read instead, by language.
    """

    name: ThemeName
    names: Names = Field(default_factory=dict)
    words: Annotated[dict[Language, Keywords], Field(min_length=1)]


def _check_themes(value: tuple[Theme, ...]) -> tuple[Theme, ...]:
    if len({each.name.casefold() for each in value}) < len(value):
        raise ValueError("two themes have one name")
    return value


Themes = Annotated[tuple[Theme, ...], Field(max_length=MOST_THEMES), AfterValidator(_check_themes)]
