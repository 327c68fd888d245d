"""Whether a reply is a refusal: one of the texts that the code refuses with, in any language."""

import re
from collections.abc import Collection
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

BOT = Path(__file__).parents[1] / "bot"
_RAISED = re.compile(r"(?:Refusal|_say|_of_filter|_of_time)\(\s*\"([a-z_.]+)\"")
_TAG = re.compile(r"</?[a-z][^>]*>")
_FIELD = re.compile(r"\{[^}]*\}")
ALSO = frozenset({"staff.nearest_command", "toast.trouble"})


def refused(reply: str) -> bool:
    """Tell whether a reply, as people read it, says no."""
    return any(pattern.fullmatch(reply.strip()) for pattern in _patterns())


def refused_as(reply: str, keys: Collection[str]) -> bool:
    """Tell whether a reply is one of these texts, in any language."""
    return any(pattern.fullmatch(reply.strip()) for pattern in _texts(frozenset(keys)))


@cache
def _patterns() -> list[re.Pattern[str]]:
    keys = ALSO | {
        key for path in BOT.rglob("*.py") for key in _RAISED.findall(path.read_text("utf-8"))
    }
    assert len(keys) > 30
    patterns = _texts(frozenset(keys))
    assert len(patterns) > 3 * 30
    return patterns


@cache
def _texts(keys: Collection[str]) -> list[re.Pattern[str]]:
    texts = [
        str(entry.string)
        for path in (BOT / "locales").rglob("*.po")
        for entry in read_po(path.read_bytes().splitlines(keepends=True))
        if entry.id in keys and isinstance(entry.string, str)
    ]
    return [_pattern(text) for text in texts]


def _pattern(text: str) -> re.Pattern[str]:
    words = map(re.escape, _FIELD.split(_TAG.sub("", text)))
    return re.compile(".*".join(words), re.DOTALL)
