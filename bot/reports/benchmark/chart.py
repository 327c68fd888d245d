"""Our own score with its interval above published figures, each with its year."""

from bot.pictures.axis import Axis
from bot.pictures.frame import ACCENT, BAND, BODY, EARLIER, INK, SMALL, SOFT, WIDTH
from bot.pictures.lettering import cut, width
from bot.pictures.paper import Bar, Dot, Drawing, Mark, Part, Text, framed
from bot.reports.benchmark.results import Benchmark, Beside, Figure, Ours
from bot.words import dates, figures
from bot.words.voice import Voice

_MOST_FIGURES = 12


def benchmark_chart(voice: Voice, found: Benchmark) -> Drawing:
    """Draw our score with its interval above the published figures, each with its year."""
    notes = [voice.plain(f"staff.benchmark.warn_{group.kind}") for group in found.groups]
    shown = [figure for group in found.groups for figure in group.figures[:_MOST_FIGURES]]
    names = "; ".join(dict.fromkeys(figure.source for figure in shown))
    sources = voice.plain("staff.benchmark.sources", sources=names)
    return framed(
        [_beside(voice, group) for group in found.groups],
        title=voice.plain("chart.benchmark.title", metric=figures.title(voice, found.metric)),
        subtitle=[dates.span(voice, found.query.period)],
        footer=[*notes, sources, voice.plain("staff.benchmark.context")],
    )


def _beside(voice: Voice, group: Beside) -> Part:
    shown = group.figures[:_MOST_FIGURES]
    rows: list[Ours | Figure] = [*group.ours[:4], *shown]
    axis = _axis(group, WIDTH * 0.62, WIDTH - 62)
    heading = cut(voice.plain(f"chart.benchmark.{group.kind}"), BODY, WIDTH)
    marks: list[Mark] = [Text(0, 18, heading, size=BODY)]
    for at, row in enumerate(rows):
        y = 48.0 + 27 * at
        if isinstance(row, Ours):
            marks += _our_row(voice, group.kind, row, axis, y)
        else:
            marks += _figure_row(voice, group.kind, row, axis, y)
    return Part(48.0 + 27 * len(rows), marks)


def _axis(group: Beside, start: float, end: float) -> Axis:
    values = [figure.value for figure in group.figures[:_MOST_FIGURES]]
    for ours in group.ours:
        values += [ours.interval.low, ours.interval.high] if ours.interval else []
    low, high = min(values), max(values)
    air = max(4.0, 0.08 * (high - low))
    return Axis(low - air, high + air, start, end)


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
    year = voice.plain("chart.benchmark.old", year=figure.year) if figure.old else figure.year
    room = WIDTH * 0.6 - width(f"  {year}", SMALL)
    name = f"{cut(figure.industry, SMALL, room)}, {year}"
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
