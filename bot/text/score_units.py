"""What stands after a number and belongs to it: the best score, points, stars, a plus."""

import re
from dataclasses import dataclass

from bot.text.score_lexicon import HAN
from bot.text.score_words import ScoreWords

NUMBER = r"(?:0|[1-9]\d?)(?!\d)"
_GAP = r"[^\S\n]{0,2}"  # between a number and its unit
_KNOWN = {"judgements", "openings", "things", "mass"}


@dataclass(frozen=True)
class Units:
    """Where the units end, and what they leave to be counted."""

    end: int
    last: int | None = None  # the best score, where it is told
    among: bool = False  # "4 of 5" may go on counting
    measured: bool = False
    starred: bool = False


def read_units(text: str, start: int, words: ScoreWords, *, asterisk: bool) -> Units:
    """Read the units of a number; there may be none."""
    at, last, among = start, None, False
    top = re.compile(
        rf"{_GAP}(?:{words.points}|{words.stars})?{_GAP}(?:/|(?P<of>{words.of})){_GAP}"
        rf"(?P<best>{NUMBER}|{words.number})"
    ).match(text, at)
    if top is not None:
        best = top["best"]
        last = int(best) if best.isdecimal() else words.numbers[best]
        at, among = top.end(), top["of"] is not None
    stars = _unit(text, words.stars + (r"|\*(?=\s*$)" if asterisk else ""), at, words)
    points = _unit(text, words.points, at, words) if stars is None else None
    measured = stars is not None or points is not None
    at = stars or points or at
    plus = re.compile(rf"{_GAP}(?:{words.plus})").match(text, at)
    return Units(plus.end() if plus else at, last, among, measured, stars is not None)


def _unit(text: str, unit: str, start: int, words: ScoreWords) -> int | None:
    """Find the end of a unit; a Chinese one is none inside a longer word, like 分钟."""
    found = re.compile(rf"{_GAP}(?:{unit})").match(text, start)
    if found is None:
        return None
    end = found.end()
    plus = re.compile(words.plus).match(text, end)
    inside = HAN.match(text, end) and not plus and words.lexicon.opens(text, end)[0] not in _KNOWN
    longer = re.compile(rf"{_GAP}{words.longer}").match(text, start)
    return None if inside or longer else end
