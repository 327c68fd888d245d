"""Words as they are counted: told apart by script, brought to their stems, stop words marked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from bot.words.vocabulary import normal

_CLAUSES = re.compile(r"[.,;:!?…()\[\]\"«»“”\n。，！？；：、（）—–]+")
_TOKENS = re.compile(r"[㐀-鿿]+|[Ѐ-ӿ]+|[a-zß-ɏ]+(?:'[a-z]+)?")
_HAN, _CYRILLIC = range(0x3400, 0xA000), range(0x0400, 0x0500)
_STEMMERS = {"en": "english", "ru": "russian"}
_CYRILLIC_LANGUAGES = frozenset({"ru", "uk", "bg", "be", "sr", "mk", "kk"})
_OTHER_SCRIPTS = frozenset({"zh", "ja", "ko", "ar", "he", "th", "hi", "el"})

STOP = frozenset(  # of English, then of Russian; "not" and "no" are not among them
    """
    a about after all also am an and any are as at be because been before being but by can could did
    do does even for from get got had has have he her here him his how i if in into is it it's i'm
    i've its just me more most my of on only or our out over really she should so some still than
    that that's the their them then there these they this those to too up us very was we were what
    when where which while who why will with would you your again

    а без более бы был была были было быть в вам вас ваш ваша ваше ваши весь во вот все всего всех
    вы где да даже для до его ее если есть еще же за и из или им их к как когда кто ли мне мы мой
    моя мое мои меня на над нам нас наш него ней них но ну о об он она они оно от очень по под после
    при про просто с сам само себя со так такой также там те тем то того тоже той только том тут ты
    у уже хотя чего чем что чтобы эта эти это этого этой этом этот я будет
    """.split()  # noqa: SIM905 - easier to read and to mend
)
WEAK = frozenset({"not", "no", "never", "без", "не", "нет", "ни", "don't", "can't", "didn't"})
EDGES = frozenset(
    "的了是我你他她它们在和与就也都很吗呢吧啊着过这那个有还又被把给让对从到得地为上下里"
)


@dataclass(frozen=True, eq=False)
class Word:
    """A word as it was written and as it is counted; `stop` words hold phrases together only.

    Each is made once and kept, so that they are the same where they are equal.
    """

    language: str
    written: str
    stem: str
    stop: bool


def clauses(text: str, language: str | None) -> Iterator[tuple[str, Sequence[Word]]]:
    """Split a comment into runs of words of one language: (language, words).

    Chinese words are single characters. A Latin or Cyrillic word is of the comment's language where
    that is written so, else English or Russian.
    """
    spoken = (language or "").partition("_")[0]
    for clause in _CLAUSES.split(normal(text).replace("’", "'")):
        run: list[Word] = []
        for token in _TOKENS.findall(clause):
            for word in _read(token, spoken):
                if run and run[-1].language != word.language:
                    yield run[0].language, run
                    run = []
                run.append(word)
        if run:
            yield run[0].language, run


def _read(token: str, spoken: str) -> Sequence[Word]:
    if ord(token[0]) in _HAN:
        return [_letter(letter) for letter in token]
    return (_word(token, spoken),)


@cache
def _letter(letter: str) -> Word:
    return Word("zh", letter, letter, stop=False)


@lru_cache(maxsize=100_000)
def _word(token: str, spoken: str) -> Word:
    language = script_language(token, spoken)
    stem = stem_of(token, language)
    return Word(language, token, stem, stop=token in STOP or stem in STOP or len(token) < 2)


def script_language(token: str, spoken: str) -> str:
    """Tell the language of a word from its script and the comment that it stands in."""
    if ord(token[0]) in _CYRILLIC:
        return spoken if spoken in _CYRILLIC_LANGUAGES else "ru"
    elsewhere = spoken in _CYRILLIC_LANGUAGES or spoken in _OTHER_SCRIPTS or not spoken
    return "en" if elsewhere else spoken


@lru_cache(maxsize=100_000)
def stem_of(word: str, language: str) -> str:
    """Bring a word to its stem, by Snowball (Porter 2001); other languages keep theirs."""
    name = _STEMMERS.get(language)
    return str(_stemmer(name).stemWord(word)) if name and word not in WEAK else word


def in_a_row(words: tuple[str, ...], run: tuple[str, ...]) -> bool:
    """Tell whether words stand one after another in a run of words."""
    size = len(words)
    return any(run[at : at + size] == words for at in range(len(run) - size + 1))


@cache
def _stemmer(name: str) -> Any:  # noqa: ANN401 - the package ships no types
    import snowballstemmer  # noqa: PLC0415 - it loads thirty languages, which few commands need

    return snowballstemmer.stemmer(name)
