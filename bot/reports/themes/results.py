"""What /themes holds before it is put into words and drawn."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.reports.mentions import Mention
from bot.text.query import Query
from metrics.periods import Period

MOST_READ = 5000  # comments of a period: the newest


@dataclass(frozen=True)
class Topic:
    """A theme or a phrase: its comments now and before, and a typical one.

    `before` is None where the period before cannot be shown. `mention` is its share of all
    comments, and the figure without those who wrote them.
    """

    name: str
    comments: int
    before: int | None
    mention: Mention
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
