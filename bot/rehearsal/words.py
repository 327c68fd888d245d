"""How a rehearsal reads: aligned tables for people, a document for other programs."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bot.rehearsal.guesses import Guesses
from bot.rehearsal.results import PlayOutcome, Rehearsed, SurveyOutcome
from metrics.catalogue import METRICS

_SHOWN_GATES = 3
MODEL = """\
Answers are drawn (seed {seed}): a survey is answered as often as its asks of the last year were,
taken together with ten more of which three were answered (a new survey: 30 %). A score is drawn
from the survey's own of the last year and five more, spread evenly over the scale. Whoever answers
does so after an hour, reminders change nothing about it, nobody presses "later", and an ask has
the same luck in both columns."""


def tables(told: Rehearsed) -> Iterator[RenderableType]:
    """Lay out everything that was found."""
    yield Text(_title(told))
    yield Text()
    yield _overall(told)
    yield Text()
    yield _surveys(told)
    yield Text()
    yield from _starved(told)
    yield Group(*(Text(line) for line in _assumed(told)))


def document(told: Rehearsed) -> dict[str, Any]:
    """Write it for other programs; widths are whole ones, in the metric's own unit."""
    return {
        **asdict(told),
        "since": told.since.isoformat(),
        "until": told.until.isoformat(),
        "assumed": " ".join(MODEL.format(seed=told.seed).split()),
        "model": {name: _model(each) for name, each in told.model.items()},
        "current": _column(told.current) if told.current else None,
        "new": _column(told.new),
    }


def _model(it: Guesses) -> dict[str, float]:
    scores = sum(it.seen.values())
    return {"rate": it.rate, "answered": it.answered, "settled": it.settled, "scores": scores}


def _column(outcome: PlayOutcome) -> dict[str, Any]:
    busiest = outcome.busiest
    return {
        **asdict(outcome),
        "busiest": {"day": busiest[0], "asks": busiest[1]} if busiest else None,
        "people": {
            **{name: n for name, n in asdict(outcome.people).items() if name != "most_have"},
            "p95": outcome.people.most_have,
        },
        "starved": [each.name for each in outcome.starved],
    }


def _title(told: Rehearsed) -> str:
    zone = ZoneInfo(told.zone)
    since, until = (each.astimezone(zone) for each in (told.since, told.until))
    return (
        f"{told.interactions:,} interactions with {told.new.people.met:,} people, "
        f"{since:%Y-%m-%d %H:%M} to {until:%Y-%m-%d %H:%M}, {told.zone}. "
        f"Nothing was sent; in that time {told.sent:,} asks in fact were."
    )


def _overall(told: Rehearsed) -> Table:
    table = _table("")
    for name in ["new"] if told.current is None else ["in force", "new"]:
        table.add_column(name, justify="right")
    for name, cells in _rows(told.outcomes):
        table.add_row(Text(name), *(Text(cell) for cell in cells))
    return table


def _rows(outcomes: list[PlayOutcome]) -> Iterator[tuple[str, list[str]]]:
    yield "configuration", [Path(each.config).name for each in outcomes]
    yield "asks", [f"{each.asks:,}" for each in outcomes]
    if any(each.reminders for each in outcomes):
        yield "reminders, which count below", [f"{each.reminders:,}" for each in outcomes]
    yield "asks per day, mean", [f"{each.asks_a_day:,.1f}" for each in outcomes]
    yield "asks per day, busiest", [_busiest(each) for each in outcomes]
    people = [each.people for each in outcomes]
    yield "people asked", [_part(each.asked, each.met) for each in people]
    yield "asks per person asked, median", [f"{each.median:g}" for each in people]
    yield "asks per person asked, 95th percentile", [f"{each.most_have}" for each in people]
    yield "asks per person asked, most", [f"{each.most}" for each in people]
    if any(each.linked for each in people):
        yield "people offered a link", [_part(each.linked, each.met) for each in people]
    yield "people never asked", [_part(sum(each.never.values()), each.met) for each in people]
    for gate in _names(*(each.never for each in people)):
        yield f"  stopped last by {gate}", [f"{each.never.get(gate, 0):,}" for each in people]
    yield "decisions not to ask", [f"{sum(each.gates.values()):,}" for each in outcomes]
    for gate in _names(*(each.gates for each in outcomes)):
        yield f"  by {gate}", [f"{each.gates.get(gate, 0):,}" for each in outcomes]


def _names(*counts: Mapping[str, int]) -> list[str]:
    return list(dict.fromkeys(name for each in counts for name in each))


def _busiest(outcome: PlayOutcome) -> str:
    if outcome.busiest is None:
        return "0"
    day, asks = outcome.busiest
    return f"{asks:,} ({day})"


def _part(count: int, whole: int) -> str:
    share = count / whole if whole else 0.0
    return f"{count:,} of {whole:,} ({share:.0%})"


def _surveys(told: Rehearsed) -> Table:
    table = _table("survey")
    for name in ("", "interactions", "asks", "answers", "interval", "not asked, mostly by"):
        table.add_column(name, justify="left" if name[:3] in {"", "not"} else "right")
    columns = dict(zip(["new", "in force"], reversed(told.outcomes), strict=False))
    for name in dict.fromkeys(each.name for it in told.outcomes for each in it.surveys):
        for place in reversed(columns):
            found = [each for each in columns[place].surveys if each.name == name]
            cells = _survey(found[0]) if found else ["-"] * 5
            where = place if told.current is not None else ""
            table.add_row(Text(name), *(Text(cell) for cell in (where, *cells)))
    return table


def _survey(it: SurveyOutcome) -> list[str]:
    stopped = sum(it.gates.values())
    mostly = [f"{gate} {n / stopped:.0%}" for gate, n in list(it.gates.items())[:_SHOWN_GATES]]
    return [
        f"{it.matched:,}",
        f"{it.asked:,}" + (f" + {it.linked:,} links" if it.linked else ""),
        f"{it.answers:,}",
        _width(it),
        ", ".join(mostly),
    ]


def _width(it: SurveyOutcome) -> str:
    """Say how far the figure may be off to either side, in its own unit."""
    if it.width is None:
        return "-"
    kind, half = METRICS[it.metric].kind, it.width / 2
    if kind == "net":
        return f"±{half:.1f} points"
    return f"±{half:.1%}" if kind == "share" else f"±{half:.2f}"


def _starved(told: Rehearsed) -> Iterator[RenderableType]:
    """Name the surveys that get nobody under the new configuration."""
    for each in told.new.starved:
        if not each.matched:
            why = "no interaction had one of its touchpoints"
        else:
            gates = ", ".join(f"{gate} {n:,}" for gate, n in each.gates.items())
            why = f"{each.matched:,} interactions, stopped by {gates}"
        yield Text(f"Nobody is asked {each.name}: {why}", style="bold")


def _assumed(told: Rehearsed) -> Iterator[str]:
    yield " ".join(MODEL.format(seed=told.seed).split())
    for name, it in told.model.items():
        yield (
            f"  {name}: {it.rate:.1%} answer ({it.answered:,} of {it.settled:,} did), "
            f"scores drawn from {sum(it.seen.values()):,} seen"
        )


def _table(first: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column(first)
    return table
