"""Reads a score out of what a customer typed, where it certainly is one, and the words after it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from bot.text.folding import Folded, fold
from bot.text.score_followers import HAN, Followers
from bot.text.score_marks import FACES, read_marks
from bot.text.score_words import ScoreWords, score_words
from metrics.catalogue import Scale, scale_of

_NUMBER = r"(?:0|[1-9]\d?)(?!\d)"
_GAP = r"[^\S\n]{0,2}"  # between a number and its unit
_CLOSING = {"(": ")", "[": "]", '"': '"', "'": "'", "*": "*", "": ""}
_SENTENCE = re.compile(r"[^.!\n]*")
_STARS = re.compile(r"\s*((?:★\s*)+)(☆*)")
_COUNTED_ON = re.compile(r"[,;]\s?\d")  # "5 good, 2 late"
_LONGEST_PLACE = 16


@dataclass(frozen=True)
class Buttons:
    """What can be scored, and what stands on the buttons for it."""

    metric: str
    points: int
    labels: Mapping[str, int]

    @cached_property
    def scale(self) -> Scale:
        """The scores that can be given."""
        return scale_of(self.metric, self.points)

    def fits(self, score: int, *, glad: bool, sad: bool) -> bool:
        """Tell whether a face beside a score says the same."""
        twice = 2 * score - self.scale.low - self.scale.high
        return not (glad and sad) and not (glad and twice < 0) and not (sad and twice > 0)

    def in_stars(self, score: int) -> bool:
        """Tell whether so many stars can only be this score: five stars of ten are praise."""
        return self.metric == "stars" or self.scale.high == 5 or score > 5


def read_score(text: str, buttons: Buttons) -> tuple[int | None, str]:
    """Read a score at the start of a message, and the words after it; None and all if in doubt."""
    folded = Folded.of(text)
    found = _Reading(folded.text, buttons, score_words()).found()
    if found is None:
        return None, text
    score, end = found
    return score, text[folded.places[end] :].strip()


class _Reading:
    """One message, folded, before the buttons of one survey."""

    def __init__(self, text: str, buttons: Buttons, words: ScoreWords) -> None:
        self.text = text
        self.buttons = buttons
        self.words = words
        self.next = Followers(text, words)

    def found(self) -> tuple[int, int] | None:
        """Find the score and where the words after it begin."""
        found = self._label() or self._stars()
        if found is None and self.buttons.metric != "thumbs":  # whose buttons have no numbers
            found = self._number() or self._number_word()
        return found

    def _label(self) -> tuple[int, int] | None:
        """Read the label of a button that is more than a number."""
        for label, score in sorted(self.buttons.labels.items(), key=lambda each: -len(each[0])):
            plain = fold(label).strip()
            edge = r"(?!\w)" if plain[-1:].isalnum() else ""
            end = re.match(rf"\s*{re.escape(plain)}{edge}", self.text)
            if plain and not plain.isdecimal() and end is not None:
                says_more = not plain[-1].isdecimal()
                return self._after(score, end.end(), parted=says_more)
        return None

    def _stars(self) -> tuple[int, int] | None:
        """Read a row of stars; one alone may be praise."""
        row = _STARS.match(self.text)
        if row is None:
            return None
        count, hollow = row[1].count("★"), len(row[2])
        number = re.compile(_NUMBER).match(self.text, row.end())
        if number is not None and not hollow:
            score = int(number[0])
            fits = self._in_stars(score, count)
            return self._scored(score, number.end()) if fits else None
        whole = not hollow or count + hollow == self.buttons.scale.high
        if self.buttons.metric != "stars" or count + hollow < 2 or not whole:
            return None
        return self._after(count, row.end(), parted=True)

    def _number(self) -> tuple[int, int] | None:
        """Read a number that begins the message, perhaps after a face or "my score is"."""
        head = re.match(
            rf"\s*((?:{FACES}\s*)*)(?:{self.words.leads}\s*[:=\-]*\s*)?"
            rf"""([("'\[*]?)\s*({_NUMBER})""",
            self.text,
        )
        if head is None:
            return None
        before, score = read_marks(head[1], 0), int(head[3])
        if not self.buttons.fits(score, glad=before.glad, sad=before.sad):
            return None
        return self._scored(score, head.end(), closing=_CLOSING[head[2]])

    def _number_word(self) -> tuple[int, int] | None:
        """Read a number in words that is all there is."""
        head = re.match(rf"""\s*([("'\[*]?)\s*({self.words.number})""", self.text)
        if head is None:
            return None
        score = self.words.numbers[head[2]]
        found = self._scored(score, head.end(), closing=_CLOSING[head[1]])
        return found if found and found[1] == len(self.text) else None

    def _scored(self, score: int, start: int, *, closing: str = "") -> tuple[int, int] | None:
        """Read what stands after the number and belongs to it: a unit, "of 5", a bracket."""
        end = self._units(score, start, starred=closing != "*")
        if end is None:
            return None
        if closing:
            close = re.compile(rf"\s*{re.escape(closing)}").match(self.text, end)
            if close is None:
                return None
            end = close.end()
        return self._after(score, end)

    def _units(self, score: int, start: int, *, starred: bool) -> int | None:
        """Find the end of the units; None where they are those of another scale."""
        words, at = self.words, start
        top = re.compile(
            rf"{_GAP}(?:{words.points}|{words.stars})?{_GAP}(?:/|{words.of}){_GAP}"
            rf"({_NUMBER}|{words.number})"
        ).match(self.text, at)
        if top is not None:
            best = int(top[1]) if top[1].isdecimal() else words.numbers[top[1]]
            if best != self.buttons.scale.high:
                return None
            at = top.end()
        stars = self._unit(words.stars + (r"|\*(?=\s*$)" if starred else ""), at)
        if stars is not None and not self.buttons.in_stars(score):
            return None
        points = self._unit(words.points, at) if stars is None else None
        at = stars or points or at
        plus = re.compile(rf"{_GAP}(?:{words.plus})").match(self.text, at)
        return plus.end() if plus else at

    def _unit(self, unit: str, start: int) -> int | None:
        """Find the end of a unit; a Chinese one is none inside a longer word, like 分钟."""
        found = re.compile(rf"{_GAP}(?:{unit})").match(self.text, start)
        if found is None:
            return None
        end = found.end()
        inside = HAN.match(self.text, end) is not None and not self.next.has(
            rf"{self.words.judgements}|{self.words.plus}", end
        )
        return None if inside or self.next.has(self.words.longer, found.start()) else end

    def _after(self, score: int, start: int, *, parted: bool = False) -> tuple[int, int] | None:
        """Find the words after a score; None where anything leaves a doubt about it."""
        if score not in self.buttons.scale:
            return None
        marks = read_marks(self.text, start)
        agrees = self.buttons.fits(score, glad=marks.glad, sad=marks.sad) and (
            not marks.stars or self._in_stars(score, marks.stars)
        )
        end = marks.end
        if not agrees or self._is_doubted(score, start, end):
            return None
        if end == len(self.text):
            return score, end
        if parted or marks.parts or self.text[end] == "(":
            return (score, end) if self.next.begins(end, marks) else None
        if _COUNTED_ON.search(self.text, end):
            return None
        spaced = set(marks.kinds) == {"space"}
        return (score, end) if self.next.follows(score, end, spaced=spaced) else None

    def _in_stars(self, score: int, count: int) -> bool:
        return count in {1, score} and self.buttons.in_stars(score)

    def _is_doubted(self, score: int, start: int, end: int) -> bool:
        """Tell whether the sentence asks, takes the score back, or names another one."""
        sentence = _SENTENCE.match(self.text, start)
        if sentence is not None and "?" in sentence[0]:
            return True
        return self.next.has(self.words.doubts, end) or self._has_rival(score, end)

    def _has_rival(self, score: int, start: int) -> bool:
        """Tell whether another number of the scale stands where a score would, or another thumb."""
        for label, other in self.buttons.labels.items():
            sign = fold(label).strip()
            if other != score and sign and not re.search(r"\w", sign) and sign in self.text[start:]:
                return True
        for found in self._rivals.finditer(self.text, start):
            other = int(found[1])
            again = other == score and not self.next.has(
                rf"\s*{self.words.judgements}", found.end()
            )
            if not again and other in self.buttons.scale and not self._is_place(found.start()):
                return True
        return False

    def _is_place(self, at: int) -> bool:
        """Tell whether the words before a number make it a time, a floor, an order."""
        before = self.text[max(0, at - _LONGEST_PLACE) : at]
        return re.search(rf"(?<![^\W\d_]){self.words.places}\s*$", before) is not None

    @cached_property
    def _rivals(self) -> re.Pattern[str]:
        words = self.words
        return re.compile(
            rf"""(?<![a-zа-я\d#$€£¥₽+])(?<!\d[.,:/\-])({_NUMBER})(?!\s*{words.longer})(?=\s*
            (?:$|[;!?)"]|[.,:=](?!\d)|-\s|/\s*{self.buttons.scale.high}(?!\d)
            |{words.points}|{words.stars}|★|{words.of}\s*\d|{words.spans}|{words.doubts}|{words.judgements}))""",
            re.VERBOSE | re.MULTILINE,
        )
