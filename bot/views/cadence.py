"""How the rules in force read: a table of lines about the person, another about each survey."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.config import Config, Survey
from bot.config_cadence import Cadence
from bot.views import tables
from bot.views.durations import duration
from bot.views.voice import Voice

Values = Mapping[str, object]
T = TypeVar("T")


@dataclass(frozen=True)
class Rule(Generic[T]):
    """One line: `staff.cadence.<words>` with these values; with None it is `..._off`, or no line.

    A number under "n" chooses between singular and plural.
    """

    setting: str
    values: Callable[[Voice, T], Values | None]


def person_rules(config: Config) -> tuple[Rule[Cadence], ...]:
    """List the rules over all surveys, in the order in which the gates ask."""
    return (
        Rule("floor", lambda voice, it: _lasting(voice, it.floor)),
        Rule(
            "cap",
            lambda voice, it: {"n": it.cap.asks, "per": duration(voice, it.cap.per)},
        ),
    )
