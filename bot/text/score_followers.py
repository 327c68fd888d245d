"""What may follow a score and leave no doubt that it is one, and what goes on counting."""

import re

from bot.text.score_marks import Marks
from bot.text.score_words import NEVER, ScoreWords

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_MOST_CHAINED = 3  # words between a judgement and what it may be counting


class Followers:
    """The words of one message, folded, as they come after a number."""

    def __init__(self, text: str, words: ScoreWords) -> None:
        """Take the message and the lists of words."""
        self.text = text
        self.words = words

    def begins(self, at: int, marks: Marks) -> bool:
        """Tell whether words parted from the score by a mark do not go on counting."""
        if self.has(r"\(\s*\d", at):  # a telephone number
            return False
        if self.text[at] in "%°?" or (self.text[at].isdecimal() and "line" not in marks.kinds):
            return False
        counts = self.has(self.words.counts, at)
        return not counts or (not marks.aside and HAN.match(self.text, at) is not None)

    def follows(self, score: int, at: int, *, spaced: bool) -> bool:
        """Tell whether the next words can follow a score, but nothing that is counted."""
        words = self.words
        opening = re.compile(words.openings).match(self.text, at)
        if opening is not None:
            return re.compile(r"\s*\d").match(self.text, opening.end()) is None
        span = re.compile(words.spans).match(self.text, at)
        if span is not None:
            timed = rf"\s+(?:\w+\s+){{0,3}}(?:{words.counts}|\d)"
            return re.compile(timed).match(self.text, span.end()) is None
        if HAN.match(self.text, at):
            return self.judges(at) or (spaced and not self.has(words.counts, at))
        if score > 1 and self._is_one_thing(at):
            return True
        return not self.has(words.sounds.get(score, NEVER), at) and self._praises(score, at)

    def _is_one_thing(self, at: int) -> bool:
        """Read "food was": what is counted by a number above one is plural."""
        word = _WORD.match(self.text, at)
        if word is None or self.words.may_be_counted(word[0]) or self.has(self.words.counts, at):
            return False
        return self.has(rf"\s{self.words.verbs}", word.end())

    def _praises(self, score: int, start: int) -> bool:
        """Read judgements up to what they are about: "great service", not "great orders"."""
        at, chain = start, re.compile(rf"(?:{self.words.judgements}|{self.words.strong})[ ]*")
        strong = False
        while (found := chain.match(self.text, at)) is not None:
            strong = self.has(self.words.strong, at) and not self.judges(at)
            at = found.end()
        if at == start or (strong and _WORD.match(self.text, at) is None):
            return False
        how = self.text[start:at].rstrip().endswith(self.words.adverbs)
        alone = score == 1 and not how  # "1 rude driver" counts drivers
        for _ in range(_MOST_CHAINED):
            word = _WORD.match(self.text, at)
            if word is None or word[0] in self.words.ends:
                break
            one = alone and not self.has(self.words.mass, at)
            if one or self.words.may_be_counted(word[0]) or self.has(self.words.counts, at):
                return False
            at = word.end() + self.text.startswith(" ", word.end())
        return True

    def judges(self, at: int) -> bool:
        """Tell whether a judgement begins here."""
        return self.has(self.words.judgements, at)

    def has(self, words: str, at: int) -> bool:
        """Tell whether one of some words begins here."""
        return re.compile(words).match(self.text, at) is not None
