"""What a staff command asks for: period, filters, `by` and `vs`; and how it is written again."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from bot.text.spacing import MARKS_AT_END, SPACES
from metrics.periods import Period

CUTS = ("touchpoint", "agent", "language", "channel", "reason", "visit")  # what an answer is cut by
SCORED = ("touchpoint", "agent", "language", "channel", "visit")  # reasons follow from the score
SAID = ("touchpoint", "agent", "language", "channel", "reason")  # what comments are chosen by
_QUOTES = (('"', '"'), ("“", "”"), ("«", "»"))
_NEEDS_QUOTES = re.compile(rf"""[{SPACES}"“«]|[{MARKS_AT_END}]$""")
STEPS = ("day", "week", "month")
LENGTHS = ("settling", "each")  # days: left out after a change; compared on either side of it


@dataclass(frozen=True)
class Form:
    """What one command understands beyond a period."""

    by: tuple[str, ...] = ()
    filters: tuple[str, ...] = ("survey", "touchpoint", "agent", "language", "channel")
    against: bool = False
    words: tuple[str, ...] = ("text",)
    metrics: tuple[str, ...] = ()  # a bare word may name the metric
    around: bool = False  # two periods around a day: before DAY after
    period: str = "week"  # what nothing means
    shortest: int = 1  # days that a period has at least

    @property
    def offered(self) -> tuple[str, ...]:
        """The filters that are named to people: `after` stands in buttons only."""
        return tuple(name for name in self.filters if name != "after")


@dataclass(frozen=True)
class Query:
    """What somebody asked to see."""

    command: str
    period: Period
    survey: str | None = None
    version: int | None = None
    filters: Mapping[str, str] = field(default_factory=dict)
    by: str | None = None
    choosing: bool = False
    against: Period | None = None
    low: bool = False
    after: int | None = None
    metric: str | None = None
    around: date | None = None
    settling: int | None = None
    each: int | None = None
    plain: bool = False  # words only, no picture
    theme: str | None = None
    form: Form = field(default=Form(), compare=False, repr=False)  # of its command

    def text(self) -> str:
        """Write the command so that it means the same on any later day."""
        return self._written(self.period.code, self.against.code if self.against else "")

    def lasting(self, *, dated: bool = True) -> str:
        """Write the command so that `week` stays `week`; not `dated`, without its period."""
        period = self.period.name if dated else ""
        return self._written(period, self.against.name if self.against else "")

    def _written(self, period: str, against: str) -> str:
        parts = [f"/{self.command}", *([self.metric] if self.metric else [])]
        parts += [period] if period and not self.form.around else []
        parts += [f"{key}={quoted(value)}" for key, value in sorted(self._pairs().items())]
        parts += [f"before {self.around} after"] if self.around else []
        parts += ["low"] * self.low
        parts += ["text"] * self.plain
        parts += [f"vs {against}"] if against else []
        parts += [f"by {self.by or ''}".rstrip()] * (self.choosing or self.by is not None)
        return " ".join(parts)

    def _pairs(self) -> dict[str, str]:
        named = {
            "survey": self.survey,
            "version": self.version,
            "theme": self.theme,
            "after": self.after,
        }
        days = {"settling": self.settling, "each": self.each}
        lengths = {key: f"{number}d" for key, number in days.items() if number is not None}
        return dict(self.filters) | {k: str(v) for k, v in named.items() if v is not None} | lengths

    def of_command(self, command: str) -> "Query":
        """Ask the same by another command, of which only the text is wanted."""
        return replace(self, command=command, form=Form())

    def moved(self, periods: int) -> "Query":
        """Ask the same of a later or an earlier period."""
        return replace(self, period=self.period.shifted(periods), against=None, after=None)


def command_of(text: str) -> str:
    """Give the command word of a text, without the slash and the bot's name."""
    word = text.split(maxsplit=1)[0] if text.strip() else ""
    return word.removeprefix("/").partition("@")[0].lower()


def is_typable(value: str) -> bool:
    """Tell whether a value can be written at all: some names have every kind of quotes."""
    return not _NEEDS_QUOTES.search(value) or any(end not in value for _, end in _QUOTES)


def quoted(value: str) -> str:
    """Write a value so that it is read back as one."""
    if value and not _NEEDS_QUOTES.search(value):
        return value
    opening, closing = next((pair for pair in _QUOTES if pair[1] not in value), _QUOTES[0])
    return f"{opening}{value}{closing}"
