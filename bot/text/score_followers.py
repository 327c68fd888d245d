"""What may follow a score and leave no doubt that it is one, and what goes on counting."""

import re
from collections.abc import Sequence

from bot.text.counted_english import judges_in_english
from bot.text.counted_russian import judges_in_russian
from bot.text.score_lexicon import HAN
from bot.text.score_marks import Marks
from bot.text.score_units import Units
from bot.text.score_words import ScoreWords

_CYRILLIC = re.compile(r"[а-я]")
_PHONE = re.compile(r"\(\s*\d")
_DIGITS = re.compile(r"\d[\d.,:]*")
_COUNTED_ON = re.compile(r"[,;]\s?\d")
_STOP = re.compile(r"[.!]")
_LETTER = re.compile(r"\s+[^\W\d_]")
_SPANNED = 4  # words after "for" among which a time or a price stands
_SEVERAL = 5  # what is counted after a unit would be plural, too
_SHORT = 2  # letters, as in "7up"
_CERTAIN = {"openings", "judgements"}
_KNOWN = {"openings", "judgements", "uncounted", "mass", "things"}


class Followers:
    """The words of one message, folded, as they come after a number."""

    def __init__(self, text: str, words: ScoreWords) -> None:
        """Take the message and the lists of words."""
        self.text = text
        self.words = words
        self.lexicon = words.lexicon

    def begins(self, at: int, marks: Marks) -> bool:
        """Tell whether words parted from the score by a mark do not go on counting."""
        if self.text[at] in "%°?" or _PHONE.match(self.text, at):
            return False
        apart = "space" in marks.kinds and not marks.aside
        if self.text[at].isdecimal():
            return "line" in marks.kinds or self._is_amount(at, marks, apart=apart)
        return (
            apart
            or marks.shown
            or bool(HAN.match(self.text, at))
            or self.lexicon.kind(self.text, at) != "counts"
        )

    def follows(self, score: int, at: int, marks: Marks, units: Units) -> bool:
        """Tell whether the next words can follow a score, but are nothing that is counted."""
        spaced = "space" in marks.kinds
        if HAN.match(self.text, at):
            return self._follows_in_chinese(score, at, units, spaced=spaced)
        clause = self.lexicon.clause(self.text, at)
        if not clause or self._sounds(score, clause, units) or self._counts_on(clause, at):
            return False
        if units.measured or not spaced:
            return self._surely(score, clause, units, spaced=spaced)
        kind, _ = self.lexicon.at(clause)
        if kind in {"openings", "spans"}:
            return kind == "openings" or self._is_reason(clause)
        if kind == "uncounted" and units.among:
            return not clause[0].endswith(self.words.endings["of_them"])  # "4 of 5 arrived"
        return self._judges(clause, units.last or score)

    def _follows_in_chinese(self, score: int, at: int, units: Units, *, spaced: bool) -> bool:
        """Take any word after a space but what counts, since the classes of counters are closed."""
        kind, size = self.lexicon.opens(self.text, at)
        if spaced and not kind:
            return score > 0  # none of something
        if spaced or units.measured:
            return kind in _KNOWN
        return kind in _CERTAIN or (kind in _KNOWN and size > 1)

    def _counts_on(self, clause: Sequence[str], at: int) -> bool:
        """Tell whether another number goes on: "5 good, 2 late"."""
        said = self.lexicon.at(clause)[0] in {"openings", "uncounted"}
        return not said and _COUNTED_ON.search(self.text, at) is not None

    def _surely(self, score: int, clause: Sequence[str], units: Units, *, spaced: bool) -> bool:
        """Read only what certainly judges: after a unit, or with no space as in "5th"."""
        kind, _ = self.lexicon.at(clause)
        if spaced and kind == "spans":
            return self._is_reason(clause)
        if not spaced and len(clause[0]) <= _SHORT:
            return False
        if units.starred and kind in self._after_stars(score, units):
            return True
        things = {"things", "mass"} if spaced and not units.starred else set()  # no "5 star hotel"
        return kind == "openings" or (
            kind in {"judgements", *things} and self._judges(clause, _SEVERAL)
        )

    def _after_stars(self, score: int, units: Units) -> set[str]:
        """Tell what may follow stars, which are not collected as points are; no "5 star hotel"."""
        singular = self.text[: units.end].endswith("star") and score != 1
        return {"uncounted"} if singular else {"uncounted", "mass", ""}

    def _judges(self, clause: Sequence[str], number: int) -> bool:
        judges = judges_in_russian if _CYRILLIC.match(clause[0]) else judges_in_english
        return judges(clause, number, self.words)

    def _is_reason(self, clause: Sequence[str]) -> bool:
        """Read "for the service", but not "for a week"."""
        after = clause[1 : 1 + _SPANNED]
        return "0" not in after and self.words.periods.isdisjoint(after)

    def _sounds(self, score: int, clause: Sequence[str], units: Units) -> bool:
        """Tell whether a number stands for a word: "2 slow" is "too slow", "2 slow service" not."""
        sounds = self.words.sounds.get(score)
        if sounds is None or units.measured or units.last is not None:
            return False
        kind, size = sounds.at(clause)
        return bool(kind) and self.lexicon.at(clause, size)[0] not in {"mass", "things"}

    def _is_amount(self, at: int, marks: Marks, *, apart: bool) -> bool:
        """Read "10 minutes early" after a face or a full stop, and "room 305" after a dash."""
        digits = _DIGITS.match(self.text, at)
        end = digits.end() if digits else at
        counted = self.lexicon.kind(self.text, end) == "counts"
        if marks.aside:
            return end - at == 3 and bool(HAN.match(self.text, end)) and not counted
        sentence = bool(_STOP.search(marks.text) and _LETTER.match(self.text, end))
        tens = (
            end - at == 2 and marks.text == "," and bool(HAN.match(self.text, end))
        )  # "5，15分钟" is no 5.15
        return marks.shown or (apart and (counted or sentence)) or (counted and tens)
