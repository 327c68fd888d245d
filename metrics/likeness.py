"""Which of many short texts is the most like all of them together."""

import math
from collections import Counter
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import TypeVar

Key = TypeVar("Key")


def likeness(texts: Mapping[Key, AbstractSet[str]]) -> dict[Key, float]:
    """Tell how like each text is to all of them, from 0 to 1; a text without words is like none.

    The cosine between its words, each counted once, and the number of texts that hold each word
    (Salton and McGill 1983, section 6.2).
    """
    common = Counter(word for words in texts.values() for word in words)
    whole = sum(held**2 for held in common.values())
    return {
        key: sum(common[word] for word in words) / math.sqrt(len(words) * whole) if words else 0.0
        for key, words in texts.items()
    }
