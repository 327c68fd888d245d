"""/benchmark: our own score beside published figures that are comparable in kind."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib import resources

from bot.errors import Refusal
from bot.reports.benchmark.results import Benchmark, Beside, Figure, Ours
from bot.reports.summary.reading import summarise
from bot.reports.summary.results import Block
from bot.reports.understanding import surveys_of, today
from bot.services import Services
from bot.text.query import Query
from metrics.published import Kind, as_published

FILE = "benchmarks.csv"
OLD_AFTER = 5  # years
KINDS: Mapping[str, tuple[Kind, ...]] = {  # which published figures are of a metric's kind
    "nps": ("nps",),
    "csat": ("good", "index"),
    "thumbs": ("good",),
    "score": ("index",),
}
MEASURES = {"nps": "NPS", "good": "support CSAT good/bad", "index": "ACSI"}


async def benchmark(services: Services, query: Query) -> Benchmark:
    """Set our score of a period beside what is published, each survey for itself."""
    offered = [metric for metric in KINDS if surveys_of(services, metric)]
    metric = _metric(services, query, offered)
    summary = await summarise(services, replace(query.of_command(metric), metric=None, plain=True))
    year = today(services).year
    groups = [
        Beside(kind, [_ours(kind, block) for block in summary.blocks], published(kind, year=year))
        for kind in KINDS[metric]
    ]
    groups.sort(key=lambda group: all(figure.old for figure in group.figures))
    others = [each for each in offered if each != metric]
    return Benchmark(replace(query, metric=metric), metric, groups, others)


def _metric(services: Services, query: Query, offered: Sequence[str]) -> str:
    if query.metric is None and query.survey is not None:
        metric = services.versions[query.survey].metric
    else:
        lead = services.config.reports.lead
        first = lead if lead in offered else next(iter(offered), "nps")
        metric = query.metric or first
    if metric not in KINDS:
        raise Refusal(
            "staff.benchmark.no_kind",
            metric=metric,
            names=list(KINDS),
            example=f"/benchmark {next(iter(offered), 'nps')}",
        )
    return metric


@cache  # the file that ships does not change
def _rows() -> tuple[Mapping[str, str], ...]:
    text = resources.files("bot.reports.benchmark").joinpath(FILE).read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def published(kind: str, *, year: int) -> list[Figure]:
    """Give the newest figure of each industry, those of these years first and the best before."""
    found: dict[str, Figure] = {}
    for row in sorted(_rows(), key=lambda row: row["year"], reverse=True):
        if row["measure"] == MEASURES[kind]:
            industry, source = row["industry"], row["source"].partition(" (")[0]
            old = year - int(row["year"][:4]) > OLD_AFTER
            figure = Figure(industry, float(row["value"]), row["year"], source, old)
            found.setdefault(industry, figure)
    return sorted(found.values(), key=lambda each: (each.old, -each.value, each.industry))


def _ours(kind: Kind, block: Block) -> Ours:
    found = as_published(kind, block.measure) if block.measure else None
    if found is None:
        return Ours(block.survey, block.people)
    return Ours(
        block.survey,
        block.people,
        found.value,
        found.interval,
        again=block.repeats.previous,
        beyond=bool(block.repeats.beyond),
        anonymous=block.anonymous,
    )
