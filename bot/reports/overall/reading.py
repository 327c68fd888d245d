"""/overall: NPS, CSAT and CES read together, each survey for itself, and the index of all three."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.errors import Refusal
from bot.reports.overall.results import Overall
from bot.reports.overall.words import METRICS
from bot.reports.summary.reading import summarise
from bot.reports.summary.results import Block
from bot.reports.understanding import surveys_of
from bot.services import Services
from bot.text.query import Query
from metrics.index import Weights, satisfaction_index
from metrics.measure import measure


async def read_together(services: Services, query: Query) -> Overall:
    """Read every survey of the three metrics; the one with most answers counts in the index.

    Refused where none of them is asked.
    """
    settings = services.config.reports
    asked = [metric for metric in METRICS if surveys_of(services, metric)]
    if not asked:
        raise Refusal("staff.overall.none")
    order = sorted(asked, key=lambda metric: metric != settings.lead)
    blocks = await _blocks(services, query, order)
    weights = Weights(
        settings.index.version, {metric: getattr(settings.index, metric) for metric in order}
    )
    largest = {metric: max(found, key=lambda each: each.people) for metric, found in blocks.items()}
    measures = {
        metric: measure(block.metric, block.points, block.tally, block.repeats)
        for metric, block in largest.items()
    }
    return Overall(
        query,
        blocks,
        counted={metric: block.survey for metric, block in largest.items()},
        index=satisfaction_index(measures, weights=weights),
        weights=weights,
    )


async def _blocks(
    services: Services, query: Query, metrics: Sequence[str]
) -> Mapping[str, Sequence[Block]]:
    """Ask for each metric; a value that one of them has never seen is no mistake, of none it is."""
    found: dict[str, Sequence[Block]] = {}
    refused: list[Refusal] = []
    for metric in metrics:
        try:
            summary = await summarise(services, replace(query.of_command(metric), plain=True))
        except Refusal as refusal:
            refused.append(_about(refusal, metric, query.command))
        else:
            found[metric] = summary.blocks
    if not found:
        raise refused[0]
    return found


def _about(refusal: Refusal, metric: str, command: str) -> Refusal:
    """Let the example be of the command that was typed."""
    values = dict(refusal.values)
    if "example" in values:
        values["example"] = str(values["example"]).replace(f"/{metric} ", f"/{command} ", 1)
    return Refusal(refusal.key, **values)
