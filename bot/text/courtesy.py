"""What people say after what they want: please, thanks, a smile."""

from collections.abc import Sequence

from bot.text.spacing import MARKS_AT_END, trimmed
from bot.words.vocabulary import vocabulary


def without_courtesy(words: Sequence[str]) -> list[str]:
    """Leave out what means nothing at the end; a first word stays, for it may be a name."""
    kept = list(words)
    while len(kept) > 1 and _means_nothing(kept[-1]):
        kept.pop()
        kept[-1] = kept[-1].rstrip(MARKS_AT_END) or kept[-1]
    return kept


def _means_nothing(word: str) -> bool:
    bare = trimmed(word)
    return not bare or vocabulary().is_idle(bare)
