"""Which of the operator's themes a comment speaks of, by their words in each language."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from bot.errors import Refusal
from bot.reports.themes.stems import Word, clauses, in_a_row, stem_of
from bot.settings.theme import Theme
from bot.text.query import Query, quoted
from bot.words.vocabulary import normal

EXAMPLE = """\
[[themes]]
name = "delivery"
words.en = ["deliver*", "courier"]
words.ru = ["достав*", "курьер"]
words.zh_Hans = ["快递", "送货"]"""

Clause = tuple[str, Sequence[Word]]
Named = tuple[str, tuple[tuple[str, tuple[str, ...]], ...]]  # a theme: its words by language


@dataclass(frozen=True)
class _Keys:
    """The words of one theme in one language, ready to be compared."""

    theme: str
    language: str
    starts: tuple[str, ...]
    stems: frozenset[str]
    runs: tuple[tuple[str, ...], ...]  # several words in a row, as stems
    parts: tuple[str, ...]  # of a text without spaces


class Themes:
    """The themes of a configuration."""

    def __init__(self, themes: Sequence[Named]) -> None:
        """Read every word once."""
        self.names = tuple(name for name, _ in themes)
        self._keys = [
            _keys(name, language.partition("_")[0], words)
            for name, by_language in themes
            for language, words in by_language
        ]
        self._late = [keys for keys in self._keys if keys.parts or keys.runs]
        self._of_word = lru_cache(maxsize=100_000)(self._look_up)

    def of(self, text: str, said: Sequence[Clause]) -> frozenset[str]:
        """Name the themes of a comment, which comes as it was written and as it was read."""
        found: set[str] = set()
        for _, words in said:
            for word in words:
                if hit := self._of_word(word):
                    found |= hit
        plain = normal(text) if self._late else ""
        for keys in self._late:
            if keys.theme not in found and (_in_text(keys, plain) or _in_a_row(keys, said)):
                found.add(keys.theme)
        return frozenset(found)

    def in_text(self, text: str, language: str | None) -> frozenset[str]:
        """Name the themes of a comment as it was written."""
        return self.of(text, list(clauses(text, language)))

    def _look_up(self, word: Word) -> frozenset[str]:
        return frozenset(
            keys.theme
            for keys in self._keys
            if keys.language == word.language
            and (word.stem in keys.stems or word.written.startswith(keys.starts))
        )


def themes_of(themes: Sequence[Theme]) -> Themes:
    """Read the themes of a configuration; what was read before is kept."""
    return _kept(tuple((theme.name, tuple(theme.words.items())) for theme in themes))


@lru_cache(maxsize=8)
def _kept(themes: tuple[Named, ...]) -> Themes:
    return Themes(themes)


def _keys(theme: str, language: str, words: Sequence[str]) -> _Keys:
    plain = [normal(word) for word in words]
    if language == "zh":
        parts = tuple(each.rstrip("*") for each in plain)
        return _Keys(theme, language, (), frozenset(), (), parts)
    starts = tuple(each[:-1] for each in plain if each.endswith("*"))
    rows = [tuple(each.split()) for each in plain if not each.endswith("*")]
    stems = [tuple(stem_of(word, language) for word in row) for row in rows]
    alone = frozenset(row[0] for row in stems if len(row) == 1)
    runs = tuple(row for row in stems if len(row) > 1)
    return _Keys(theme, language, starts, alone, runs, ())


def _in_text(keys: _Keys, text: str) -> bool:
    return any(part in text for part in keys.parts)


def _in_a_row(keys: _Keys, said: Sequence[Clause]) -> bool:
    if not keys.runs:
        return False
    spoken = [tuple(word.stem for word in words) for lang, words in said if lang == keys.language]
    return any(in_a_row(row, stems) for row in keys.runs for stems in spoken)


def theme_meant(query: Query, themes: Themes) -> str | None:
    """Find the theme that a command names; a Refusal says which ones there are."""
    if query.theme is None:
        return None
    if not themes.names:
        raise Refusal("themes.none_to_choose", theme=query.theme, toml=EXAMPLE)
    named = {name.casefold(): name for name in themes.names}
    wanted = query.theme.casefold()
    if wanted in named:
        return named[wanted]
    close = get_close_matches(wanted, named, n=1, cutoff=0.4)
    meant = named[close[0]] if close else themes.names[0]
    example = f"/comments {query.period.code} theme={quoted(meant)}"
    raise Refusal("themes.unknown", theme=query.theme, known=list(themes.names), example=example)
