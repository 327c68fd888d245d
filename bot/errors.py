"""Errors that are raised on purpose: words for whoever asked, or for whoever runs the bot."""

from collections.abc import Sequence

from bot.words.vocabulary import Keyed, Spoken

_TYPED = frozenset({"word", "value", "filter", "survey", "theme", "period", "name"})
_LONGEST = 60  # letters of what somebody typed that are repeated to them


class Refusal(Exception):  # noqa: N818 - it is an answer, not a fault
    """A request that is refused with words from the catalogue.

    The value `example` is a command in English; whoever is refused reads it in words of their own.
    `offers` become buttons: the words on each, and the command that it gives.
    """

    offers: Sequence[tuple[Keyed, str]] = ()

    def __init__(self, key: str, **values: object) -> None:
        """Name the words and what fills them."""
        super().__init__(key)
        self.key = key
        self.values = {
            name: _brief(value) if name in _TYPED else value for name, value in values.items()
        }
        if "example" in values:
            self.values["example"] = Spoken(values["example"])


def _brief(value: object) -> object:
    if not isinstance(value, str) or len(value) <= _LONGEST:
        return value
    return type(value)(f"{value[:_LONGEST]}…")


class CannotRunError(Exception):
    """What keeps the bot from running, in words for the operator."""


class NamelessError(Exception):
    """Telegram could not be asked yet what the bot is called."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__("Telegram could not be asked yet what the bot is called")
