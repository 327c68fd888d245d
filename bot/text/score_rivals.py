"""What takes a score back after it was given: a question, a doubt, another score."""

import re
from collections.abc import Mapping

from bot.text.score_units import NUMBER
from bot.text.score_words import ScoreWords

_LETTER = re.compile(r"\w")
_SENTENCE = re.compile(r"[^.!\n]*")
_WITH_PLACE = 24  # characters before a number that tell what it is
_TOLD = {"doubts", "judgements", "spans"}


class Rivals:
    """Another score, in a message that began with one."""

    def __init__(self, text: str, words: ScoreWords, high: int) -> None:
        """Take the message and the best score that can be given."""
        self.text = text
        self.words = words
        self.number = re.compile(
            rf"""(?<![a-zа-я\d#$€£¥₽+])(?<!\d[.,:/\-])({NUMBER})(?!\s*{words.longer})
            (?P<stands>\s*(?:$|[;!?)"]|[.,:=](?!\d)|-\s|/\s*{high}(?!\d)
            |{words.points}|{words.stars}|★|{words.of}\s*\d))?""",
            re.VERBOSE | re.MULTILINE,
        )

    def asked(self, start: int) -> bool:
        """Tell whether the sentence asks."""
        sentence = _SENTENCE.match(self.text, start)
        return sentence is not None and "?" in sentence[0]

    def doubted(self, end: int) -> bool:
        """Tell whether the words after a score take it back."""
        return self.words.lexicon.kind(self.text, end) == "doubts"

    def other_sign(self, score: int, start: int, signs: Mapping[str, int]) -> bool:
        """Tell whether the sign of another button follows, as another thumb."""
        return any(
            other != score and sign in self.text[start:]
            for sign, other in signs.items()
            if sign and not _LETTER.search(sign)
        )

    def other_score(self, score: int, start: int, scores: range) -> bool:
        """Tell whether another number of the scale stands where a score would."""
        for found in self.number.finditer(self.text, start):
            other = int(found[1])
            if other in scores and not self._is_no_rival(found.start()):
                if found["stands"] is not None and other != score:
                    return True
                if self._is_told(found, other=other != score):
                    return True
        return False

    def _is_told(self, found: re.Match[str], *, other: bool) -> bool:
        """Tell whether a score is what the words around a number say that it is."""
        kind = self.words.lexicon.kind(self.text, found.end())
        if kind == "judgements" or (other and kind in _TOLD):
            return True
        return other and kind != "counts" and self._follow(found.start(), self.words.corrections)

    def _is_no_rival(self, at: int) -> bool:
        """Tell whether the words before make it a time, a floor, or a score that was not given."""
        words = self.words
        named = rf"{words.within}\s+[^\W\d_]+"
        return self._follow(at, rf"(?:{words.places}|{words.denials}|{named})")

    def _follow(self, at: int, words: str) -> bool:
        before = self.text[max(0, at - _WITH_PLACE) : at]
        return re.search(rf"(?<![^\W\d_]){words}\s*$", before) is not None
