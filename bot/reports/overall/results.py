"""What /overall and /benchmark hold before they are put into words and drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.reports.summary.results import Block
from bot.text.query import Query
from metrics.index import Index, Weights
from metrics.intervals import Interval


@dataclass(frozen=True)
class Overall:
    """The reply to /overall: the surveys of each metric, the lead metric's first.

    `counted` names the survey of each metric that stands for it in the index.
    """

    query: Query
    blocks: Mapping[str, Sequence[Block]]
    counted: Mapping[str, str]
    index: Index | None
    weights: Weights


@dataclass(frozen=True)
class Figure:
    """One published figure, as it was quoted."""

    industry: str
    value: float
    year: str
    source: str
    old: bool


@dataclass(frozen=True)
class Ours:
    """What one survey says in the form of the published figures; no value of too few answers."""

    survey: str
    people: int
    value: float | None = None
    interval: Interval | None = None


@dataclass(frozen=True)
class Beside:
    """Published figures of one kind (nps, good, index), and our own in that form."""

    kind: str
    ours: Sequence[Ours]
    figures: Sequence[Figure]


@dataclass(frozen=True)
class Benchmark:
    """The reply to /benchmark."""

    query: Query
    metric: str
    groups: Sequence[Beside]
    metrics: Sequence[str]  # the others that can be asked for
