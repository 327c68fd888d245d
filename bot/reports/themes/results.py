"""What /themes holds before it is put into words and drawn."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.text.query import Query
from metrics.measure import Change, Measure
from metrics.periods import Period

MOST_READ = 5000  # comments of a period: the newest


@dataclass(frozen=True)
class Topic:
    """A theme or a phrase: its comments now and before, their score, and a typical one.

    `before` is None where the period before cannot be shown.
    """

    name: str
    comments: int
    before: int | None
    measure: Measure | None = None
    prior: Measure | None = None  # of the period before
    change: Change | None = None
    sample: str = ""


@dataclass(frozen=True)
class Talk:
    """What customers wrote about one survey in one period."""

    survey: str
    metric: str
    points: int
    versions: tuple[int, ...]
    comments: int
    before: int | None
    earlier: Period
    themes: tuple[Topic, ...] = ()
    others: int = 0  # comments of no theme
    phrases: tuple[Topic, ...] = ()
    cut: bool = False  # there were more comments than were read
    anonymous: bool = False
    hidden: bool = False

    @property
    def spoken(self) -> list[Topic]:
        """The themes that somebody wrote about in either period."""
        return [topic for topic in self.themes if topic.comments or topic.before]


@dataclass(frozen=True)
class Talks:
    """The reply to /themes; `advice` shows how themes are set up where none are."""

    query: Query
    talks: Sequence[Talk]
    surveys: Sequence[str]
    advice: str | None = None
