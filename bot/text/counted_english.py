"""What a number can count in English, and so where the words after it judge instead."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.text.score_words import ScoreWords

_ENDS = {"openings", "uncounted", "spans", "joins", "verbs", "doubts"}
_QUALITIES = {"judgements", "strong", "states"}
_SENTENCE = {"verbs", "judgements", "strong", "openings", "uncounted"}
_KNOWN = {"things", "mass"}


@dataclass
class _Phrase:
    """The first words of a clause, as far as they can belong to one noun."""

    qualities: set[str] = field(default_factory=set)
    nouns: list[tuple[str, str]] = field(default_factory=list)  # kinds and words
    counts: bool = False
    end: str = ""  # what kind of word ends it; nothing at the end of the clause
    last: str = ""  # that word


def judges_in_english(clause: Sequence[str], number: int, words: ScoreWords) -> bool:
    """Tell whether a clause after a number is about what it scores.

    A number counts a plural, one counts a singular, and zero counts both.
    """
    kind, size = words.lexicon.at(clause)
    if kind == "uncounted":
        return True
    if kind == "verbs":
        then = words.lexicon.at(clause, size)[0]
        return number > 1 and then in {"judgements", "strong", "uncounted"}
    if kind in {"joins", "doubts", "counts"}:
        return False
    phrase = _phrase(clause, words)
    if phrase.counts:
        return False
    if phrase.nouns and _has_plural(phrase, words):
        return number == 1
    return _is_about(phrase, number, words) if phrase.nouns else _says_how(phrase)


def _says_how(phrase: _Phrase) -> bool:
    """Read "really good" or "honestly I", but not "2 missing", where a noun is left out."""
    if "judgements" in phrase.qualities:
        return True
    return phrase.qualities == {"strong"} and phrase.end in {"openings", "uncounted"}


def _is_about(phrase: _Phrase, number: int, words: ScoreWords) -> bool:
    """Tell whether a singular noun is what the score is about, or is a verb."""
    first, head = phrase.nouns[0][0], phrase.nouns[-1][0]
    if not phrase.qualities and not first and _has_object(phrase, number, words):
        return True
    if number == 0:
        return phrase.end == "verbs" and head in _KNOWN and not phrase.qualities
    if number == 1:
        return head == "mass" and "states" not in phrase.qualities
    if "judgements" in phrase.qualities or {first, head} & _KNOWN:
        return True
    return not phrase.qualities and phrase.end in _SENTENCE


def _has_object(phrase: _Phrase, number: int, words: ScoreWords) -> bool:
    """Read "stole my bag"; of one thing it may be a clause: "1 plate the waiter dropped"."""
    verb = number > 1 or phrase.nouns[-1][1].endswith(words.endings["of_them"])
    return phrase.last in words.objects or (verb and phrase.last in words.articles)


def _phrase(clause: Sequence[str], words: ScoreWords) -> _Phrase:
    """Read qualities, then nouns, up to a word that can belong to neither."""
    found, at = _Phrase(), 0
    while at < len(clause) and clause[at] != "0":
        kind, size = words.lexicon.at(clause, at)
        kind = kind or _by_ending(clause[at], words)
        if kind in _QUALITIES and not found.nouns:
            found.qualities.add(kind)
        elif kind == "counts" and "judgements" in found.qualities:  # "5 wonderful evening"
            found.nouns.append((kind, clause[at]))
        elif kind == "counts" or (kind == "states" and not _may_be_said(found)):
            found.counts = True
        elif kind in _ENDS or kind in _QUALITIES:
            if not _goes_on(clause, at, found, words):
                found.end, found.last = kind, clause[at]
                break
        else:
            found.nouns.append((kind, clause[at]))
        at += size
    return found


def _may_be_said(found: _Phrase) -> bool:
    """Tell whether "late" after "delivery" is about the delivery, and not about several."""
    return found.nouns[-1][0] in _KNOWN and "states" not in found.qualities


def _by_ending(word: str, words: ScoreWords) -> str:
    """Tell an adverb and some adjectives by their ending."""
    if word.endswith(words.endings["manner"]):
        return "strong"
    return "judgements" if word.endswith(words.endings["quality"]) else ""


def _goes_on(clause: Sequence[str], at: int, found: _Phrase, words: ScoreWords) -> bool:
    """Read "rude and careless" as one."""
    then = words.lexicon.at(clause, at + 1)[0]
    return clause[at] == "and" and bool(found.qualities) and not found.nouns and then in _QUALITIES


def _has_plural(phrase: _Phrase, words: ScoreWords) -> bool:
    """Tell whether a word looks like several things."""
    return any(
        word.endswith(words.endings["plural"])
        and word not in words.singular
        and not word.endswith(words.endings["singular"])
        for _, word in phrase.nouns
    )
