"""Our own score with its interval above published figures, each with its year."""

from collections.abc import Sequence
from dataclasses import replace

from bot.pictures.axis import Axis, cut_at
from bot.pictures.frame import ACCENT, BAND, BODY, EARLIER, GRID, INK, LINE, SMALL, SOFT, WIDTH
from bot.pictures.lettering import cut, width, wrapped
from bot.pictures.paper import Bar, Dot, Drawing, Mark, Part, Rule, Text, framed, stacked
from bot.reports.benchmark.industries import industry_name, year_words
from bot.reports.benchmark.results import Benchmark, Beside, Figure, Ours
from bot.words import dates, figures
from bot.words.counting import count
from bot.words.voice import Voice

_MOST_ROWS = 24  # of all groups together, ours among them: no picture is twice as high as wide
_STEP, _TICKS = 27, 4
_MOST_OURS = 4
_PUBLISHERS = (
    *((name, name) for name in ("Zendesk Benchmark", "XM Institute", "ACSI")),
    ("American Customer Satisfaction Index", "ACSI"),
)


def benchmark_chart(voice: Voice, found: Benchmark) -> Drawing:
    """Draw our score with its interval above the published figures, each with its year."""
    notes = [voice.plain(f"staff.benchmark.warn_{group.kind}") for group in found.groups]
    groups = _fitting(found.groups)
    shown = [figure for group in groups for figure in group.figures]
    left = sum(len(group.figures) for group in found.groups) - len(shown)
    publishers = dict.fromkeys(publisher(figure.source) for figure in shown)
    sources = voice.plain("staff.benchmark.sources", sources=voice.joined(publishers))
    more = [count(voice, "chart.benchmark.more", left)] if left else []
    return framed(
        [_beside(voice, group) for group in groups],
        title=voice.plain("chart.benchmark.title", metric=figures.title(voice, found.metric)),
        subtitle=[dates.span(voice, found.query.period)],
        footer=[*more, *notes, sources, voice.plain("staff.benchmark.context")],
    )


def _fitting(groups: Sequence[Beside]) -> list[Beside]:
    """Keep as many figures as there is room for, those of the last years first."""
    room = _MOST_ROWS - sum(len(group.ours[:_MOST_OURS]) for group in groups)
    fair = -(-room // max(1, len(groups)))
    kept: list[Beside] = []
    for group in groups:
        figures_kept = group.figures[: max(0, min(room, max(fair, 1)))]
        room -= len(figures_kept)
        kept.append(replace(group, figures=figures_kept))
    return kept


def publisher(source: str) -> str:
    """Name who published a figure: what stands before the year and the title of a study."""
    return next((name for start, name in _PUBLISHERS if source.startswith(start)), source)


def _beside(voice: Voice, group: Beside) -> Part:
    rows: list[Ours | Figure] = [*group.ours[:_MOST_OURS], *group.figures]
    axis = _axis(group, WIDTH * 0.62, WIDTH - 62)
    heading = cut(voice.plain(f"chart.benchmark.{group.kind}"), BODY, WIDTH)
    bottom = 36.0 + _STEP * len(rows)
    marks: list[Mark] = [Text(0, 18, heading, size=BODY), *_grid(voice, group.kind, axis, bottom)]
    for at, row in enumerate(rows):
        y = 52.0 + _STEP * at
        if isinstance(row, Ours):
            marks += _our_row(voice, group.kind, row, axis, y)
        else:
            marks += _figure_row(voice, group.kind, row, axis, y)
    low, high = (value_of(voice, group.kind, end) for end in (axis.low, axis.high))
    unit = cut_at(voice, voice.plain(f"chart.benchmark.unit_{group.kind}"), low, high)
    below = wrapped(unit, SMALL, WIDTH)
    return Part(
        bottom + 24 + LINE * len(below), [*marks, *stacked(below, y=bottom + 40, color=SOFT)]
    )


def _grid(voice: Voice, kind: str, axis: Axis, bottom: float) -> list[Mark]:
    """Draw the axis that all rows lie on, with a few values below it."""
    marks: list[Mark] = []
    free = axis.start
    for value in axis.ticks(_TICKS):
        x, label = axis.at(value), value_of(voice, kind, value)
        marks.append(Rule(x, 32, x, bottom, GRID))
        if x - width(label, SMALL) / 2 >= free:
            about = {"tick": value}
            marks.append(Text(x, bottom + 18, label, SOFT, align="center", about=about))
            free = x + width(label, SMALL) / 2 + 8
    return marks


def _axis(group: Beside, start: float, end: float) -> Axis:
    values = [figure.value for figure in group.figures]
    for ours in group.ours:
        values += [ours.interval.low, ours.interval.high] if ours.interval else []
    low, high = min(values, default=0.0), max(values, default=100.0)
    air = max(4.0, 0.08 * (high - low))
    lowest = -100.0 if group.kind == "nps" else 0.0
    return Axis(max(lowest, low - air), min(100.0, high + air), start, end)


def _our_row(voice: Voice, kind: str, ours: Ours, axis: Axis, y: float) -> list[Mark]:
    label = cut(voice.plain("chart.benchmark.ours", survey=ours.survey), SMALL, WIDTH * 0.58)
    name = Text(0, y, label, ACCENT)
    if ours.value is None or ours.interval is None:
        said = voice.plain("chart.quiet.few" if ours.people else "chart.quiet.none")
        return [name, Text(WIDTH, y, said, SOFT, align="right")]
    low, high = axis.at(ours.interval.low), axis.at(ours.interval.high)
    return [
        name,
        Bar(low, y - 11, high, y - 1, BAND, round_ends=5),
        Dot(axis.at(ours.value), y - 6, ACCENT, 5.7),
        Text(WIDTH, y, value_of(voice, kind, ours.value), ACCENT, align="right"),
    ]


def _figure_row(voice: Voice, kind: str, figure: Figure, axis: Axis, y: float) -> list[Mark]:
    year = year_words(voice, figure.year)
    year = voice.plain("chart.benchmark.old", year=year) if figure.old else year
    room = WIDTH * 0.6 - width(f"  {year}", SMALL)
    name = voice.joined([cut(industry_name(voice, figure.industry), SMALL, room), year])
    color, about = EARLIER if figure.old else INK, {"value": float(figure.value)}
    return [
        Text(0, y, name, SOFT if figure.old else INK),
        Dot(axis.at(figure.value), y - 6, color, 4.7, hollow=figure.old, about=about),
        Text(WIDTH, y, quoted(voice, kind, figure.value), color, align="right"),
    ]


def value_of(voice: Voice, kind: str, value: float) -> str:
    """Write a figure of one kind: NPS with its sign, a share in percent, an index bare."""
    if kind == "good":
        return figures.share(voice, value / 100)
    return figures.number(voice, value, signed=kind == "nps")


def quoted(voice: Voice, kind: str, value: float) -> str:
    """Write a published figure as it was quoted."""
    number = figures.number(voice, value, digits=int(value != int(value)), signed=kind == "nps")
    return voice.plain("staff.figure.percent", number=number) if kind == "good" else number
