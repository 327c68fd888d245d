"""What a number can count in Russian, and so where the words after it judge instead."""

from collections.abc import Sequence

from bot.text.score_words import ScoreWords

_ENDS = {"openings", "uncounted", "spans", "joins", "verbs", "doubts"}
_COUNTED = {"joins", "doubts", "counts", "verbs"}
_ORDINAL_WITHIN = 6  # words


def judges_in_russian(clause: Sequence[str], number: int, words: ScoreWords) -> bool:
    """Tell whether a clause after a number is about what it scores.

    One counts a nominative, two to four a genitive singular, more and none a genitive plural.
    """
    return bool(clause) and _Clause(clause, number, words).judges()


class _Clause:
    """The words after a number, up to where their clause ends."""

    def __init__(self, clause: Sequence[str], number: int, words: ScoreWords) -> None:
        self.clause = clause
        self.number = number
        self.words = words
        self.kind, self.size = words.lexicon.at(clause)
        self.word = clause[self.size - 1]
        self.rest = clause[self.size :]

    @property
    def few(self) -> bool:
        """Whether the number counts a genitive singular."""
        return 2 <= self.number <= 4

    def judges(self) -> bool:
        """Tell by what the first word is known as, or else by its ending."""
        if self.kind in _COUNTED:
            return False
        known = {
            "uncounted": self._says,
            "states": self._happened,
            "judgements": self._praises,
            "strong": self._stresses,
        }
        return known.get(self.kind, self._is_named)()

    def _is_named(self) -> bool:
        """Read a noun that the number does not count, or a word that is no noun."""
        ends = self.words.endings
        if self.words.ordinals & set(self.clause[:_ORDINAL_WITHIN]):
            return False
        if self.word.startswith(ends["compound"]) or self.word.endswith(ends["counted"]):
            return False
        if self.kind:
            return self.kind == "mass" or self.number != 1
        return self._acts() or self._is_no_noun() or self._agrees()

    def _says(self) -> bool:
        return self.word != "не" or self._denies()

    def _denies(self) -> bool:
        """Read "не понял", but not "3 не приехали", where a noun is left out."""
        then = self.rest[0] if self.rest else ""
        if self.number == 1:
            return then.endswith(self.words.endings["speaking"])
        return bool(then) and not then.endswith(self.words.endings["several"])

    def _stresses(self) -> bool:
        """Read "очень вкусно" and "чуть задержались"."""
        kind, _ = self.words.lexicon.at(self.rest)
        if not kind and self.rest and self.rest[0].endswith(self.words.endings["several"]):
            return True
        return judges_in_russian(self.rest, self.number, self.words)

    def _happened(self) -> bool:
        """Read "привезли быстро", but not "3 привезли", where a noun is left out."""
        kind = self.words.lexicon.at(self.rest)[0]
        then = self.rest[0] if self.rest else ""
        return (
            kind in {"judgements", "strong", "openings"}
            or self._has_object()
            or then.endswith(self.words.endings["neuter"])
        )

    def _praises(self) -> bool:
        """Read a judgement up to what it is about: "отличный сервис", not "3 отличных заказа"."""
        ends = self.words.endings
        if self.word.endswith(ends["counted"]):
            return False
        kind, _ = self.words.lexicon.at(self.rest)
        if not self.rest or kind in _ENDS or self.rest[0] == "0":
            return True
        if kind in {"judgements", "strong"}:
            return judges_in_russian(self.rest, self.number, self.words)
        if kind in {"mass", "things"}:
            return kind == "mass" or self.number != 1 or self.word.endswith(ends["how"])
        if kind == "counts":  # "5 хороший кофе"
            return self.number > 1 and self.word.endswith((*ends["one"], *ends["how"]))
        return self._may_judge(self.rest[0])

    def _may_judge(self, then: str) -> bool:
        """Tell whether a judgement and an unknown word after it are no counted thing."""
        ends = self.words.endings
        if then.endswith((*ends["counted"], *ends["of_many"])):
            return False
        if self.word.endswith(ends["how"]):
            return True
        if self.number == 1:
            return then.endswith(ends["how_sure"]) or self.word.endswith(ends["several_such"])
        return not self.few or self.word.endswith(ends["one"])

    def _acts(self) -> bool:
        """Tell whether an unknown word is a verb, by its object or because it agrees with none."""
        ends, many = self.words.endings, self.number != 1 and not self.few
        return (self.word.endswith(ends["acted"]) and self._has_object()) or (
            many and self.word.endswith(ends["she_past"])
        )

    def _is_no_noun(self) -> bool:
        """Tell by its ending whether an unknown word is a verb, an adverb, or in another case."""
        word, ends, more = self.word, self.words.endings, self.number != 1
        then = self.words.lexicon.at(self.rest)[0]
        rules = {
            "acting": True,
            "with": True,
            "they_did": not more,
            "neuter_noun": self.number > 1,
            "how": self.number > 1 or word.endswith(ends["how_sure"]),
            "several_such": not self.few,
            "one": more or then in {"mass", "judgements"},
            "to": self.number > 1,
        }
        return next((rules[name] for name in rules if word.endswith(ends[name])), False)

    def _has_object(self) -> bool:
        """Read "обманули нас"."""
        return bool(self.rest) and self.rest[0] in self.words.articles | self.words.objects

    def _agrees(self) -> bool:
        """Tell whether the next words agree with a noun that the number cannot count."""
        noun, ends, one = self.word, self.words.endings, self.number == 1
        if noun.endswith(ends["of_many"]):
            return False
        if noun.endswith(ends["she"]):
            fitting = ends["she_is"] if self.few else (*ends["she_is"], *ends["she_did"])
            return not one and (self._then(fitting) or (not self.few and self._then_judged()))
        if noun.endswith(ends["they"]):
            fitting = (*ends["they_are"], *ends["they_did"])
            return not self.few and (self._then(fitting) or self._then_judged())
        if self.few:  # which would count "-а"
            return self._then((*ends["he_is"], *ends["he_did"])) or self._then_judged()
        return not one and self._then(ends["he_is"])

    def _then(self, endings: tuple[str, ...]) -> bool:
        """Tell whether one of the next two words ends so."""
        return any(word.endswith(endings) for word in self.rest[:2])

    def _then_judged(self) -> bool:
        """Tell whether a judgement comes next."""
        kind, size = self.words.lexicon.at(self.rest)
        if kind == "strong":
            kind, _ = self.words.lexicon.at(self.rest, size)
        return kind == "judgements"
