"""Reads a score out of what a customer typed, where it certainly is one, and the words after it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from bot.text.folding import Folded, fold
from bot.text.score_followers import Followers
from bot.text.score_marks import FACES, read_marks
from bot.text.score_rivals import Rivals
from bot.text.score_units import NUMBER, Units, read_units
from bot.text.score_words import ScoreWords, score_words
from bot.words.faces import THUMBED
from metrics.catalogue import Scale, scale_of

_CLOSING = {"(": ")", "[": "]", '"': '"', "'": "'", "*": "*", "": ""}
_STARS = re.compile(r"\s*((?:★\s*)+)(☆*)")
_HEAD = re.compile(rf"""\s*((?:{FACES}\s*)*)([("'\[*]?)\s*({NUMBER})""")


_LETTER = re.compile(r"\w")


@dataclass(frozen=True)
class Buttons:
    """What can be scored, and what stands on the buttons for it."""

    metric: str
    points: int
    labels: Mapping[str, int]
    faces: Mapping[str, int] = field(default_factory=dict)  # each on one button alone

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
    folded, words = Folded.of(text), score_words()
    found = _Reading(folded.text.translate(words.forms), buttons, words).found()
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
        self.signs = {_sign(label): score for label, score in buttons.labels.items()}
        self.faces = {_sign(face): score for face, score in buttons.faces.items()}
        self.rivals = Rivals(text, words, buttons.scale.high)

    def found(self) -> tuple[int, int] | None:
        """Find the score and where the words after it begin."""
        found = self._label() or self._face() or self._stars()
        if found is None and self.buttons.metric not in THUMBED:  # whose buttons have no numbers
            found = self._number() or self._number_word()
        return found

    def _label(self) -> tuple[int, int] | None:
        """Read the label of a button that is more than a number."""
        start = len(self.text) - len(self.text.lstrip())
        for sign, score in sorted(self.signs.items(), key=lambda each: -len(each[0])):
            end = start + len(sign)
            cut = sign[-1:].isalnum() and _LETTER.match(self.text, end)
            if not sign or sign.isdecimal() or cut or not self.text.startswith(sign, start):
                continue
            return self._after(score, Units(end), parted=not sign[-1].isdecimal())
        return None

    def _face(self) -> tuple[int, int] | None:
        """Read the face of a button that is all there is."""
        score = self.faces.get(self.text.strip())
        return None if score is None else (score, len(self.text))

    def _stars(self) -> tuple[int, int] | None:
        """Read a row of stars; one alone may be praise."""
        row = _STARS.match(self.text)
        if row is None:
            return None
        count, hollow = row[1].count("★"), len(row[2])
        number = re.compile(NUMBER).match(self.text, row.end())
        if number is not None and not hollow:
            score = int(number[0])
            fits = self._in_stars(score, count)
            return self._scored(score, number.end()) if fits else None
        whole = not hollow or count + hollow == self.buttons.scale.high
        if self.buttons.metric != "stars" or count + hollow < 2 or not whole:
            return None
        return self._after(count, Units(row.end()), parted=True)

    def _number(self) -> tuple[int, int] | None:
        """Read a number that begins the message, perhaps after a face."""
        head = _HEAD.match(self.text)
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
        units = read_units(self.text, start, self.words, asterisk=closing != "*")
        if units.last not in {None, self.buttons.scale.high}:
            return None
        if units.starred and not self.buttons.in_stars(score):
            return None
        if closing:
            close = re.compile(rf"\s*{re.escape(closing)}").match(self.text, units.end)
            if close is None:
                return None
            units = replace(units, end=close.end())
        return self._after(score, units)

    def _after(self, score: int, units: Units, *, parted: bool = False) -> tuple[int, int] | None:
        """Find the words after a score; None where anything leaves a doubt about it."""
        if score not in self.buttons.scale:
            return None
        marks = read_marks(self.text, units.end)
        end = marks.end
        agrees = self.buttons.fits(score, glad=marks.glad, sad=marks.sad) and (
            not marks.stars or self._in_stars(score, marks.stars)
        )
        if not agrees or self._is_doubted(score, units.end, end):
            return None
        if end == len(self.text):
            return score, end
        if parted or marks.parts or self.text[end] == "(":
            signed = self.buttons.metric in THUMBED  # after which any number is a comment
            return (score, end) if signed or self.next.begins(end, marks) else None
        return (score, end) if self.next.follows(score, end, marks, units) else None

    def _in_stars(self, score: int, count: int) -> bool:
        return count in {1, score} and self.buttons.in_stars(score)

    def _is_doubted(self, score: int, start: int, end: int) -> bool:
        """Tell whether the sentence asks, takes the score back, or names another one."""
        rivals, buttons = self.rivals, self.buttons
        return (
            rivals.asked(start)
            or rivals.doubted(end)
            or rivals.other_sign(score, start, self.signs)
            or (
                buttons.metric not in THUMBED
                and rivals.other_score(score, end, buttons.scale.scores)
            )
        )


@lru_cache(maxsize=1024)
def _sign(label: str) -> str:
    """Fold the label of a button as a message is."""
    return fold(label).strip().translate(score_words().forms)
