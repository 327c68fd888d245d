"""What /overall and /benchmark hold before they are put into words and drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.reports.summary.results import Block
from bot.text.query import Query
from metrics.index import Index, Weights


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
