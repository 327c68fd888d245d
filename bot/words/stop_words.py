"""The words that alone mean /stop, those of all languages at once."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from bot.words.vocabulary import normal

_FILE = "stop_words.toml"
_NO_LETTERS = re.compile(r"[\W_]+")


def is_stop_word(text: str) -> bool:
    """Tell whether a message is one of the words, once or again and again, whatever its marks."""
    said = _folded(text)
    return bool(said) and any(said == word * (len(said) // len(word)) for word in _stop_words())


def _folded(text: str) -> str:
    return _NO_LETTERS.sub("", normal(text))


@cache  # what ships does not change while it runs
def _stop_words() -> frozenset[str]:
    pages = (folder.joinpath(_FILE) for folder in files("bot").joinpath("locales").iterdir())
    found = (tomllib.loads(page.read_text("utf-8")) for page in pages if page.is_file())
    return frozenset(_folded(word) for page in found for word in page["words"])
