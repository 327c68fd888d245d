"""What is measured here, and what is offered where something is asked for that is not."""

from collections.abc import Sequence
from dataclasses import replace

from bot.errors import Refusal
from bot.settings.config import Config
from bot.text.query import Query
from bot.words.vocabulary import Keyed
from metrics.catalogue import METRICS

OWN = "me"  # what tells agents their own figures, and is taught to them alone
NAMED_ONLY = "enps"  # what staff answered is shown to whoever asks for it by name, and may


def measured(config: Config) -> list[str]:
    """List the metrics of the configured surveys, in their order."""
    return list(dict.fromkeys(each.metric for each in config.surveys.values()))


def not_measured(config: Config, metric: str, query: Query | None = None) -> Refusal:
    """Say that no survey has a metric, and offer the same report of those that are measured.

    Without a query, because it could not be read, it is the last week's.
    """
    there = measured(config)
    offered = [each for each in there if each != NAMED_ONLY] or there
    refusal = Refusal(
        "staff.not_measured",
        metric=Keyed(f"staff.metric.{metric}"),
        names=[Keyed(f"staff.metric.{each}") for each in offered],
    )
    refusal.offers = [
        (Keyed(f"staff.metric_name.{each}"), _instead(config, each, query)) for each in offered
    ]
    return refusal


def _instead(config: Config, metric: str, query: Query | None) -> str:
    if query is None:
        return f"/{metric} week"
    named = config.surveys.get(query.survey or "")
    survey = query.survey if named is not None and named.metric == metric else None
    asked = replace(query, survey=survey, version=None)
    if query.command in METRICS:
        return asked.of_command(metric).text()
    return replace(asked, metric=metric).text()


def taught(config: Config, command: str) -> bool:
    """Tell whether a command has something to tell with these surveys."""
    if command == "overall":
        return len(summed_up(config)) > 1
    there = set(measured(config))
    return bool(there & _NEEDED[command]) if command in _NEEDED else True


def summed_up(config: Config) -> Sequence[str]:
    """List the metrics that are read together, as far as they are measured."""
    return [each for each in measured(config) if each in _SUMMED_UP]


_SUMMED_UP = ("nps", "csat", "ces")
_NEEDED = {
    **{metric: frozenset({metric}) for metric in METRICS},
    "benchmark": frozenset({"nps", "csat", "thumbs", "score"}),
    "themes": frozenset(METRICS) - {NAMED_ONLY},
}
