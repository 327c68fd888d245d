"""What people read instead of ids, by language: surveys, touchpoints, themes, reasons."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["survey", "touchpoint", "theme", "reason"]
NAMED: tuple[Kind, ...] = ("survey", "touchpoint", "theme")  # as values of sentences are called
Named = Mapping[str, Mapping[str, str]]  # a name by id and language


@dataclass(frozen=True)
class DisplayNames:
    """The operator's names; what has none is called by its id."""

    survey: Named = field(default_factory=dict)
    touchpoint: Named = field(default_factory=dict)
    theme: Named = field(default_factory=dict)
    reason: Named = field(default_factory=dict)
    default: str = "en"

    def find(self, kind: Kind, key: str, language: str) -> str | None:
        """Give the name in a language, else in the business's, else in the first there is."""
        named: Named = getattr(self, kind)
        return in_language(named.get(key, {}), language, self.default)

    def id_of(self, kind: Kind, said: str) -> str:
        """Find the id that a name in any language stands for; what is no name stands for itself."""
        named: Named = getattr(self, kind)
        if said in named:
            return said
        found = (
            key
            for key, words in named.items()
            if said.casefold() in {each.casefold() for each in words.values()}
        )
        return next(found, said)


def language_among(words: Mapping[str, object], language: str, default: str) -> str | None:
    """Choose the language to say something in: the wanted, the business's, the first there is."""
    chosen = (each for each in (language, default) if each in words)
    return next(chosen, next(iter(words), None))


def in_language(words: Mapping[str, str], language: str, default: str) -> str | None:
    """Choose among the same words in several languages; None if there are none."""
    chosen = language_among(words, language, default)
    return None if chosen is None else words[chosen]
