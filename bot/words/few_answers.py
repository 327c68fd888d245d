"""Which rule for few answers held something back, in words: below tables and in pictures."""

from collections.abc import Iterable

from bot.words.voice import Voice
from metrics.small_numbers import COMPARED, SCORED, held_back

_BELOW = {"counts": SCORED, "words": COMPARED}
_DRAWN = {"counts": "chart.counts_only", "words": "chart.hollow"}


def few_notes(voice: Voice, groups: Iterable[int], *, hollow: bool = False) -> list[str]:
    """Say what is held back of groups of so many, a sentence for each rule that applied.

    `hollow` says it of a picture in which such groups are hollow dots.
    """
    found = [each.name for each in held_back(groups)]
    keys = {name: _DRAWN[name] if hollow else f"few.{name}" for name in found}
    return [voice.plain(key, n=_BELOW[name]) for name, key in keys.items()]
